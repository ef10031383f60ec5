// support: an event object, and what has been told of a socket by it.
//
// The stack tells before the call returns that caused the event, so an event that is expected needs no patience (there is plenty all
// the same), and nothing() looks once. Functions check nothing and hold no state: Catch2's macros belong to the test's own thread.
#pragma once

#include <algorithm>
#include <iterator>

#include "tests/winsock/support.hpp"

namespace events_test {

using namespace winsock_test;

class held_event {
 public:
  held_event() : event_(WSACreateEvent()) {}
  ~held_event() { WSACloseEvent(event_); }
  held_event(const held_event&) = delete;
  held_event& operator=(const held_event&) = delete;

  operator WSAEVENT() const { return event_; }
  bool is_set() const { return wait(milliseconds{0}); }
  bool wait(milliseconds time = soon) const {
    return WSAWaitForMultipleEvents(1, &event_, FALSE, static_cast<DWORD>(time.count()), FALSE) == WSA_WAIT_EVENT_0;
  }

 private:
  WSAEVENT event_;
};

/// All that a program usually selects.
constexpr LONG usual = FD_READ | FD_WRITE | FD_OOB | FD_ACCEPT | FD_CONNECT | FD_CLOSE;

/// No combination of events: what told() answers where the event object and the record disagree, or a call failed.
constexpr LONG nonsense = -1;

struct told_events {
  LONG events = nonsense;
  int errors[FD_MAX_EVENTS] = {};
  int error_of(int bit) const { return errors[bit]; }
};

/// Takes what is recorded, within `time` after which nothing comes. The event is reset.
inline told_events take(SOCKET s, const held_event& event, milliseconds time) {
  const bool set = event.wait(time);
  WSANETWORKEVENTS record{};
  told_events told;
  if (WSAEnumNetworkEvents(s, event, &record) != 0) return told;
  if (set != (record.lNetworkEvents != 0) || event.is_set()) return told;
  told.events = record.lNetworkEvents;
  std::copy(std::begin(record.iErrorCode), std::end(record.iErrorCode), told.errors);
  return told;
}

/// The events that are told now or soon.
inline LONG told(SOCKET s, const held_event& event) { return take(s, event, soon).events; }
/// Nothing is told.
inline bool nothing(SOCKET s, const held_event& event) { return take(s, event, milliseconds{0}).events == 0; }
/// Nothing is told for a while.
inline bool stays_quiet(SOCKET s, const held_event& event) { return take(s, event, briefly).events == 0; }

inline bool selects(SOCKET s, const held_event& event, LONG events = usual) {
  return WSAEventSelect(s, event, events) == 0;
}
inline bool deselects(SOCKET s) { return WSAEventSelect(s, WSA_INVALID_EVENT, 0) == 0; }

/// A pair of which `server` is selected, and whose first events have been taken.
struct watched_pair {
  held_event event;
  connected_pair ends;
  bool ready = false;

  explicit watched_pair(const shape& on, LONG events = usual) : ends(pair_on(on)) {
    ready = is_on(ends.client, on) && selects(ends.server, event, events);
    take(ends.server, event, milliseconds{0});
  }
  SOCKET client() const { return ends.client; }
  SOCKET server() const { return ends.server; }
  LONG told() const { return events_test::told(ends.server, event); }
  bool nothing() const { return events_test::nothing(ends.server, event); }
};

inline bool receives(SOCKET s, int count) {
  char bytes[64];
  return recv(s, bytes, count, 0) == count;
}

/// Ends the connection by a reset.
inline void reset_by(held_socket& s) {
  set_linger(s, true, 0);
  s.close();
}

}  // namespace events_test
