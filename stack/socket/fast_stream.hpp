// fast_stream: one end of a fastpath::loop_pair as a carrier.
//
// A thin translation: pieces to bytes, statuses to errors, tells to notes. The pair says whom to tell by the number of the
// socket; the socket table turns that into a target, so the pair itself holds no pointer to a socket.
//
// Memory  both ends and the pair come in one piece from a pool, and go back when both ends are closed.
#pragma once

#include <cstdint>

#include "stack/base/stream.hpp"
#include "stack/lwip/node.hpp"
#include "stack/socket/ports.hpp"

namespace loopsock::fastpath {
class loop_end;
struct tell;
}  // namespace loopsock::fastpath

namespace loopsock {

struct fast_ends {
  stream* connecting = nullptr;  // nullptr: no memory
  stream* accepting = nullptr;
};

/// A fresh connection, both ends open. The windows bound what each end has not read, bytes. `entry`, the connection's in the port registry of node `on`, is given
/// back when both ends are closed: there is no TIME_WAIT here.
fast_ends make_fast_pair(port_registry::connection& entry, lwip::node_number on, std::size_t connecting_window,
                         std::size_t accepting_window) noexcept;
/// Takes back a pair that nobody has seen yet, and leaves the entry with the caller.
void discard_fast_pair(const fast_ends& ends) noexcept;

/// The end of the pair behind a carrier, which must be a fast one.
fastpath::loop_end end_of(stream& fast_one) noexcept;
/// Notes what an end's call has said must be told.
void tell_ends(const fastpath::loop_end& end, const fastpath::tell& told, deferred& work) noexcept;

/// What this end (which must be a fast one) has written so far; `direct` of it was copied once, into a waiting buffer.
struct fast_traffic {
  std::uint64_t bytes = 0, direct = 0;
};
fast_traffic fast_bytes_written(stream& end) noexcept;

}  // namespace loopsock
