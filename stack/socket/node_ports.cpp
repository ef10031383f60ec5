// node_ports: see the header.
#include "stack/socket/node_ports.hpp"

#include <array>
#include <atomic>
#include <new>

#include "stack/host/chance.hpp"

namespace loopsock {
namespace {

// Writers: make_ports() and end_ports(); readers: calls on sockets of that node, which come after.
constinit std::array<std::atomic<port_registry*>, lwip::most_nodes> registries{};

port_registry& own_ports() noexcept {
  // Never destroyed: a connection that ends while the process exits still gives its port back.
  static port_registry& registry = *new port_registry(host::random_word());
  return registry;
}

}  // namespace

port_registry& ports(lwip::node_number on) noexcept {
  return on == 0 ? own_ports() : *registries[on].load(std::memory_order_acquire);
}

bool make_ports(lwip::node_number on) noexcept {
  auto* const made = new (std::nothrow) port_registry(host::random_word());
  delete registries[on].exchange(made, std::memory_order_acq_rel);
  return made != nullptr;
}

void end_ports(lwip::node_number on) noexcept { delete registries[on].exchange(nullptr, std::memory_order_acq_rel); }

}  // namespace loopsock
