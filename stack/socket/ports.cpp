// How the port registry decides and finds. In order: the rules of sharing (pure), the table of bindings, the search for
// ephemeral ports, the table of connections, and what is always true.
#include "stack/socket/ports.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace loopsock {

struct port_registry::port_state {
  binding* oldest;                   // under the port shard's lock
  std::uint32_t outgoing;            // connections that connect_ephemeral put here; under the port shard's lock
  std::uint32_t exclusive_accepted;  // any thread, through atomic_ref: an accept does not take the port's lock
};

// 64 bytes, since there may be a million of them.
struct port_registry::connection {
  connection* next = nullptr;  // in the same bucket
  void* owner = nullptr;
  std::array<std::uint8_t, 16> local{}, remote{};
  std::uint32_t scope = 0;  // one for both ends: they share the link
  std::uint32_t hash = 0;   // the low half, which chooses the bucket
  std::uint16_t local_port = 0, remote_port = 0;
  transport proto{};
  ip_family family{};
  bool outgoing = false;  // holds local_port
  bool accepted_by_exclusive = false;
};

struct port_registry::tuple_key {
  std::array<std::uint8_t, 16> local, remote;
  std::uint32_t scope;
  std::uint16_t local_port, remote_port;
  transport proto;
  ip_family family;
  std::uint64_t hash;

  bool matches(const connection& c) const noexcept {
    return c.hash == static_cast<std::uint32_t>(hash) && c.local_port == local_port && c.remote_port == remote_port &&
           c.proto == proto && c.family == family && c.scope == scope && c.remote == remote && c.local == local;
  }
};

// ---- the rules of sharing ------------------------------------------------------------------------------------------

// How the addresses of two bindings on one port lie to each other.
enum class overlap : std::uint8_t { none, same, first_wider, first_narrower };

struct port_rules {
  static constexpr bind_result yes = bind_result::ok, use = bind_result::address_in_use,
                               acc = bind_result::access_denied;

  // Microsoft's table, row by row as the page prints it (W wildcard, S specific): Success, INUSE, ACCESS.
  static constexpr bind_result table[3][2][3][2] = {
      // second:       normal      reuse       exclusive
      // first:        W    S      W    S      W    S
      {/* normal    W */ {{use, yes}, {acc, yes}, {use, yes}},
       /*           S */ {{yes, use}, {yes, acc}, {use, use}}},
      {/* reuse     W */ {{use, yes}, {yes, yes}, {use, yes}},
       /*           S */ {{yes, use}, {yes, yes}, {use, use}}},
      {/* exclusive W */ {{use, acc}, {acc, acc}, {use, acc}},
       /*           S */ {{yes, use}, {yes, acc}, {use, use}}},
  };

  // Two wildcards and the same specific address twice answer alike in all nine pairs, so second_bind need not ask which.
  static constexpr bool diagonals_agree() noexcept {
    for (const auto& first : table)
      for (int second = 0; second < 3; ++second)
        if (first[0][second][0] != first[1][second][1]) return false;
    return true;
  }

  static constexpr bind_result second_bind(sharing first, sharing second, overlap how) noexcept {
    if (how == overlap::none) return bind_result::ok;
    const int first_column = how == overlap::first_narrower ? 1 : 0;
    const int second_column = how == overlap::first_wider ? 1 : 0;
    return table[static_cast<int>(first)][first_column][static_cast<int>(second)][second_column];
  }

  // The zone tells only link-local addresses apart; elsewhere a caller may or may not have filled it in.
  static ip_address key(const ip_address& address) noexcept {
    ip_address plain = address.unmapped();
    if (!plain.is_link_local_v6() && !plain.is_multicast()) plain.scope = 0;
    return plain;
  }

  static overlap compare(const binding& first, const binding& second) noexcept {
    const bool first_any = first.key_.is_any(), second_any = second.key_.is_any();
    const bool one_family = first.key_.family == second.key_.family;
    if (first_any && second_any) {
      if (one_family) return overlap::same;
      if (first.dual_) return overlap::first_wider;
      return second.dual_ ? overlap::first_narrower : overlap::none;
    }
    if (first_any) return one_family || first.dual_ ? overlap::first_wider : overlap::none;
    if (second_any) return one_family || second.dual_ ? overlap::first_narrower : overlap::none;
    return first.key_ == second.key_ ? overlap::same : overlap::none;
  }

  // How well a binding fits a destination: 0 its very address, 1 its family's wildcard, 2 dual mode; 3 not at all.
  static int rank(const binding& hold, const ip_address& destination) noexcept {
    if (hold.key_ == destination) return 0;
    if (!hold.key_.is_any()) return 3;
    if (hold.key_.family == destination.family) return 1;
    return hold.dual_ ? 2 : 3;
  }

  // May this port, besides its ephemeral use, also serve a scalable bind to `address`?
  static bool shares_by_scalability(const binding* oldest, const ip_address& address) noexcept {
    for (const binding* b = oldest; b != nullptr; b = b->next_)
      if (!b->scalable_ || b->key_ == address) return false;
    return true;
  }
};

static_assert(port_rules::diagonals_agree());

namespace {

constexpr std::size_t tcp_and_udp[] = {0, 1};

// splitmix64's finaliser: every bit of the input moves about half of the output's.
std::uint64_t scramble(std::uint64_t x) noexcept {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace

port_registry::port_registry(std::uint64_t seed, port_range range) : range_(range), secret_(scramble(seed)) {
  static_assert(sizeof(connection) <= 64);
  assert(range.first > 0 && range.first <= range.last);
  for (std::size_t t : tcp_and_udp) {
    port_table& table = tables_[t];
    // calloc, because its zero pages take no memory until a port in them is used.
    table.ports = static_cast<port_state*>(std::calloc(port_count, sizeof(port_state)));
    table.in_use.reset(new (std::nothrow) std::atomic<std::uint64_t>[(range_size() + 63) / 64]());
    table.cursor.store(static_cast<std::uint32_t>(scramble(secret_ + t + 1) % range_size()), std::memory_order_relaxed);
    if (table.in_use == nullptr) {  // half a table is none: bind answers no_memory
      std::free(table.ports);
      table.ports = nullptr;
    }
  }
}

port_registry::~port_registry() {
  for (port_table& table : tables_) {
    for (std::size_t p = 0; table.ports != nullptr && p < port_count; ++p)
      while (binding* b = table.ports[p].oldest) {
        table.ports[p].oldest = b->next_;
        delete b;
      }
    std::free(table.ports);
  }
  for (tuple_shard& shard : tuple_shards_)
    for (std::size_t i = 0; i < shard.bucket_count; ++i)
      while (connection* c = shard.buckets[i]) {
        shard.buckets[i] = c->next;
        delete c;
      }
}

// ---- bindings ------------------------------------------------------------------------------------------------------

bind_result port_registry::bind(const bind_request& request, binding*& out) {
  out = nullptr;
  port_table& ports = table(request.proto);
  if (ports.ports == nullptr) return bind_result::no_memory;
  std::unique_ptr<binding> fresh(new (std::nothrow) binding);
  if (fresh == nullptr) return bind_result::no_memory;
  fresh->local_ = request.local;
  fresh->key_ = port_rules::key(request.local.address);
  fresh->owner_ = request.owner;
  fresh->proto_ = request.proto;
  fresh->mode_ = request.mode;
  fresh->dual_ = !request.v6_only && fresh->key_.is_v6() && fresh->key_.is_any();

  if (request.local.port == 0) {
    const bool scalable = request.port_scalability && !fresh->key_.is_any();
    const bind_result result = bind_ephemeral(ports, fresh.get(), scalable);
    if (result == bind_result::ok) out = fresh.release();
    return result;
  }

  const std::uint16_t port = request.local.port;
  std::lock_guard lock(shard_of(port).mutex);
  port_state& state = ports.ports[port];
  if (state.outgoing != 0) {
    const bind_result result = port_rules::second_bind(sharing::normal, request.mode, overlap::same);
    if (result != bind_result::ok) return result;
  }
  // acquire: pairs with remove_connection; whoever saw the last connection go may bind.
  if (request.mode == sharing::exclusive &&
      std::atomic_ref(state.exclusive_accepted).load(std::memory_order_acquire) != 0)
    return bind_result::address_in_use;
  for (const binding* b = state.oldest; b != nullptr; b = b->next_) {
    const bind_result result = port_rules::second_bind(b->mode_, request.mode, port_rules::compare(*b, *fresh));
    if (result != bind_result::ok) return result;
  }
  hold(ports, fresh.get());
  out = fresh.release();
  return bind_result::ok;
}

// The caller holds the port's lock.
void port_registry::hold(port_table& ports, binding* fresh) {
  binding** last = &ports.ports[fresh->local_.port].oldest;
  while (*last != nullptr) last = &(*last)->next_;
  *last = fresh;
  update_in_use(ports, fresh->local_.port);
  check_port(ports, fresh->local_.port);
}

void port_registry::release(binding* hold) {
  if (hold == nullptr) return;
  std::unique_ptr<binding> gone(hold);
  port_table& ports = table(hold->proto_);
  const std::uint16_t port = hold->local_.port;
  std::lock_guard lock(shard_of(port).mutex);
  binding** link = &ports.ports[port].oldest;
  while (*link != nullptr && *link != hold) link = &(*link)->next_;
  assert(*link == hold && "a binding is released once, to the registry that made it");
  if (*link == hold) *link = hold->next_;
  update_in_use(ports, port);
  check_port(ports, port);
}

void port_registry::set_listening(binding* hold, bool listening) {
  std::lock_guard lock(shard_of(hold->local_.port).mutex);
  hold->listening_ = listening;
}

bool port_registry::visit_listener(transport proto, const endpoint& destination, void (*use)(void*, void*),
                                   void* context) const {
  const port_table& ports = table(proto);
  if (ports.ports == nullptr) return false;
  const ip_address address = port_rules::key(destination.address);
  std::lock_guard lock(shard_of(destination.port).mutex);
  const binding* best = nullptr;
  int best_rank = 3;
  for (const binding* b = ports.ports[destination.port].oldest; b != nullptr && best_rank != 0; b = b->next_) {
    if (!b->listening_) continue;
    const int rank = port_rules::rank(*b, address);
    if (rank >= best_rank) continue;  // oldest first, so an equal one comes too late
    best = b;
    best_rank = rank;
  }
  if (best == nullptr) return false;
  use(context, best->owner_);
  return true;
}

// ---- the search for ephemeral ports --------------------------------------------------------------------------------

// The caller holds the port's lock. The words are shared between shards, hence atomic; relaxed, because a searcher
// takes them for a hint and looks again under the lock.
void port_registry::update_in_use(port_table& ports, std::uint16_t port) {
  if (port < range_.first || port > range_.last) return;
  const std::uint32_t i = static_cast<std::uint32_t>(port - range_.first);
  const std::uint64_t bit = std::uint64_t{1} << (i % 64);
  const port_state& state = ports.ports[port];
  if (state.oldest != nullptr || state.outgoing != 0)
    ports.in_use[i / 64].fetch_or(bit, std::memory_order_relaxed);
  else
    ports.in_use[i / 64].fetch_and(~bit, std::memory_order_relaxed);
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
                                             void* owner, std::uint16_t& port_out) {
  port_out = 0;
  port_table& ports = table(proto);
  if (ports.ports == nullptr) return bind_result::no_memory;
  std::unique_ptr<connection> fresh(new (std::nothrow) connection);
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
    fresh.release();
    port_out = port;
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

// ---- connections ---------------------------------------------------------------------------------------------------

port_registry::tuple_key port_registry::make_key(transport proto, const endpoint& local,
                                                 const endpoint& remote) const noexcept {
  const ip_address from = port_rules::key(local.address), to = port_rules::key(remote.address);
  tuple_key key{from.bytes, to.bytes, to.scope != 0 ? to.scope : from.scope, local.port, remote.port, proto,
                to.family,  0};
  std::uint64_t words[4];
  std::memcpy(words, key.local.data(), 16);
  std::memcpy(words + 2, key.remote.data(), 16);
  std::uint64_t hash = secret_;
  for (std::uint64_t word : words) hash = scramble(hash ^ word);
  hash = scramble(hash ^ (std::uint64_t{key.local_port} << 48 | std::uint64_t{key.remote_port} << 32 | key.scope));
  key.hash = scramble(hash ^ (static_cast<std::uint64_t>(key.proto) << 8 | static_cast<std::uint64_t>(key.family)));
  return key;
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
    std::unique_ptr<connection*[]> wider(new (std::nothrow) connection*[wanted]());
    if (wider == nullptr && shard.bucket_count == 0) return insertion::no_memory;
    if (wider != nullptr) {  // without memory the chains just become longer
      for (std::size_t i = 0; i < shard.bucket_count; ++i)
        while (connection* c = shard.buckets[i]) {
          shard.buckets[i] = c->next;
          connection*& bucket = wider[c->hash & (wanted - 1)];
          c->next = bucket;
          bucket = c;
        }
      shard.buckets = std::move(wider);
      shard.bucket_count = wanted;
    }
  }
  connection*& bucket = shard.buckets[static_cast<std::uint32_t>(key.hash) & (shard.bucket_count - 1)];
  for (const connection* c = bucket; c != nullptr; c = c->next)
    if (key.matches(*c)) return insertion::exists;
  fresh->local = key.local;
  fresh->remote = key.remote;
  fresh->scope = key.scope;
  fresh->hash = static_cast<std::uint32_t>(key.hash);
  fresh->local_port = key.local_port;
  fresh->remote_port = key.remote_port;
  fresh->proto = key.proto;
  fresh->family = key.family;
  fresh->next = bucket;
  bucket = fresh;
  ++shard.size;
  return insertion::inserted;
}

bool port_registry::add_connection(transport proto, const endpoint& local, const endpoint& remote, void* owner,
                                   bool accepted_by_exclusive) {
  port_table& ports = table(proto);
  if (ports.ports == nullptr) return false;
  std::unique_ptr<connection> fresh(new (std::nothrow) connection);
  if (fresh == nullptr) return false;
  fresh->owner = owner;
  fresh->accepted_by_exclusive = accepted_by_exclusive;
  // Counted before it can be found, so that whoever removes it cannot count below zero. relaxed: a bind at this very
  // moment may come before us or after.
  std::atomic_ref counter(ports.ports[local.port].exclusive_accepted);
  if (accepted_by_exclusive) counter.fetch_add(1, std::memory_order_relaxed);
  if (insert(make_key(proto, local, remote), fresh.get()) != insertion::inserted) {
    if (accepted_by_exclusive) counter.fetch_sub(1, std::memory_order_relaxed);
    return false;
  }
  fresh.release();
  return true;
}

bool port_registry::remove_connection(transport proto, const endpoint& local, const endpoint& remote) {
  const tuple_key key = make_key(proto, local, remote);
  std::unique_ptr<connection> gone;
  {
    tuple_shard& shard = shard_of(key);
    std::lock_guard lock(shard.mutex);
    if (shard.bucket_count == 0) return false;
    connection** link = &shard.buckets[static_cast<std::uint32_t>(key.hash) & (shard.bucket_count - 1)];
    while (*link != nullptr && !key.matches(**link)) link = &(*link)->next;
    if (*link == nullptr) return false;
    gone.reset(*link);
    *link = gone->next;
    --shard.size;
  }
  port_table& ports = table(proto);
  port_state& state = ports.ports[local.port];
  // release: pairs with the load in bind.
  if (gone->accepted_by_exclusive) std::atomic_ref(state.exclusive_accepted).fetch_sub(1, std::memory_order_release);
  if (gone->outgoing) {
    // The tuple's lock is let go by now: the order is port, then tuple. In between the port is counted once too
    // often, which makes it look busier than it is and harms nobody.
    std::lock_guard lock(shard_of(local.port).mutex);
    assert(state.outgoing != 0);
    --state.outgoing;
    update_in_use(ports, local.port);
    check_port(ports, local.port);
  }
  return true;
}

bool port_registry::visit_connection(transport proto, const endpoint& local, const endpoint& remote,
                                     void (*use)(void*, void*), void* context) const {
  const tuple_key key = make_key(proto, local, remote);
  const tuple_shard& shard = shard_of(key);
  std::lock_guard lock(shard.mutex);
  if (shard.bucket_count == 0) return false;
  const connection* c = shard.buckets[static_cast<std::uint32_t>(key.hash) & (shard.bucket_count - 1)];
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

// ---- what is always true -------------------------------------------------------------------------------------------

// The caller holds the port's lock. Cheap enough for the end of every function that changes a port.
void port_registry::check_port([[maybe_unused]] const port_table& ports, [[maybe_unused]] std::uint16_t port) const {
#ifndef NDEBUG
  const port_state& state = ports.ports[port];
  const std::size_t t = static_cast<std::size_t>(&ports - tables_.data());
  // A binding sits under its own port, in the table of its own transport.
  for (const binding* b = state.oldest; b != nullptr; b = b->next_)
    assert(b->local_.port == port && static_cast<std::size_t>(b->proto_) == t);
  // A port of the range is marked exactly while it has a binding or an outgoing connection.
  if (port < range_.first || port > range_.last) return;
  const std::uint32_t i = static_cast<std::uint32_t>(port - range_.first);
  const bool marked = (ports.in_use[i / 64].load(std::memory_order_relaxed) >> (i % 64) & 1) != 0;
  assert(marked == (state.oldest != nullptr || state.outgoing != 0));
#endif
}

void port_registry::check_invariants() const {
#ifndef NDEBUG
  std::size_t outgoing = 0, exclusive = 0;
  for (const port_table& ports : tables_)
    for (std::size_t p = 0; ports.ports != nullptr && p < port_count; ++p) {
      const std::uint16_t port = static_cast<std::uint16_t>(p);
      std::lock_guard lock(shard_of(port).mutex);
      const port_state& state = ports.ports[port];
      check_port(ports, port);
      outgoing += state.outgoing;
      exclusive += state.exclusive_accepted;
      // Nobody is bound to port 0, and an outgoing connection's port lies in the range.
      assert(port != 0 || state.oldest == nullptr);
      assert(state.outgoing == 0 || (port >= range_.first && port <= range_.last));
      // No two bindings share a port that the table would not let them share, in the order in which they came.
      for (const binding* a = state.oldest; a != nullptr; a = a->next_)
        for (const binding* b = a->next_; b != nullptr; b = b->next_)
          assert(port_rules::second_bind(a->mode_, b->mode_, port_rules::compare(*a, *b)) == bind_result::ok);
    }
  for (const tuple_shard& shard : tuple_shards_) {
    std::lock_guard lock(shard.mutex);
    std::size_t found = 0;
    for (std::size_t i = 0; i < shard.bucket_count; ++i)
      for (const connection* c = shard.buckets[i]; c != nullptr; c = c->next) {
        ++found;
        outgoing -= c->outgoing ? 1 : 0;
        exclusive -= c->accepted_by_exclusive ? 1 : 0;
        assert((c->hash & (shard.bucket_count - 1)) == i);  // it lies in the bucket that its hash names
      }
    assert(found == shard.size);
  }
  // The ports' counts are those of the connections.
  assert(outgoing == 0 && exclusive == 0);
#endif
}

}  // namespace loopsock
