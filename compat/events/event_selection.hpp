// event_selection: which network events of a socket set which event object, and which have been recorded. The state behind
// WSAEventSelect and WSAEnumNetworkEvents.
//
//   the socket changes ─► look (stack/socket/observation.hpp) ─► new since the last look ─► recorded_ ─┬─► selected: the event is set
//                          ▲                                                                           └─► WSAEnumNetworkEvents takes it
//   recv, send, accept ─► re_enable: what was seen is forgotten, so what is still there is new again
//
// What counts as new, by the rules of Windows (Microsoft's page of WSAEventSelect, and what Windows answers to Wine's tests):
//
//   FD_READ     bytes or a datagram came, also while others were unread; after a receive: some are still there
//   FD_OOB      an urgent byte came; after a receive of urgent data: one is still there. Never with SO_OOBINLINE
//   FD_ACCEPT   a connection came; after an accept: another one waits
//   FD_CONNECT  a connect ended, with its error. A datagram socket's ends at once
//   FD_WRITE    connected, accepted, or, for datagrams, bound; then each time that room comes after a send that found too little
//   FD_CLOSE    the peer has finished (0), whatever is still unread; the connection broke (WSAECONNABORTED, whoever broke it)
//
// Once a socket has been selected it is followed until it is closed: what happens while nothing is selected is recorded, too, and a later
// selection finds it. A selection that replaces another one keeps what was recorded. (The page has it cleared; but it also has
// recorded at once whatever lasts, and Windows tells neither twice.)
//
// Locks    lock_ is taken before the socket's locks, and the event object's inside it: recording and setting are one step against
//          taking and resetting, which the page of WSAEnumNetworkEvents promises. Event objects call nobody.
// Threads  any.
#pragma once

#include <winsock2.h>

#include <atomic>

#include "compat/handles.hpp"
#include "compat/win32/event.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/socket/observation.hpp"

namespace loopsock::compat {

/// What is selected: the events, and what they set. No events: nothing is, and there is no object.
struct event_choice {
  LONG events = 0;
  ref<event_object> object;
};

class event_selection {
 public:
  event_selection() noexcept = default;
  event_selection(const event_selection&) = delete;
  event_selection& operator=(const event_selection&) = delete;

  /// WSAEventSelect: follows the socket, makes it non-blocking, and replaces the former choice. 0 or WSAENOTSOCK.
  int select(const open_socket& one, event_choice choice) noexcept;
  /// WSAEnumNetworkEvents: takes the recorded events that are selected and resets `object`, which may be nullptr. 0 or WSAENOTSOCK.
  int enumerate(const open_socket& one, event_object* object, WSANETWORKEVENTS& out) noexcept;
  /// After a call that re-enables these events, whether it succeeded or not.
  void re_enable(const open_socket& one, LONG events) noexcept;

  [[nodiscard]] event_choice choice_of(const open_socket& one) noexcept;
  /// Whether the slot's socket was ever selected. A hint that costs one load.
  // relaxed: a call that races with the first selection may come before it.
  [[nodiscard]] bool is_used() const noexcept { return used_.load(std::memory_order_relaxed); }

  // For the companion.
  void changed(handle number, deferred& more) noexcept;
  void closed(handle number) noexcept;

 private:
  // lock_ held.
  void look(socket& at, deferred& work) noexcept;
  void compare(const observation& now) noexcept;
  void record(int bit, int error = 0) noexcept;
  void check_invariants() const noexcept;

  host::spin_mutex lock_;
  handle number_ = 0;  // of the socket that is followed; 0: none
  event_choice choice_;
  LONG recorded_ = 0;
  int errors_[FD_MAX_EVENTS] = {};  // of the recorded events
  observation seen_;                // the last look
  bool room_awaited_ = false;       // FD_WRITE is due as soon as there is room
  // Writers: select() and closed(), under lock_.
  std::atomic<bool> used_{false};
};

}  // namespace loopsock::compat
