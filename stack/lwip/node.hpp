// node: one host of the network inside this process.
//
// The process itself is node 0, and a program that builds no test network never meets another. lwIP is one global instance; so that there can be
// hundreds, each node has an image of lwIP's static variables and of ours around it (stack/base/node_state.hpp), some ten kilobytes, of which
// one at a time is in place:
//
//   static variables   [ node 7's ]  ◄── lock_core(node 3): copied out to 7's image, 3's copied in
//   images               0  1  2  …
//
// Nothing that a node has made (a pcb, a link, a queued packet) may be touched while another is in place. What goes from node to node goes as bytes
// over a wire (stack/netif/wire.hpp).
//
// Threads  make_node() and end_node() from any thread; the state of a node under the core lock, with it in place.
// Memory   a node's slot is never freed, so that a late look at its number finds it ended.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <loopsock/error.hpp>

#include "stack/host/waiting.hpp"

namespace loopsock::lwip {

using node_number = std::uint16_t;
inline constexpr std::size_t most_nodes = 4096;

struct node {
  node_number number = 0;
  bool taken = false;             // core lock; by somebody who made it
  bool started = false;           // core lock
  std::atomic<bool> down{false};  // writer: who halts it; readers: whoever makes a socket
  std::byte* image = nullptr;     // core lock; while another is in place
  // Written under the core lock, read by whoever drives: when the node's timers next want to run.
  std::atomic<host::clock_duration::rep> next_due{host::never.time_since_epoch().count()};
  // Called at the end of a core_guard, after the lock was released, when next_due has become earlier. Written before the node is used.
  std::atomic<void (*)(node&) noexcept> timer_moved{nullptr};
};

/// Number 0: the process's.
node& own_node() noexcept;
/// nullptr: there is none of that number.
node* node_at(node_number number) noexcept;
/// A fresh one, not started (core.hpp). nullptr: no memory, or there are most_nodes.
node* make_node() noexcept;
/// Frees what the node still holds; its sockets are closed already. It is still the caller's.
void end_node(node& ended) noexcept;
/// One that has ended is fresh again. False: no memory.
bool renew_node(node& ended) noexcept;
/// The number of one that has ended may be given out again.
void give_back_node(node& ended) noexcept;

/// The node on which this thread makes sockets and looks things up.
node& this_threads_node() noexcept;
/// nullptr: the default one. Returns what was set before.
node* set_this_threads_node(node* on) noexcept;
/// What threads without a node of their own use; nullptr: the process's. Not while sockets are in use.
void set_default_node(node* on) noexcept;

/// The one in place. Core lock held.
node& node_in_place() noexcept;
/// Puts it in place. Core lock held.
void put_in_place(node& wanted) noexcept;
/// Keeps what a node begins with. Before the first one starts; core lock held. False: no memory.
bool remember_fresh_state() noexcept;

}  // namespace loopsock::lwip
