#include "compat/events/event_selection.hpp"

#include <cassert>
#include <mutex>
#include <utility>

#include "compat/error_map.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock::compat {

int event_selection::select(const open_socket& one, event_choice choice) noexcept {
  deferred work;
  event_choice former;  // like the notes, let go of once the lock is free
  const std::lock_guard hold(lock_);
  // From here on a close of the socket comes to closed(), which waits for our lock.
  if (one->observe(one.number, true) != error::none) return WSAENOTSOCK;
  if (one->set_nonblocking(one.number, true) != error::none) return WSAENOTSOCK;
  if (number_ != one.number) {
    number_ = one.number;
    recorded_ = 0;
    seen_ = {};
    room_awaited_ = false;
  }
  former = std::exchange(choice_, std::move(choice));
  used_.store(true, std::memory_order_relaxed);
  look(*one.slot, work);
  if ((recorded_ & choice_.events) != 0) choice_.object->set();
  check_invariants();
  return 0;
}

int event_selection::enumerate(const open_socket& one, event_object* object, WSANETWORKEVENTS& out) noexcept {
  const std::lock_guard hold(lock_);
  if (one->number() != one.number) return WSAENOTSOCK;
  const LONG taken = number_ == one.number ? recorded_ & choice_.events : 0;
  out.lNetworkEvents = taken;
  for (int bit = 0; bit < FD_MAX_EVENTS; ++bit) {
    // The other places are the caller's, who may have made a structure with fewer of them.
    if ((taken & (1 << bit)) != 0) out.iErrorCode[bit] = errors_[bit];
  }
  recorded_ &= ~taken;
  if (object != nullptr) object->reset();
  check_invariants();
  return 0;
}

void event_selection::re_enable(const open_socket& one, LONG events) noexcept {
  deferred work;
  const std::lock_guard hold(lock_);
  if (number_ != one.number) return;
  recorded_ &= ~events;
  if ((events & FD_READ) != 0) {
    seen_.unread = 0;
    seen_.datagrams = 0;
  }
  if ((events & FD_OOB) != 0) seen_.urgent_number = 0;
  if ((events & FD_ACCEPT) != 0) seen_.arrivals = 0;
  if ((events & FD_WRITE) != 0) room_awaited_ = true;
  look(*one.slot, work);
  check_invariants();
}

event_choice event_selection::choice_of(const open_socket& one) noexcept {
  const std::lock_guard hold(lock_);
  return number_ == one.number ? choice_ : event_choice{};
}

void event_selection::changed(handle number, deferred& more) noexcept {
  const std::lock_guard hold(lock_);
  if (number == 0 || number_ != number) return;
  socket* const at = sockets().find(number);
  if (at != nullptr) look(*at, more);
  check_invariants();
}

void event_selection::closed(handle number) noexcept {
  event_choice former;
  const std::lock_guard hold(lock_);
  if (number_ != number) return;
  former = std::exchange(choice_, {});
  number_ = 0;
  recorded_ = 0;
  used_.store(false, std::memory_order_relaxed);
  check_invariants();
}

// ---------------------------------------------------------------------------------------------------------- what is new

void event_selection::look(socket& at, deferred& work) noexcept {
  for (;;) {
    const bool room_asked = room_awaited_;
    observation now;
    if (at.look(number_, room_asked, now, work) != error::none) return;
    compare(now);
    if (room_asked || !room_awaited_) return;
    // Connected since the last look: the next one also looks for room.
  }
}

void event_selection::compare(const observation& now) noexcept {
  if (now.connections != seen_.connections) {
    // Of this connection nothing was seen.
    seen_.unread = 0;
    seen_.urgent_number = 0;
    seen_.peer_finished = seen_.broken = false;
    room_awaited_ = true;
  }
  if (now.connects_ended != seen_.connects_ended) record(FD_CONNECT_BIT, wsa_error(now.connect_outcome));
  if (now.unread > seen_.unread || (now.datagram_waits && now.datagrams != seen_.datagrams)) record(FD_READ_BIT);
  if (now.urgent_waits && now.urgent_number != seen_.urgent_number) record(FD_OOB_BIT);
  if (now.arrival_waits && now.arrivals != seen_.arrivals) record(FD_ACCEPT_BIT);
  if (now.peer_finished && !seen_.peer_finished) record(FD_CLOSE_BIT);
  if (now.broken && !seen_.broken) record(FD_CLOSE_BIT, WSAECONNABORTED);
  if (room_awaited_ && now.has_room) {
    room_awaited_ = false;
    record(FD_WRITE_BIT);
  }
  // What came while an operation waited for it may become ours after all, when the operation is cancelled: it was not seen.
  const std::uint64_t datagrams = now.datagram_waits ? now.datagrams : seen_.datagrams;
  const std::uint64_t arrivals = now.arrival_waits ? now.arrivals : seen_.arrivals;
  seen_ = now;
  seen_.datagrams = datagrams;
  seen_.arrivals = arrivals;
}

void event_selection::record(int bit, int error) noexcept {
  const LONG event = 1 << bit;
  recorded_ |= event;
  errors_[bit] = error;
  if ((choice_.events & event) != 0) choice_.object->set();
}

void event_selection::check_invariants() const noexcept {
  // What is selected has something to set, and nothing else keeps an object.
  assert((choice_.events != 0) == static_cast<bool>(choice_.object));
  // Only events that exist are recorded, and only of a socket that is followed.
  assert((recorded_ & ~FD_ALL_EVENTS) == 0);
  assert(number_ != 0 || (recorded_ == 0 && choice_.events == 0));
  // Every socket that is followed is known to be.
  assert(used_.load(std::memory_order_relaxed) == (number_ != 0));
}

}  // namespace loopsock::compat
