// host_table: names that the application itself gives to addresses while it runs. Test networks live on it.
//
// A name may have several addresses, and an address several names; what was added first is answered first. The table is
// searched from front to back: it is meant for dozens of entries.
//
// Threads  any; one short lock inside, never held while anything else is called.
// Memory   entries are owned by the table.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "stack/base/address.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock {

class host_table {
 public:
  /// Adds `address` to `name`. False when the name is empty or longer than 255, the address has no family, or the very
  /// same entry exists already.
  bool add(std::string_view name, const ip_address& address);
  /// Removes all addresses of `name`, or the one given. How many entries went.
  std::size_t remove(std::string_view name);
  std::size_t remove(std::string_view name, const ip_address& address);

  /// The addresses of `name`, appended to `out`. How many there were.
  std::size_t addresses_of(std::string_view name, std::vector<ip_address>& out) const;
  /// The names of `address`, appended to `out`. How many there were.
  std::size_t names_of(const ip_address& address, std::vector<std::string>& out) const;
  /// Calls `what(name, address)` for each entry, under the lock.
  template <class F>
  void each(F&& what) const {
    const std::lock_guard lock(mutex_);
    for (const entry& e : entries_) what(e.name, e.address);
  }

 private:
  struct entry {
    std::string name;
    ip_address address;
  };

  mutable host::spin_mutex mutex_;
  std::vector<entry> entries_;  // guarded by mutex_
};

}  // namespace loopsock
