#include "stack/socket/host_table.hpp"

#include <mutex>

#include "stack/socket/same_name.hpp"

namespace loopsock {

bool host_table::add(std::string_view name, const ip_address& address) {
  if (name.empty() || name.size() > 255 || address.family == ip_family::none) return false;
  entry made{std::string(name), address};
  const std::lock_guard lock(mutex_);
  for (const entry& e : entries_)
    if (e.address == address && same_name(e.name, name)) return false;
  entries_.push_back(std::move(made));
  return true;
}

std::size_t host_table::remove(std::string_view name) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(entries_, [&](const entry& e) { return same_name(e.name, name); });
}

std::size_t host_table::remove(std::string_view name, const ip_address& address) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(entries_, [&](const entry& e) { return e.address == address && same_name(e.name, name); });
}

std::size_t host_table::addresses_of(std::string_view name, std::vector<ip_address>& out) const {
  const std::size_t before = out.size();
  const std::lock_guard lock(mutex_);
  for (const entry& e : entries_)
    if (same_name(e.name, name)) out.push_back(e.address);
  return out.size() - before;
}

std::size_t host_table::names_of(const ip_address& address, std::vector<std::string>& out) const {
  const std::size_t before = out.size();
  const std::lock_guard lock(mutex_);
  for (const entry& e : entries_)
    if (e.address == address) out.push_back(e.name);
  return out.size() - before;
}

}  // namespace loopsock
