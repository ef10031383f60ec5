// steps_support: what tests of calls with several steps look at: how often a call has ended, and what the peer has got by then.
#pragma once

#include <string>
#include <thread>

#include "tests/extensions/support.hpp"
#include "tests/win32/held_handle.hpp"
#include "tests/winsock/regression_support.hpp"

namespace winsock_test {

using win32_test::held_handle;

inline HANDLE as_handle(SOCKET s) { return reinterpret_cast<HANDLE>(s); }
inline NTSTATUS status_of(const OVERLAPPED& one) { return static_cast<NTSTATUS>(one.Internal); }

/// Receives on a thread of its own until the stream ends. Where it is told to, it stops after so many bytes until it may go on.
class reader {
 public:
  explicit reader(SOCKET s, std::size_t stop_at = ~std::size_t{0}, milliseconds pause = 0ms,
                  std::size_t piece = 65536) {
    set_option(s, SOL_SOCKET, SO_RCVTIMEO, DWORD{5000});  // a test that has failed ends, too
    thread_ = std::thread([=, this] { read(s, stop_at, pause, piece); });
  }
  ~reader() { all(); }
  reader(const reader&) = delete;
  reader& operator=(const reader&) = delete;

  bool has_begun() {
    return eventually([&] { return begun_.load(); });
  }
  void go_on() { go_on_ = true; }
  /// All that came until the end.
  const std::string& all() {
    go_on();
    if (thread_.joinable()) thread_.join();
    return got_;
  }
  /// How it ended: 0 in good order, else the error.
  int end() {
    all();
    return end_;
  }

 private:
  void read(SOCKET s, std::size_t stop_at, milliseconds pause, std::size_t piece) {
    std::string room(piece, '\0');
    for (;;) {
      const int one = recv(s, room.data(), static_cast<int>(room.size()), 0);
      if (one <= 0) {
        end_ = error_of(one);
        return;
      }
      got_.append(room.data(), static_cast<std::size_t>(one));
      begun_ = true;
      while (got_.size() >= stop_at && !go_on_) std::this_thread::sleep_for(100us);
      if (pause != 0ms && !go_on_) std::this_thread::sleep_for(pause);
    }
  }
  std::string got_;
  int end_ = 0;
  std::atomic<bool> begun_{false}, go_on_{false};
  std::thread thread_;
};

/// A connection whose client tells its operations to a port, too, where they can be counted.
struct counted_pair : connected_pair {
  explicit counted_pair(const shape& on) : connected_pair(pair_on(on)) {
    CreateIoCompletionPort(as_handle(client), port, 1, 0);
  }
  /// Packets that came for that operation; there is one for each time that it ended.
  int ends_of(const OVERLAPPED& one) {
    int count = 0;
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    OVERLAPPED* which = nullptr;
    for (GetQueuedCompletionStatus(port, &bytes, &key, &which, 5000); which == &one; ++count) {
      which = nullptr;
      GetQueuedCompletionStatus(port, &bytes, &key, &which, 0);
    }
    return count;
  }
  held_handle port{CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0)};
};

}  // namespace winsock_test
