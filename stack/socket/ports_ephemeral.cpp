// ports_ephemeral: the search for a port that nobody uses, or for a 4-tuple that is free.
#include "stack/socket/ports.hpp"

#include <algorithm>
#include <bit>
#include <new>

#include "stack/socket/ports_rules.hpp"
#include "stack/socket/ports_tables.hpp"

namespace loopsock {

// The caller holds the port's lock. The words are shared between shards, hence atomic; relaxed, because a searcher
// takes them for a hint and looks again under the lock.
void port_registry::update_in_use(port_table& ports, std::uint16_t port) {
  if (port < range_.first || port > range_.last) return;
  const std::uint32_t i = static_cast<std::uint32_t>(port - range_.first);
  const std::uint64_t bit = std::uint64_t{1} << (i % 64);
  const port_state& state = ports.ports[port];
  std::atomic<std::uint64_t>& word = ports.in_use[i / 64];
  const bool used = state.oldest != nullptr || state.outgoing != 0;
  // The bit changes under the port's lock only.
  if (used == ((word.load(std::memory_order_relaxed) & bit) != 0)) return;
  if (used) {
    word.fetch_or(bit, std::memory_order_relaxed);
    ports.bits_set.fetch_add(1, std::memory_order_relaxed);
  } else {
    word.fetch_and(~bit, std::memory_order_relaxed);
    ports.bits_set.fetch_sub(1, std::memory_order_relaxed);
  }
}

// The first index in [from, to) whose bit is clear, or to.
std::uint32_t port_registry::next_unused(const port_table& ports, std::uint32_t from, std::uint32_t to) const noexcept {
  while (from < to) {
    const std::uint64_t free = ~ports.in_use[from / 64].load(std::memory_order_relaxed) >> (from % 64);
    if (free != 0) return std::min(to, from + static_cast<std::uint32_t>(std::countr_zero(free)));
    from = (from / 64 + 1) * 64;
  }
  return to;
}

// Once round the range from offset + cursor. attempt(port) answers address_in_use for "try another". relaxed: two
// searchers that start at the same place are told apart by the locks.
template <class Attempt>
bind_result port_registry::search(port_table& ports, bool unused_only, std::atomic<std::uint32_t>& cursor,
                                  std::uint32_t offset, Attempt&& attempt) {
  const std::uint32_t size = range_size();
  if (unused_only && ports.bits_set.load(std::memory_order_relaxed) == size) return bind_result::no_ports;
  const std::uint32_t start = (offset + cursor.load(std::memory_order_relaxed)) % size;
  const std::uint32_t legs[2][2] = {{start, size}, {0, start}};
  for (const auto& [from, to] : legs)
    for (std::uint32_t i = from; i < to; ++i) {
      if (unused_only && (i = next_unused(ports, i, to)) == to) break;
      const bind_result result = attempt(static_cast<std::uint16_t>(range_.first + i));
      if (result == bind_result::address_in_use) continue;
      cursor.store((i + 1 + size - offset) % size, std::memory_order_relaxed);
      return result;
    }
  return bind_result::no_ports;
}

bind_result port_registry::bind_ephemeral(port_table& ports, binding* fresh, bool scalable) {
  fresh->scalable_ = scalable;
  auto attempt = [&](std::uint16_t port, bool share) {
    std::lock_guard lock(shard_of(port).mutex);
    port_state& state = ports.ports[port];
    if (state.outgoing != 0) return bind_result::address_in_use;
    if (state.oldest != nullptr && !(share && port_rules::shares_by_scalability(state.oldest, fresh->key_)))
      return bind_result::address_in_use;
    if (fresh->mode_ == sharing::exclusive &&
        std::atomic_ref(state.exclusive_accepted).load(std::memory_order_acquire) != 0)
      return bind_result::address_in_use;
    fresh->local_.port = port;
    hold(ports, fresh);
    return bind_result::ok;
  };
  bind_result result = search(ports, true, ports.cursor, 0, [&](std::uint16_t port) { return attempt(port, false); });
  if (result == bind_result::no_ports && scalable) {
    const std::uint64_t hash = make_key(fresh->proto_, fresh->local_, {}).hash;
    result = search(ports, false, ports.shared_cursors[hash % ports.shared_cursors.size()],
                    static_cast<std::uint32_t>(hash >> 32) % range_size(),
                    [&](std::uint16_t port) { return attempt(port, true); });
  }
  return result;
}

bind_result port_registry::connect_ephemeral(transport proto, const ip_address& local, const endpoint& remote,
                                             void* owner, std::uint16_t& port_out, connection** entered) {
  port_out = 0;
  port_table& ports = table(proto);
  if (ports.ports == nullptr) return bind_result::no_memory;
  connections::pointer fresh(connections::make());
  if (fresh == nullptr) return bind_result::no_memory;
  fresh->owner = owner;
  fresh->outgoing = true;
  const bool to_itself = port_rules::key(local) == port_rules::key(remote.address);

  auto attempt = [&](std::uint16_t port, bool share) {
    if (to_itself && port == remote.port) return bind_result::address_in_use;
    const tuple_key key = make_key(proto, {local, port}, remote);
    std::lock_guard lock(shard_of(port).mutex);
    port_state& state = ports.ports[port];
    if (state.oldest != nullptr || (!share && state.outgoing != 0)) return bind_result::address_in_use;
    const insertion done = insert(key, fresh.get());
    if (done == insertion::exists) return bind_result::address_in_use;
    if (done == insertion::no_memory) return bind_result::no_memory;
    if (entered != nullptr) *entered = fresh.get();
    fresh.release();
    port_out = port;
    if (share) expect_next(key);  // a table of ten thousands
    ++state.outgoing;
    update_in_use(ports, port);
    check_port(ports, port);
    return bind_result::ok;
  };
  const bind_result result =
      search(ports, true, ports.cursor, 0, [&](std::uint16_t port) { return attempt(port, false); });
  if (result != bind_result::no_ports) return result;
  const std::uint64_t hash = make_key(proto, {local, 0}, remote).hash;  // of the destination, as seen from local
  return search(ports, false, ports.shared_cursors[hash % ports.shared_cursors.size()],
                static_cast<std::uint32_t>(hash >> 32) % range_size(),
                [&](std::uint16_t port) { return attempt(port, true); });
}

}  // namespace loopsock
