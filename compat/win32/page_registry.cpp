#include "compat/win32/page_registry.hpp"

#include <unistd.h>

#include <new>

namespace loopsock::compat {

std::size_t page_size() noexcept {
  static const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return size;
}

page_registry& pages() noexcept {
  alignas(page_registry) static std::byte room[sizeof(page_registry)];
  static auto* const registry = new (room) page_registry;
  return *registry;
}

host::spin_mutex& page_lock() noexcept {
  static constinit host::spin_mutex lock;
  return lock;
}

void page_registry::add(std::uintptr_t base, std::size_t pages) {
  reservations_[base] = reservation{base, std::vector<std::uint8_t>(pages, only_reserved)};
}

reservation* page_registry::starting_at(std::uintptr_t base) noexcept {
  const auto found = reservations_.find(base);
  return found == reservations_.end() ? nullptr : &found->second;
}

page_run page_registry::find(std::uintptr_t at, std::size_t bytes) noexcept {
  const auto behind = reservations_.upper_bound(at);
  if (behind == reservations_.begin() || bytes == 0) return {};
  reservation& candidate = std::prev(behind)->second;
  const std::size_t whole = candidate.pages.size() * page_size();
  const std::size_t offset = at - candidate.base;
  if (offset >= whole || bytes > whole - offset) return {};
  const std::size_t first = offset / page_size();
  const std::size_t last = (offset + bytes - 1) / page_size();
  return {&candidate, first, last - first + 1};
}

}  // namespace loopsock::compat
