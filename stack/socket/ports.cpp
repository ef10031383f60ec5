// ports: the registry as a whole, and its table of bindings.
#include "stack/socket/ports.hpp"

#include <cassert>
#include <cstdlib>
#include <new>

#include "stack/socket/ports_rules.hpp"
#include "stack/socket/ports_tables.hpp"

namespace loopsock {

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
      while (connection* c = shard.buckets[i].pop()) {
        connections::destroy(c);
      }
}

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

}  // namespace loopsock
