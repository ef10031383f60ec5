// select: readiness of many sockets at once, over the stack's poll_sockets.
//
//   readfds     data, the end of the stream, a reset, a connection to accept
//   writefds    connected and room to send; a reset
//   exceptfds   a connect that failed; urgent data, unless it comes in line
//
// A set is a count and an array. Only the counted entries are read or written, however many they are: FD_SETSIZE is a matter of
// the program's own array. A socket that stands in a set twice, or in two sets that are one, is answered once.
//
// Threads  any; a thread's sets are its own.
// Memory   64 entries, of all sets together, lie on the stack; for more, the thread keeps what it needed last.
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

// A pointer of its own, because the compiler knows how long the declared array is and programs know better.
SOCKET* sockets_of(fd_set& set) noexcept {
  return reinterpret_cast<SOCKET*>(reinterpret_cast<char*>(&set) + offsetof(fd_set, fd_array));
}

bool contains(fd_set& set, SOCKET s) noexcept {
  const SOCKET* const all = sockets_of(set);
  for (u_int i = 0; i < set.fd_count; ++i) {
    if (all[i] == s) return true;
  }
  return false;
}

/// What the entries of a set are asked for. `failed` goes with both directions: neither blocks any more.
constexpr ready readable_when = ready::read | ready::peer_finished | ready::failed;
constexpr ready writable_when = ready::write | ready::failed;
constexpr ready exceptional_when = ready::refused | ready::urgent;

struct asked_set {
  fd_set* set;
  ready interest;
};

class selection {
 public:
  explicit selection(const std::array<asked_set, 3>& sets) noexcept : sets_(sets) {}

  /// Copies the sets. 0, WSAEINVAL (nothing asked), WSAENOTSOCK or WSAENOBUFS; the sets are untouched.
  int take() noexcept {
    for (const asked_set& one : sets_) total_ += count_of(one.set);
    if (total_ == 0) return WSAEINVAL;
    if (!make_room()) return WSAENOBUFS;
    std::size_t at = 0;
    for (const asked_set& one : sets_) {
      for (std::size_t i = 0; i < count_of(one.set); ++i, ++at) {
        names_[at] = sockets_of(*one.set)[i];
        const int unfit = prepare(names_[at], one.interest, entries_[at]);
        if (unfit != 0) return unfit;
      }
    }
    return 0;
  }

  std::span<poll_entry> entries() noexcept { return {entries_, total_}; }

  /// Writes the sets anew. How many sockets are in them, or -1: one was closed meanwhile.
  int give() noexcept {
    std::array<std::size_t, 3> counts{};
    for (std::size_t i = 0; i < sets_.size(); ++i) counts[i] = count_of(sets_[i].set);
    for (const asked_set& one : sets_) {
      if (one.set != nullptr) one.set->fd_count = 0;
    }
    int answered = 0;
    bool closed = false;
    std::size_t at = 0;
    for (std::size_t i = 0; i < sets_.size(); ++i) {
      for (const std::size_t end = at + counts[i]; at < end; ++at) {
        const poll_entry& entry = entries_[at];
        closed = closed || entry.invalid;
        // To somebody who waits to read, a closed socket is one that no longer blocks; to others it is none.
        const bool answer = entry.invalid ? sets_[i].interest == readable_when : any(entry.state);
        if (!answer || contains(*sets_[i].set, names_[at])) continue;
        sockets_of(*sets_[i].set)[sets_[i].set->fd_count++] = names_[at];
        ++answered;
      }
    }
    return answered == 0 && closed ? -1 : answered;
  }

 private:
  static std::size_t count_of(const fd_set* set) noexcept { return set != nullptr ? set->fd_count : 0; }

  bool make_room() noexcept {
    if (total_ <= few_entries_.size()) return true;
    entries_ = many_entries_.make(total_);
    names_ = many_names_.make(total_);
    return entries_ != nullptr && names_ != nullptr;
  }

  static int prepare(SOCKET s, ready interest, poll_entry& entry) noexcept {
    const open_socket one = find_quietly(s);
    if (!one) return WSAENOTSOCK;
    entry = {};
    entry.number = one.number;
    entry.interest = interest;
    if (interest != exceptional_when) return 0;
    socket_facts facts;
    socket_options options;
    if (one->options(one.number, options, facts) != error::none) return WSAENOTSOCK;
    if (options.urgent_inline) entry.interest = ready::refused;
    return 0;
  }

  const std::array<asked_set, 3> sets_;
  std::size_t total_ = 0;
  std::array<poll_entry, 64> few_entries_;
  std::array<SOCKET, 64> few_names_;
  call_array<poll_entry> many_entries_;
  call_array<SOCKET> many_names_;
  poll_entry* entries_ = few_entries_.data();
  SOCKET* names_ = few_names_.data();
};

/// False: a negative time.
bool deadline_of(const timeval* timeout, host::time_point& out) noexcept {
  constexpr long very_long = 100L * 365 * 24 * 3600;  // a century, in seconds
  out = host::never;
  if (timeout == nullptr) return true;
  if (timeout->tv_sec < 0 || timeout->tv_usec < 0) return false;
  if (timeout->tv_sec > very_long || timeout->tv_usec > very_long) return true;
  out = timeout->tv_sec == 0 && timeout->tv_usec == 0
            ? host::time_point::min()  // which needs no look at the clock
            : host::now() + std::chrono::seconds(timeout->tv_sec) + std::chrono::microseconds(timeout->tv_usec);
  return true;
}

int select_sockets(const std::array<asked_set, 3>& sets, const timeval* timeout) noexcept {
  if (!started()) return set_error(WSANOTINITIALISED);
  if (in_callback()) return set_error(WSAEINPROGRESS);
  host::time_point deadline;
  if (!deadline_of(timeout, deadline)) return set_error(WSAEINVAL);
  selection all(sets);
  const int unfit = all.take();
  if (unfit != 0) return set_error(unfit);
  const poll_result polled = poll_sockets(all.entries(), deadline);
  if (polled.failure != error::none) return fail(polled.failure);
  const int answered = all.give();
  if (answered < 0) return set_error(WSAENOTSOCK);
  set_last_error(0);
  return answered;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

int WSAAPI select(int, fd_set* read, fd_set* write, fd_set* except, const struct timeval* timeout) {
  using namespace loopsock::compat;
  return select_sockets(
      {asked_set{read, readable_when}, asked_set{write, writable_when}, asked_set{except, exceptional_when}}, timeout);
}

int WSAAPI __WSAFDIsSet(SOCKET s, fd_set* set) { return set != nullptr && loopsock::compat::contains(*set, s) ? 1 : 0; }

}  // extern "C"
