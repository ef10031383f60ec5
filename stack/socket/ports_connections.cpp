// ports_connections: the table of connections by 4-tuple.
#include "stack/socket/ports.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <new>
#include <utility>

#include "stack/socket/ports_rules.hpp"
#include "stack/socket/ports_tables.hpp"

namespace loopsock {

port_registry::tuple_key port_registry::make_key(transport proto, const endpoint& local,
                                                 const endpoint& remote) const noexcept {
  const ip_address from = port_rules::key(local.address), to = port_rules::key(remote.address);
  tuple_key key{from.bytes, to.bytes, to.scope != 0 ? to.scope : from.scope, local.port, remote.port, proto,
                to.family,  0};
  key.hash = hash_of(key);
  return key;
}

port_registry::tuple_key port_registry::key_of(const connection& c) const noexcept {
  tuple_key key{c.local, c.remote, c.scope, c.local_port, c.remote_port, c.proto, c.family, 0};
  key.hash = hash_of(key);
  return key;
}

std::uint64_t port_registry::hash_of(const tuple_key& key) const noexcept {
  std::uint64_t words[4];
  std::memcpy(words, key.local.data(), 16);
  std::memcpy(words + 2, key.remote.data(), 16);
  std::uint64_t hash = secret_;
  for (std::uint64_t word : words) hash = scramble(hash ^ word);
  hash = scramble(hash ^ (std::uint64_t{key.local_port} << 48 | std::uint64_t{key.remote_port} << 32 | key.scope));
  return scramble(hash ^ (static_cast<std::uint64_t>(key.proto) << 8 | static_cast<std::uint64_t>(key.family)));
}

// The upper half of the hash chooses the shard, the lower half the bucket in it.
port_registry::tuple_shard& port_registry::shard_of(const tuple_key& key) const noexcept {
  return tuple_shards_[(key.hash >> 32) % shard_count];
}

// Takes the tuple's lock. On inserted the table owns fresh.
port_registry::insertion port_registry::insert(const tuple_key& key, connection* fresh) {
  tuple_shard& shard = shard_of(key);
  std::lock_guard lock(shard.mutex);
  if (shard.size == shard.bucket_count) {
    const std::size_t wanted = std::max<std::size_t>(16, shard.bucket_count * 2);
    std::unique_ptr<bucket[]> wider(new (std::nothrow) bucket[wanted]);
    if (wider == nullptr && shard.bucket_count == 0) return insertion::no_memory;
    if (wider != nullptr) {  // without memory the chains just become longer
      for (std::size_t i = 0; i < shard.bucket_count; ++i)
        while (connection* c = shard.buckets[i].pop()) wider[c->hash & (wanted - 1)].push(*c);
      shard.buckets = std::move(wider);
      shard.bucket_count = wanted;
    }
  }
  bucket& here = shard.buckets[static_cast<std::uint32_t>(key.hash) & (shard.bucket_count - 1)];
  if (here.may_hold(static_cast<std::uint32_t>(key.hash))) {
    for (const connection* c = here.first(); c != nullptr; c = c->next)
      if (key.matches(*c)) return insertion::exists;
  }
  fresh->local = key.local;
  fresh->remote = key.remote;
  fresh->scope = key.scope;
  fresh->hash = static_cast<std::uint32_t>(key.hash);
  fresh->local_port = key.local_port;
  fresh->remote_port = key.remote_port;
  fresh->proto = key.proto;
  fresh->family = key.family;
  here.push(*fresh);
  ++shard.size;
  return insertion::inserted;
}

// Who connects once mostly connects again, and then with the next port. With a million connections the place in the table is far away: it is fetched
// while there is other work to do.
void port_registry::expect_next(const tuple_key& last) const noexcept {
  tuple_key next = last;
  ++next.local_port;
  next.hash = hash_of(next);
  const tuple_shard& shard = shard_of(next);
  const std::lock_guard lock(shard.mutex);
  if (shard.bucket_count == 0) return;
  __builtin_prefetch(&shard.buckets[static_cast<std::uint32_t>(next.hash) & (shard.bucket_count - 1)], 1);
}

port_registry::connection* port_registry::add_connection(transport proto, const endpoint& local, const endpoint& remote,
                                                         void* owner, bool accepted_by_exclusive) {
  port_table& ports = table(proto);
  if (ports.ports == nullptr) return nullptr;
  connections::pointer fresh(connections::make());
  if (fresh == nullptr) return nullptr;
  fresh->owner = owner;
  fresh->accepted_by_exclusive = accepted_by_exclusive;
  // Counted before it can be found, so that whoever removes it cannot count below zero. relaxed: a bind at this very
  // moment may come before us or after.
  std::atomic_ref counter(ports.ports[local.port].exclusive_accepted);
  if (accepted_by_exclusive) counter.fetch_add(1, std::memory_order_relaxed);
  if (insert(make_key(proto, local, remote), fresh.get()) != insertion::inserted) {
    if (accepted_by_exclusive) counter.fetch_sub(1, std::memory_order_relaxed);
    return nullptr;
  }
  return fresh.release();
}

bool port_registry::remove_connection(transport proto, const endpoint& local, const endpoint& remote) {
  return remove(make_key(proto, local, remote));
}

void port_registry::remove_connection(connection& one) { remove(key_of(one)); }

void port_registry::ends_of(const connection& one, endpoint& local, endpoint& remote) noexcept {
  const auto end = [&](const std::array<std::uint8_t, 16>& bytes, std::uint16_t port) {
    return endpoint{{.bytes = bytes, .scope = one.scope, .family = one.family}, port};
  };
  local = end(one.local, one.local_port);
  remote = end(one.remote, one.remote_port);
}

bool port_registry::remove(const tuple_key& key) {
  connections::pointer gone;
  {
    tuple_shard& shard = shard_of(key);
    std::lock_guard lock(shard.mutex);
    if (shard.bucket_count == 0) return false;
    bucket& here = shard.buckets[static_cast<std::uint32_t>(key.hash) & (shard.bucket_count - 1)];
    connection *one = here.first(), *before = nullptr;
    while (one != nullptr && !key.matches(*one)) before = std::exchange(one, one->next);
    if (one == nullptr) return false;
    here.remove(*one, before);
    gone.reset(one);
    --shard.size;
  }
  port_table& ports = table(key.proto);
  port_state& state = ports.ports[key.local_port];
  // release: pairs with the load in bind.
  if (gone->accepted_by_exclusive) std::atomic_ref(state.exclusive_accepted).fetch_sub(1, std::memory_order_release);
  if (gone->outgoing) {
    // The tuple's lock is let go by now: the order is port, then tuple. In between the port is counted once too
    // often, which makes it look busier than it is and harms nobody.
    std::lock_guard lock(shard_of(key.local_port).mutex);
    assert(state.outgoing != 0);
    --state.outgoing;
    update_in_use(ports, key.local_port);
    check_port(ports, key.local_port);
  }
  return true;
}

bool port_registry::visit_connection(transport proto, const endpoint& local, const endpoint& remote,
                                     void (*use)(void*, void*), void* context) const {
  const tuple_key key = make_key(proto, local, remote);
  const tuple_shard& shard = shard_of(key);
  std::lock_guard lock(shard.mutex);
  if (shard.bucket_count == 0) return false;
  const connection* c = shard.buckets[static_cast<std::uint32_t>(key.hash) & (shard.bucket_count - 1)].first();
  while (c != nullptr && !key.matches(*c)) c = c->next;
  if (c == nullptr) return false;
  use(context, c->owner);
  return true;
}

std::size_t port_registry::connection_count() const {
  std::size_t total = 0;
  for (const tuple_shard& shard : tuple_shards_) {
    std::lock_guard lock(shard.mutex);
    total += shard.size;
  }
  return total;
}

}  // namespace loopsock
