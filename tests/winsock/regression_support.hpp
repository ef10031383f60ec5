// regression_support: what the tests of mended races share: calls that block on threads of their own, and a watchdog.
//
// A race is only met when each thread is where it should be. With Winsock started as version 1.1 a thread may have a blocking
// hook, and the hook is called exactly when the call of its thread blocks: so a test sees that, instead of sleeping for some
// time, and can cancel the call at the moment it likes. Catch2's macros belong to the test's own thread.
#pragma once

#include <condition_variable>
#include <cstdio>
#include <functional>
#include <mutex>

#include "tests/winsock/support.hpp"

namespace winsock_test {

/// Ends the program with a message when a test takes longer than 60 s: a deadlock cannot be waited for.
class watchdog {
 public:
  explicit watchdog(const char* name) : name_(name), thread_([this] { watch(); }) {}
  ~watchdog() {
    {
      const std::lock_guard hold(lock_);
      over_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  watchdog(const watchdog&) = delete;
  watchdog& operator=(const watchdog&) = delete;

 private:
  void watch() {
    std::unique_lock hold(lock_);
    if (changed_.wait_for(hold, 60s, [this] { return over_; })) return;
    std::fprintf(stderr, "\"%s\" hangs\n", name_);
    std::fflush(stderr);
    std::abort();
  }

  const char* name_;
  std::mutex lock_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread thread_;
};

/// Rounds of a race: so many, and on a busy machine as many as a second or so allows.
class rounds {
 public:
  explicit rounds(int most) : left_(times(most)) {}
  bool go_on() { return left_-- > 0 && std::chrono::steady_clock::now() < end_; }

 private:
  int left_;
  const std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + (sanitized ? 3000ms : 1500ms);
};

/// Waits until something is so. False: it took too long.
template <class Condition>
bool eventually(Condition is_so, milliseconds within = soon) {
  const auto end = std::chrono::steady_clock::now() + within;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(100us);
  }
  return true;
}

/// Some nanoseconds a turn.
inline void spin(unsigned turns) {
  for (std::atomic<unsigned> turn{0}; turn < turns; ++turn) {
  }
}

/// How the thread of a call waits. Both kinds of hook need Winsock as version 1.1.
enum class hook {
  none,
  patient,  // the call sleeps, and a cancellation is seen within some milliseconds
  eager,    // the hook runs again and again, and a cancellation is seen at once
};

/// A call that may block, on a thread of its own. One that never ends is let go of by closing `s`; the test has failed then.
class call {
 public:
  call(SOCKET s, std::function<int()> what, hook how = hook::none)
      : s_(s), how_(how), thread_([this, made = std::move(what)] { run(made); }) {}
  ~call() {
    if (!ends()) closesocket(s_);
    thread_.join();
  }
  call(const call&) = delete;
  call& operator=(const call&) = delete;

  /// Waits until the thread's hook has been called: the call stands in line, or stood there.
  bool blocks() {
    return eventually([this] { return blocked_ || over_; }) && blocked_;
  }
  /// The thread's hook cancels the call, if it still blocks; after having turned so often.
  void cancel(unsigned turns = 0) {
    turns_ = turns;
    cancelled_ = true;
  }
  bool over() const { return over_; }
  bool ends(milliseconds within = soon) {
    return eventually([this] { return over_.load(); }, within);
  }
  /// What the call answered and, where that was SOCKET_ERROR, its error. Look at them when it has ended.
  int answer() const { return answer_; }
  int error() const { return answer_ == SOCKET_ERROR ? error_ : 0; }

 private:
  static INT_PTR WINAPI on_block() {
    call& mine = *current;
    mine.blocked_ = true;
    if (mine.cancelled_) {
      spin(mine.turns_);
      WSACancelBlockingCall();
    }
    return mine.how_ == hook::eager ? TRUE : FALSE;
  }
  void run(const std::function<int()>& what) {
    current = this;
    if (how_ != hook::none) WSASetBlockingHook(&on_block);
    answer_ = what();
    error_ = WSAGetLastError();
    over_ = true;
  }

  inline static thread_local call* current = nullptr;
  const SOCKET s_;
  const hook how_;
  std::atomic<bool> blocked_{false}, cancelled_{false}, over_{false};
  std::atomic<unsigned> turns_{0};
  int answer_ = 0, error_ = 0;  // written before over_
  std::thread thread_;          // last: it uses the others
};

/// A connection whose client cannot send: the window is full, and `unread` bytes of 'f' wait for the server. Both ends block.
/// The reader may take 6000 of them without making room for more than half of what a large send would wait for: on the
/// ordinary path that needs a small window, whose news comes early; on the fast path a large one.
struct full_pair : connected_pair {
  explicit full_pair(const shape& on) {
    open_door door;
    door.s = tcp_on(on);
    set_option(door.s, SOL_SOCKET, SO_RCVBUF, on.fast ? 65536 : 8192);
    bind_to(door.s, here(on.v6));
    listen(door.s, 1);
    door.at = local_of(door.s);
    connected_pair::operator=(pair_through(door, on));
    unread = fill(client);
    set_nonblocking(client, false);
    set_option(server, SOL_SOCKET, SO_RCVTIMEO, DWORD{5000});
  }
  std::size_t unread = 0;
};

}  // namespace winsock_test
