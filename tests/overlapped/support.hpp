// support: overlapped operations for tests: a structure with its event, starting sends and receives, and what became of them.
//
// Functions check nothing and hold no state: Catch2's macros belong to the test's own thread.
#pragma once

#include <ntstatus.h>

#include <string>
#include <utility>

#include "tests/win32/held_handle.hpp"
#include "tests/winsock/support.hpp"

namespace overlapped_test {

using namespace winsock_test;
using win32_test::held_handle;

constexpr DWORD soon_ms = 5000;  // long enough for anything that must happen
constexpr DWORD briefly_ms = 30;

/// What a call answered: 0 or WSAGetLastError().
inline int answer_of(int result) { return result == 0 ? 0 : WSAGetLastError(); }
/// The same for calls that answer TRUE or FALSE.
inline DWORD answer_of_bool(BOOL result) { return result ? 0 : GetLastError(); }

struct result {
  BOOL good = FALSE;
  int error = 0;
  DWORD bytes = 0;
  DWORD flags = 0;
  friend bool operator==(const result&, const result&) = default;
};
inline std::ostream& operator<<(std::ostream& out, const result& r) {
  return out << (r.good ? "good" : "failed") << " error " << r.error << " bytes " << r.bytes << " flags " << r.flags;
}
inline result succeeded(DWORD bytes) { return {TRUE, 0, bytes, 0}; }
inline result failed(int error, DWORD bytes = 0) { return {FALSE, error, bytes, 0}; }

/// An OVERLAPPED with an event of its own (or none), and a buffer.
class pending_call {
 public:
  enum class told_by { event, nothing };
  explicit pending_call(told_by how = told_by::event, std::size_t room = 64) : buffer_(room, '.') {
    if (how == told_by::event) event_ = held_handle(CreateEventA(nullptr, TRUE, FALSE, nullptr));
    at.hEvent = event_;
    at.Internal = 0xdead;
    at.InternalHigh = 0xdead;
  }
  pending_call(const pending_call&) = delete;
  pending_call& operator=(const pending_call&) = delete;

  /// Starts a receive into the buffer. 0, WSA_IO_PENDING or another error.
  int receive(SOCKET s, DWORD flags_in = 0) {
    WSABUF piece{static_cast<ULONG>(buffer_.size()), buffer_.data()};
    flags = flags_in;
    bytes = untouched;
    return answer_of(WSARecv(s, &piece, 1, &bytes, &flags, &at, nullptr));
  }
  int send(SOCKET s, std::string text) {
    buffer_ = std::move(text);
    WSABUF piece{static_cast<ULONG>(buffer_.size()), buffer_.data()};
    bytes = untouched;
    return answer_of(WSASend(s, &piece, 1, &bytes, 0, &at, nullptr));
  }

  [[nodiscard]] bool over() const { return HasOverlappedIoCompleted(&at); }
  [[nodiscard]] bool told() const { return WaitForSingleObject(event_, 0) == WAIT_OBJECT_0; }
  [[nodiscard]] result outcome(SOCKET s, bool wait = true) {
    result r;
    r.good = WSAGetOverlappedResult(s, &at, &r.bytes, wait, &r.flags);
    r.error = r.good ? 0 : WSAGetLastError();
    return r;
  }
  [[nodiscard]] std::string received() const { return buffer_.substr(0, at.InternalHigh); }
  [[nodiscard]] NTSTATUS status() const { return static_cast<NTSTATUS>(at.Internal); }
  char* data() { return buffer_.data(); }

  static constexpr DWORD untouched = 0xdeadbeef;
  WSAOVERLAPPED at{};
  DWORD bytes = untouched;
  DWORD flags = 0;

 private:
  std::string buffer_;
  held_handle event_;
};

}  // namespace overlapped_test
