// wsapoll: WSAPoll.
//
//   POLLRDNORM   data, or a connection to accept          POLLWRNORM   connected and room to send
//   POLLRDBAND   urgent data, unless it comes in line     POLLHUP      the peer has finished, or the connection is over
//   POLLERR      reset, or the connect failed             POLLNVAL     no socket
//
// The end of the stream alone is POLLHUP and not POLLRDNORM; a failed connect is POLLWRNORM | POLLERR | POLLHUP, as on Windows
// 10 and later (earlier ones told nothing). A stream socket that was never connected has no events at all. No page says what
// becomes of invalid sockets among valid ones; the tests that Wine runs on Windows do:
//   · entries before the first valid socket are POLLNVAL whatever they ask for; without any valid socket: WSAENOTSOCK
//   · after it, a flag that cannot be asked for is WSAEINVAL, and an invalid socket is POLLNVAL and not counted
//   · a socket that is closed while the call waits is POLLNVAL and counted
//
// Threads  any.
// Memory   64 entries lie on the stack; for more, the thread keeps what it needed last.
#include <winsock2.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <span>

#include "compat/callback_guard.hpp"
#include "compat/error_map.hpp"
#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/startup.hpp"
#include "stack/base/call_memory.hpp"
#include "stack/host/waiting.hpp"
#include "stack/socket/readiness.hpp"

namespace loopsock::compat {
namespace {

constexpr unsigned askable = POLLRDNORM | POLLRDBAND | POLLWRNORM;

/// Told whether or not it was asked for.
constexpr ready always = ready::refused | ready::failed | ready::peer_finished;

bool asks(const WSAPOLLFD& one, unsigned flag) noexcept { return (static_cast<unsigned>(one.events) & flag) != 0; }

/// What to wait for. False: no socket.
bool prepare(const WSAPOLLFD& asked, poll_entry& entry) noexcept {
  const open_socket one = find_quietly(asked.fd);
  socket_facts facts;
  socket_options options;
  if (!one || one->options(one.number, options, facts) != error::none) return false;
  entry = {};
  entry.number = one.number;
  entry.interest = facts.spec.kind == socket_kind::stream ? always : ready::none;
  if (facts.state == socket_state::connected) entry.interest = entry.interest | ready::hangup;
  if (asks(asked, POLLRDNORM)) entry.interest = entry.interest | ready::read;
  if (asks(asked, POLLRDBAND) && !options.urgent_inline) entry.interest = entry.interest | ready::urgent;
  if (asks(asked, POLLWRNORM)) entry.interest = entry.interest | ready::write;
  return true;
}

SHORT events_of(const WSAPOLLFD& asked, const poll_entry& entry) noexcept {
  if (entry.invalid) return POLLNVAL;
  const auto is = [&entry](ready which) { return any(entry.state & which); };
  const bool broken = is(ready::refused | ready::failed);
  unsigned events = 0;
  if (broken) events |= POLLERR | POLLHUP;
  if (is(ready::hangup | ready::peer_finished)) events |= POLLHUP;
  if (is(ready::read) && !broken && !is(ready::peer_finished)) events |= POLLRDNORM;
  if (is(ready::urgent)) events |= POLLRDBAND;
  if (is(ready::write) || (broken && asks(asked, POLLWRNORM))) events |= POLLWRNORM;
  return static_cast<SHORT>(events);
}

class poll_set {
 public:
  explicit poll_set(std::span<WSAPOLLFD> asked) noexcept : asked_(asked) {}

  /// 0, WSAEINVAL, WSAENOTSOCK or WSAENOBUFS. All `revents` have been written.
  int take() noexcept {
    for (WSAPOLLFD& one : asked_) one.revents = 0;
    if (!make_room()) return WSAENOBUFS;
    for (std::size_t i = 0; i < asked_.size(); ++i) {
      poll_entry entry;
      const bool valid = prepare(asked_[i], entry);
      const bool unaskable = (static_cast<unsigned short>(asked_[i].events) & ~askable) != 0;
      if (unaskable && (valid || used_ != 0)) return WSAEINVAL;
      if (!valid) {
        asked_[i].revents = POLLNVAL;
        continue;
      }
      entries_[used_] = entry;
      places_[used_++] = i;
    }
    return used_ == 0 ? WSAENOTSOCK : 0;
  }

  std::span<poll_entry> entries() noexcept { return {entries_, used_}; }

  int give() noexcept {
    int answered = 0;
    for (std::size_t i = 0; i < used_; ++i) {
      WSAPOLLFD& asked = asked_[places_[i]];
      asked.revents = events_of(asked, entries_[i]);
      if (asked.revents != 0) ++answered;
    }
    return answered;
  }

 private:
  bool make_room() noexcept {
    if (asked_.size() <= few_entries_.size()) return true;
    entries_ = many_entries_.make(asked_.size());
    places_ = many_places_.make(asked_.size());
    return entries_ != nullptr && places_ != nullptr;
  }

  const std::span<WSAPOLLFD> asked_;
  std::size_t used_ = 0;  // entries that stand for a socket
  std::array<poll_entry, 64> few_entries_;
  std::array<std::size_t, 64> few_places_;  // where in asked_ each entry comes from
  call_array<poll_entry> many_entries_;
  call_array<std::size_t> many_places_;
  poll_entry* entries_ = few_entries_.data();
  std::size_t* places_ = few_places_.data();
};

host::time_point deadline_of(int milliseconds) noexcept {
  if (milliseconds < 0) return host::never;
  return milliseconds == 0 ? host::time_point::min() : host::deadline_after(std::chrono::milliseconds(milliseconds));
}

}  // namespace
}  // namespace loopsock::compat

extern "C" int WSAAPI WSAPoll(LPWSAPOLLFD sockets, ULONG count, INT timeout) {
  using namespace loopsock::compat;
  if (!started()) return set_error(WSANOTINITIALISED);
  if (in_callback()) return set_error(WSAEINPROGRESS);
  if (count == 0) return set_error(WSAEINVAL);
  if (sockets == nullptr) return set_error(WSAEFAULT);
  poll_set all({sockets, count});
  const int unfit = all.take();
  if (unfit != 0) return set_error(unfit);
  const loopsock::poll_result polled = loopsock::poll_sockets(all.entries(), deadline_of(timeout));
  if (polled.failure != loopsock::error::none) return fail(polled.failure);
  const int answered = all.give();
  set_last_error(0);
  return answered;
}
