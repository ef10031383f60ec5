// process_ports: the port registry that all sockets of the process share.
#include <random>

#include "stack/socket/socket.hpp"

namespace loopsock {

port_registry& ports() noexcept {
  // Never destroyed: a connection that ends while the process exits still gives its port back.
  static port_registry& registry = *new port_registry(std::random_device{}());
  return registry;
}

}  // namespace loopsock
