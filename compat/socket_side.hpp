// socket_side: what Winsock keeps beside a socket that the stack need not know: the link to a completion port, the overlapped calls that do not
// stand in the socket's own queues, the selection of network events.
//
//   socket's slot ──► socket_side ──► port_link of this life ──► completion_port
//                          ├──► calls that wait elsewhere or for nothing that the socket does (waiting_calls)
//                          └──► …
//
// It is made when the socket first has something of the kind, and stays with the slot for ever (stack/socket/companion.hpp). So each part knows
// by the socket's number which of the slot's lives it is about, and closed() ends that life.
//
// Threads  any.
#pragma once

#include <atomic>

#include "compat/events/event_selection.hpp"
#include "compat/handles.hpp"
#include "compat/overlapped/port_link.hpp"
#include "compat/overlapped/waiting_calls.hpp"
#include "compat/rio/kept_handle.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/socket/companion.hpp"

namespace loopsock::compat {

class alignas(64) socket_side final : public companion {
 public:
  /// The socket's; made when there is none. nullptr: no memory.
  static socket_side* of(const open_socket& one) noexcept;
  /// nullptr: it has none.
  static socket_side* here(const open_socket& one) noexcept {
    return static_cast<socket_side*>(one.slot->companion_here());
  }

  /// The link of the socket's present life, with a count. Empty: the socket is closed, or no memory.
  ref<port_link> link_of(const open_socket& one) noexcept;

  [[nodiscard]] waiting_calls& waiting() noexcept { return waiting_; }
  [[nodiscard]] event_selection& selection() noexcept { return selection_; }
  [[nodiscard]] kept_handle& requests() noexcept { return requests_; }

  void on_events(handle number, events what, deferred& more) noexcept override;
  void closed(handle number) noexcept override;

 private:
  socket_side() noexcept = default;
  ref<port_link> begin_link(const open_socket& one) noexcept;

  // The link of the present or the last life. Writer: begin_link(), under lock_ (release); readers: link_of() (acquire).
  std::atomic<port_link*> link_{nullptr};
  // Of all that were made, the one that lies here, in the same cache line; mostly it is the only one.
  port_link first_link_;
  host::spin_mutex lock_;
  bool holds_link_ = false;          // the count of the life itself; under lock_
  port_link* links_ = &first_link_;  // all that were made; under lock_

  waiting_calls waiting_;
  event_selection selection_;
  kept_handle requests_;  // the request queue of registered I/O
};

}  // namespace loopsock::compat
