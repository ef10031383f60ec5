// node_capture: see the header.
#include "stack/socket/node_capture.hpp"

#include <array>
#include <atomic>
#include <new>

#include "stack/capture/capture.hpp"
#include "stack/lwip/core_lock.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock {
namespace {

// Writers: show_loopback() and forget_loopback(); readers: loopback_of(). The process's own is never freed: packets are noted during exit, too.
constinit std::array<std::atomic<capture::interface*>, lwip::most_nodes> interfaces{};

}  // namespace

const capture::interface* loopback_of(lwip::node_number on) noexcept {
  // acquire: pairs with show_loopback().
  return interfaces[on].load(std::memory_order_acquire);
}

void show_loopback(lwip::node& of, std::string_view name) noexcept {
  if (loopback_of(of.number) != nullptr) return;
  auto* const made = new (std::nothrow) capture::interface(name, "loopback");
  interfaces[of.number].store(made, std::memory_order_release);
  const lwip::plain_core_lock core(of);
  links::show_loopback_as(made);
}

void forget_loopback(lwip::node_number of) noexcept {
  delete interfaces[of].exchange(nullptr, std::memory_order_acq_rel);
}

}  // namespace loopsock
