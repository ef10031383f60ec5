// core: lwIP's one lock, and running it to completion.
//
// lwIP is one global instance without threads. Whoever calls into it holds a core_guard. When the guard ends, the packets
// that were sent to loopback meanwhile are delivered, with what they cause, until none is left: on this thread, in this
// call. Then the timer driver is told if lwIP now wants to be called earlier, and the lock is released. What has to be told
// to sockets lies in the `deferred` that the caller gave, to be run after that.
//
//   { core_guard core(work, on); …lwIP… }   // lock, put the node in place … deliver … unlock
//   work.run();                             // tell
//
// Threads  any. Not recursive. Nothing that takes another lock of ours runs under it, but the port registry's.
#pragma once

#include <cstddef>
#include <cstdint>

#include <loopsock/error.hpp>

#include "stack/base/address.hpp"
#include "stack/base/deferred.hpp"
#include "stack/host/waiting.hpp"
#include "stack/lwip/node.hpp"

namespace loopsock::lwip {

class core_guard {
 public:
  core_guard(deferred& work, node& on) noexcept;
  ~core_guard();
  core_guard(const core_guard&) = delete;
  core_guard& operator=(const core_guard&) = delete;
};

/// The notes of the guard that is in force, for lwIP's callbacks. Only under the core lock.
deferred& notes() noexcept;

/// Initialises the node's lwIP and its loopback link the first time; later calls do nothing. Not under the lock.
error start_core(node& on = this_threads_node()) noexcept;

/// Ends every TCP connection that was closed by its socket and still lingers in lwIP (FIN-WAIT, TIME-WAIT…), for the last
/// WSACleanup.
void drop_everything(node& on = this_threads_node()) noexcept;
/// Frees what a node still holds, before its image goes. Its sockets are closed.
void free_state_of(node& ended) noexcept;

/// When lwIP next wants run_timers(); host::never when it needs no timer. Called by the driver, any thread.
host::time_point next_timer(const node& on = own_node()) noexcept;
/// Runs what is due. Called by the driver (or by a waiter that drives), any thread.
void run_timers(node& on = own_node()) noexcept;
/// The driver's wish to be told when next_timer() of the process's own node has moved earlier than what it saw. Called at the end of a core_guard,
/// after the lock was released. Set before the first guard.
using timer_moved = void (*)() noexcept;
void on_timer_moved(timer_moved tell) noexcept;

/// Counters since the start; each grows by one per packet or segment.
struct packet_counters {
  std::uint64_t ip_sent = 0, ip_received = 0, tcp_sent = 0, tcp_received = 0;
};
packet_counters counters(node& on = own_node()) noexcept;

/// Where lwIP's connections lie (parked_pcbs): on its lists, which it walks, or parked. Walks the lists.
struct pcb_counts {
  std::size_t active = 0, time_wait = 0, parked = 0, parked_waits = 0;
};
pcb_counts count_pcbs(node& on = own_node()) noexcept;

/// The local address that the stack would use to reach `remote`; none-family when there is no route.
ip_address source_for(const ip_address& remote, node& on = this_threads_node()) noexcept;
/// Whether one of the stack's interfaces has this address (all of 127/8 and ::1 count).
bool is_own_address(const ip_address& address, node& on = this_threads_node()) noexcept;

}  // namespace loopsock::lwip
