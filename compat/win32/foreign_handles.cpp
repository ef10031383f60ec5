#include "compat/win32/foreign_handles.hpp"

#include <atomic>

namespace loopsock::compat {
namespace {

// Writer: set_foreign_handles (release); readers: foreign (acquire).
constinit std::atomic<const foreign_handles*> others{nullptr};

}  // namespace

void set_foreign_handles(const foreign_handles& table) noexcept { others.store(&table, std::memory_order_release); }

const foreign_handles* foreign(HANDLE handle) noexcept {
  const foreign_handles* const table = others.load(std::memory_order_acquire);
  const bool theirs = table != nullptr && table->owns(reinterpret_cast<std::uintptr_t>(handle));
  return theirs ? table : nullptr;
}

}  // namespace loopsock::compat
