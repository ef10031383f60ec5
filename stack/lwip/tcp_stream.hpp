// tcp_stream: TCP in lwIP as a carrier: the ordinary path.
//
// It owns a tcp_pcb and the received bytes that the application has not taken yet. All of its state is guarded by the core
// lock, which its member functions take themselves; may_read() and may_write() read two atomics instead, so that a waiter
// can spin on them.
//
//   credit   lwIP's window is compiled in; the socket's SO_RCVBUF is kept by handing lwIP only that much credit.
//   urgent   lwIP neither sends nor parses URG; the hooks in lwip_hooks.cpp do, with the mark kept here.
//   after close() the object lives on until lwIP frees the pcb (FIN-WAIT, TIME-WAIT), then calls `released`.
#pragma once

#include <cstdint>

#include "stack/base/address.hpp"
#include "stack/base/stream.hpp"
#include "stack/lwip/node.hpp"

namespace loopsock::lwip {

/// Told under the core lock when the 4-tuple is free again. May take the port registry's lock and no other.
using tuple_released = void (*)(const endpoint& local, const endpoint& remote) noexcept;

/// Starts a connection of node `on` from `local` (address and port chosen, already registered) to `remote`. The outcome comes as
/// events::connected to `target` and through connect_result(); on loopback it is there when the core lock was released.
/// `out` is the caller's, to be ended with close(). no_buffers, network_unreachable.
error connect_tcp(const endpoint& local, const endpoint& remote, const stream_options& options,
                  const notify_target& target, tuple_released released, deferred& work, stream*& out,
                  node& on = this_threads_node()) noexcept;

/// A connection of a socket with itself (local == remote): established at once, by our own hand, as lwIP has no
/// simultaneous open.
error connect_tcp_to_itself(const endpoint& local, const stream_options& options, const notify_target& target,
                            tuple_released released, deferred& work, stream*& out,
                            node& on = this_threads_node()) noexcept;

}  // namespace loopsock::lwip
