// socket_state: the life of a stream socket, as a table.
//
//   opened ─bind─► bound ─listen─► listening
//      └──────connect──┴──► connecting ─established─► connected
//                               └─failed─► bound            (a failed socket may try again, as on Windows)
//   connected ─release─► bound                               (its connection is over, and the socket is used again)
//   every state ─close─► closed
//
// Datagram and raw sockets use opened, bound and closed only. Whether a direction was shut down, or the peer has finished,
// is not a state here: it belongs to the stream and to two flags of the socket.
#pragma once

#include <cstdint>
#include <optional>

namespace loopsock {

enum class socket_state : std::uint8_t { closed, opened, bound, listening, connecting, connected };
enum class socket_event : std::uint8_t { open, bind, listen, connect, established, failed, release, close };

/// The state after `event`, or nothing where the event cannot happen in `state`.
constexpr std::optional<socket_state> next(socket_state state, socket_event event) noexcept {
  using enum socket_state;
  switch (event) {
    case socket_event::open:
      if (state == closed) return opened;
      return {};
    case socket_event::bind:
      if (state == opened) return bound;
      return {};
    case socket_event::listen:
      if (state == bound || state == listening) return listening;  // again: a new backlog
      return {};
    case socket_event::connect:
      if (state == opened || state == bound) return connecting;
      return {};
    case socket_event::established:
      if (state == connecting || state == opened) return connected;  // opened: a socket that accept() hands out
      return {};
    case socket_event::failed:
      if (state == connecting) return bound;
      return {};
    case socket_event::release:
      if (state == connected) return bound;
      return {};
    case socket_event::close:
      if (state != closed) return closed;
      return {};
  }
  return {};
}

constexpr const char* name_of(socket_state state) noexcept {
  switch (state) {
    case socket_state::closed: return "closed";
    case socket_state::opened: return "opened";
    case socket_state::bound: return "bound";
    case socket_state::listening: return "listening";
    case socket_state::connecting: return "connecting";
    case socket_state::connected: return "connected";
  }
  return "?";
}

}  // namespace loopsock
