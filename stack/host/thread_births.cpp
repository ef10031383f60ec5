// thread_births: the pointer.
#include "stack/host/thread_births.hpp"

#include <atomic>

namespace loopsock::host {
namespace {

// Writer: set_births(); readers: whoever starts a thread.
constinit std::atomic<const thread_births*> in_place{nullptr};

}  // namespace

const thread_births* births() noexcept { return in_place.load(std::memory_order_acquire); }
void set_births(const thread_births* watch) noexcept { in_place.store(watch, std::memory_order_release); }

}  // namespace loopsock::host
