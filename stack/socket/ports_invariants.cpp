// ports_invariants: what is always true of the two tables, for debug builds and tests.
#include "stack/socket/ports.hpp"

#include <cassert>

#include "stack/socket/ports_rules.hpp"
#include "stack/socket/ports_tables.hpp"

namespace loopsock {

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
      for (const connection* c = shard.buckets[i].first(); c != nullptr; c = c->next) {
        ++found;
        outgoing -= c->outgoing ? 1 : 0;
        exclusive -= c->accepted_by_exclusive ? 1 : 0;
        assert((c->hash & (shard.bucket_count - 1)) == i);  // it lies in the bucket that its hash names
        assert(shard.buckets[i].may_hold(c->hash));
      }
    assert(found == shard.size);
  }
  // The ports' counts are those of the connections.
  assert(outgoing == 0 && exclusive == 0);
#endif
}

}  // namespace loopsock
