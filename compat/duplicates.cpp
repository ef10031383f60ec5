#include "compat/duplicates.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <new>
#include <vector>

#include "stack/host/spin_mutex.hpp"
#include "stack/socket/socket.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock::compat {
namespace {

struct duplicate {
  handle name = 0;
  handle original = 0;
  socket* slot = nullptr;  // holds the name's place in the table
  bool claimed = false;
};

struct registry {
  host::spin_mutex lock;
  std::vector<duplicate> names;
  std::vector<handle> closed;  // originals whose own name was closed while duplicates keep the socket open
};

registry& all() noexcept {
  static registry& one = *new registry;  // leaked on purpose: a late close at exit finds it
  return one;
}

auto find_name(registry& r, std::uint64_t name) noexcept {
  return std::find_if(r.names.begin(), r.names.end(), [&](const duplicate& d) { return d.name == name; });
}

bool is_closed(const registry& r, std::uint64_t original) noexcept {
  return std::find(r.closed.begin(), r.closed.end(), original) != r.closed.end();
}

std::size_t duplicates_of(const registry& r, std::uint64_t original) noexcept {
  return static_cast<std::size_t>(
      std::count_if(r.names.begin(), r.names.end(), [&](const duplicate& d) { return d.original == original; }));
}

// Lock held.
void remove_name(registry& r, std::uint64_t name) noexcept {
  const auto at = find_name(r, name);
  if (at == r.names.end()) return;
  sockets().give_back(*at->slot);
  r.names.erase(at);
  duplicates_exist.store(!r.names.empty(), std::memory_order_release);
}

error close_socket(std::uint64_t number) noexcept {
  socket* const slot = sockets().find(number);
  return slot == nullptr ? error::not_a_socket : slot->close(static_cast<handle>(number));
}

}  // namespace

std::uint64_t original_of(std::uint64_t name) noexcept {
  registry& r = all();
  const std::lock_guard lock(r.lock);
  const auto at = find_name(r, name);
  if (at != r.names.end()) return at->claimed ? at->original : 0;
  return is_closed(r, name) ? 0 : name;
}

error add_duplicate(handle original, handle& name) noexcept {
  registry& r = all();
  const std::lock_guard lock(r.lock);
  duplicate fresh;
  fresh.original = original;
  try {
    r.names.reserve(r.names.size() + 1);
    r.closed.reserve(r.names.size() + 1);  // room for the day the original is closed, when nothing may fail
  } catch (const std::bad_alloc&) {
    return error::no_buffers;
  }
  fresh.slot = sockets().take(fresh.name);
  if (fresh.slot == nullptr) return error::too_many_sockets;
  r.names.push_back(fresh);
  duplicates_exist.store(true, std::memory_order_release);
  name = fresh.name;
  return error::none;
}

bool claim_duplicate(handle name) noexcept {
  registry& r = all();
  const std::lock_guard lock(r.lock);
  const auto at = find_name(r, name);
  if (at == r.names.end() || at->claimed) return false;
  at->claimed = true;
  return true;
}

error close_name(std::uint64_t name) noexcept {
  registry& r = all();
  if (!any_duplicates()) return close_socket(name);
  std::uint64_t original = name;
  {
    const std::lock_guard lock(r.lock);
    const auto at = find_name(r, name);
    if (at != r.names.end()) {
      if (!at->claimed) return error::not_a_socket;
      original = at->original;
      if (duplicates_of(r, original) > 1 || !is_closed(r, original)) {
        remove_name(r, name);
        return error::none;
      }
    } else if (is_closed(r, name)) {
      return error::not_a_socket;
    } else if (duplicates_of(r, name) != 0) {
      r.closed.push_back(static_cast<handle>(name));
      return error::none;
    }
  }
  // The last name. It stays until the socket is closed, because a lingering close of a non-blocking socket may have to come again.
  const error result = close_socket(original);
  if (result == error::none && original != name) {
    const std::lock_guard lock(r.lock);
    remove_name(r, name);
    std::erase(r.closed, static_cast<handle>(original));
  }
  return result;
}

void forget_duplicates() noexcept {
  registry& r = all();
  const std::lock_guard lock(r.lock);
  for (const duplicate& d : r.names) sockets().give_back(*d.slot);
  r.names.clear();
  r.closed.clear();
  duplicates_exist.store(false, std::memory_order_release);
}

}  // namespace loopsock::compat
