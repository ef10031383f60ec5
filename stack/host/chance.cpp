// chance: see the header.
#include "stack/host/chance.hpp"

#include <atomic>
#include <random>

#include "stack/host/waiting.hpp"

namespace loopsock::host {
namespace {

// Writer: set_random_source(); readers: whoever asks.
constinit std::atomic<random_source> replaced{nullptr};

}  // namespace

std::uint64_t random_word() noexcept {
  if (const random_source source = replaced.load(std::memory_order_acquire)) return source();
  try {
    std::random_device source;
    return (std::uint64_t{source()} << 32) | source();
  } catch (...) {
    return static_cast<std::uint64_t>(now().time_since_epoch().count()) ^ reinterpret_cast<std::uintptr_t>(&replaced);
  }
}

void set_random_source(random_source source) noexcept { replaced.store(source, std::memory_order_release); }

}  // namespace loopsock::host
