// fast_capture: fast connections as a capture sees them: as the segments that the ordinary path would have sent.
//
//   a call on a carrier ─► nobody captures: one load, one branch
//                     └──► [ lock │ the call │ what has changed since the last one becomes segments │ unlock ]
//
// While somebody captures, every call that moves a connection on holds the one lock from before it until its segments are noted. So the file
// has them in the order in which things happened, on whichever threads: bytes before their acknowledgement, and before the reader gives them to the
// application. What is told is read off the pair's own positions and flags, by comparing them with the conversation so far; a connection that is met
// in mid-life is told from there on.
//
// The first capture waits until every call that has seen nobody is over (socket::follow_capture), and then lets forget_all() drop what may be stale.
//
// Threads  any. The lock is taken inside the sockets' locks, and outside of the capture's own.
// Memory   some 250 bytes per connection that had a call while somebody captured; a connection without is not shown.
#pragma once

#include "stack/base/buffers.hpp"
#include "stack/capture/capture.hpp"
#include "stack/capture/segment_rules.hpp"
#include "stack/lwip/node.hpp"
#include "stack/socket/ports.hpp"

namespace loopsock::fastpath {
class loop_pair;
}

namespace loopsock::fast_capture {

/// Lives around one call of one end (0 has connected, 1 has accepted) of a connection of the node `on`.
class shown_call {
 public:
  /// `begins(*this)` calls begin(), where somebody captures.
  template <class Begins>
  explicit shown_call(Begins begins) noexcept {
    if (capture::attached()) [[unlikely]]
      begins(*this);
  }
  ~shown_call() {
    if (pair_ != nullptr) [[unlikely]]
      end();
  }
  shown_call(const shown_call&) = delete;
  shown_call& operator=(const shown_call&) = delete;

  void begin(fastpath::loop_pair& pair, const port_registry::connection& entry, lwip::node_number on, unsigned by,
             const capture::segment_manner& manner) noexcept;
  /// What the call has been given to write.
  void writes(const_buffers from) noexcept {
    if (pair_ != nullptr) [[unlikely]]
      from_ = from;
  }

 private:
  void end() noexcept;

  fastpath::loop_pair* pair_ = nullptr;  // nullptr: nobody captures
  // The others are begin()'s.
  unsigned by_;
  std::uint64_t direct_before_;
  std::uint64_t urgent_before_;
  const_buffers from_;
};

/// A connection is there, and nobody has called on it yet.
void established(fastpath::loop_pair& pair, const port_registry::connection& entry, lwip::node_number on) noexcept;
/// It is not to be after all: the connecting end resets it.
void withdrawn(fastpath::loop_pair& pair) noexcept;
/// Both ends are closed; its memory goes.
void forget(fastpath::loop_pair& pair) noexcept;
/// Nobody listens, or whoever does says no.
void refused(lwip::node_number on, const endpoint& from, const endpoint& to, std::uint32_t window) noexcept;
void forget_all() noexcept;

}  // namespace loopsock::fast_capture
