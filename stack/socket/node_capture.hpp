// node_capture: what a capture sees of each node's loopback: its link's packets, and its fast connections.
//
// Threads  loopback_of() by calls on sockets of that node; the others before the node has sockets, and after its last connection.
#pragma once

#include <string_view>

#include "stack/lwip/node.hpp"

namespace loopsock::capture {
class interface;
}

namespace loopsock {

/// nullptr: it has no name, and is not seen.
const capture::interface* loopback_of(lwip::node_number on) noexcept;

/// The loopback of a node that has started is called so in captures: "lo", "alice:lo". One that is seen already keeps its name. Without memory it is
/// not seen.
void show_loopback(lwip::node& of, std::string_view name) noexcept;
/// The node has ended.
void forget_loopback(lwip::node_number of) noexcept;

}  // namespace loopsock
