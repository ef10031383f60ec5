// page_registry: which pages VirtualAlloc gave out, in reservations, and what each page may be used for.
//
// The operating system knows it too, but does not tell where a reservation begins or what a page's protection was.
//
// Threads  the caller holds page_lock().
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {

/// PAGE_… of a page, or this one where it is not committed.
inline constexpr std::uint8_t only_reserved = 0;

struct reservation {
  std::uintptr_t base = 0;
  std::vector<std::uint8_t> pages;
};

/// A run of pages inside one reservation.
struct page_run {
  reservation* in = nullptr;  // none: the range is not (wholly) ours
  std::size_t first = 0;
  std::size_t count = 0;
};

class page_registry {
 public:
  /// Enters new pages. std::bad_alloc when there is no memory for it.
  void add(std::uintptr_t base, std::size_t pages);
  /// Takes out the reservation that begins there.
  void remove(std::uintptr_t base) noexcept { reservations_.erase(base); }

  /// The reservation that begins there, or nullptr.
  reservation* starting_at(std::uintptr_t base) noexcept;
  /// All pages that `bytes` at `at` touch.
  page_run find(std::uintptr_t at, std::size_t bytes) noexcept;

 private:
  std::map<std::uintptr_t, reservation> reservations_;  // by base; they do not overlap
};

std::size_t page_size() noexcept;

/// The process' own, which no destructor takes away: threads may outlive main().
page_registry& pages() noexcept;
host::spin_mutex& page_lock() noexcept;

}  // namespace loopsock::compat
