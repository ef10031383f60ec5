// node_ports: the port registry that all sockets of a node share. The process's own node has one from the start.
//
// Threads  ports() from any thread; a node's is made before the node has sockets, and ended after its last connection.
#pragma once

#include "stack/lwip/node.hpp"
#include "stack/socket/ports.hpp"

namespace loopsock {

port_registry& ports(lwip::node_number on) noexcept;

/// False: no memory.
bool make_ports(lwip::node_number on) noexcept;
void end_ports(lwip::node_number on) noexcept;

}  // namespace loopsock
