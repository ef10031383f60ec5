// listener: one accept queue for connections of both kinds.
//
// An arrival is an established connection, fast or ordinary, or (with conditional accept) a request for one that has not
// been answered. Fast connections are queued by the connecting thread; ordinary ones are fetched from lwIP's listener when
// it tells. Both hold a place at the gate until the application takes them.
//
// Locks    the listening socket's receive lock guards all of it.
// Memory   arrivals come from a pool; whoever has one ends its carrier and gives it back.
#pragma once

#include <memory>

#include "stack/base/accept_gate.hpp"
#include "stack/host/slab_pool.hpp"
#include "stack/lwip/tcp_listener.hpp"
#include "stack/socket/path.hpp"
#include "stack/socket/ports.hpp"

namespace loopsock {

struct arrival {
  arrival* next = nullptr;
  stream* carrier = nullptr;  // nullptr: a request that waits for an answer
  endpoint local, remote;     // as the accepted socket will see them
  path_record path;
  std::uint32_t tcp_request = 0;  // a held SYN's number; 0 for the fast kind
  notify_target client;           // of a fast one: who connects
  std::uint32_t attempt = 0;      // and which of its connects this is
  bool filtered = false;          // the carrier passes filters, which are told by it
  // Of a held fast request: the connecting socket's receive buffer, bytes, and its entry in the registry, which is good as long as it asks.
  std::size_t client_window = 0;
  port_registry::connection* client_entry = nullptr;
};

using arrivals = host::slab_pool<arrival>;

struct arrival_queue {
  arrival* first = nullptr;
  arrival* last = nullptr;
  std::uint64_t arrived = 0;  // how many ever came into the queue; one that is put back came once

  void push(arrival& one) noexcept {
    ++arrived;
    one.next = nullptr;
    (last != nullptr ? last->next : first) = &one;
    last = &one;
  }
  void push_front(arrival& one) noexcept {
    one.next = first;
    first = &one;
    if (last == nullptr) last = &one;
  }
  /// Takes out the first arrival that `fits`; nullptr: none does.
  template <class Fits>
  arrival* take_if(Fits fits) noexcept {
    arrival* before = nullptr;
    for (arrival* at = first; at != nullptr; before = at, at = at->next) {
      if (!fits(*at)) continue;
      (before != nullptr ? before->next : first) = at->next;
      if (last == at) last = before;
      return at;
    }
    return nullptr;
  }
  arrival* pop() noexcept {
    arrival* one = first;
    if (one != nullptr) {
      first = one->next;
      if (first == nullptr) last = nullptr;
    }
    return one;
  }
};

struct listener : arrival_queue {
  accept_gate gate;
  lwip::tcp_listener* tcp = nullptr;
  std::size_t receive_window = 65536;  // the listening socket's SO_RCVBUF, which connections start with
  bool kept_ordinary = false;          // a filter said so when it began to listen
  arrival_queue unasked;               // requests that filters have to be asked about before the application sees them

  /// A request: to the application, or to the filters first. True: to the filters, who are to be told.
  bool push_request(arrival& one) noexcept {
    const bool ask = accept_gate::asks_filters() || !gate.asks_application();
    (ask ? unasked : *this).push(one);
    return ask;
  }
};

}  // namespace loopsock
