// port_registry: who holds which port, for the ordinary and the fast path alike.
//
//   bindings, by port                              connections, by 4-tuple
//   ports_[tcp][ 8080 ] ─► 0.0.0.0 ─► 10.0.0.1      shard 0: {local, remote} ─► owner …
//   ports_[tcp][50123 ] ─► (2 outgoing)             shard 1: …
//   in_use bitmap of the ephemeral range            … 64 shards
//
// Two tables, because two questions are asked. "May this socket bind here" and "who listens there" look at the few
// bindings of one port, under the lock of that port's shard. "Whose connection is this" looks at one bucket among
// perhaps a million, under the lock of that tuple's shard. A listener look-up and add_connection take one lock each.
//
// Who may share a port is Microsoft's table of first bind by second bind ("Using SO_REUSEADDR and
// SO_EXCLUSIVEADDRUSE", Windows Server 2003 and later, one user account); ports.cpp holds it as a table. It says what
// happens to the same address and to a wildcard that meets a specific one. Two different specific addresses never meet.
//
// Dual mode: [::] with v6_only off is a wildcard on both families. Windows lets 0.0.0.0 bind beside it as if 0.0.0.0 were
// the specific one (both default: success; dual exclusive first: access denied), although the page reads otherwise; we
// do as Windows does (seen in the tests that Wine runs on Windows, and dotnet/runtime issue 36618). Against an IPv6-only
// [::] it is the same wildcard. A v4-mapped address is the IPv4 address inside it, everywhere in this class.
//
// Outgoing connections that took their port from connect_ephemeral hold it as a default bind of the same scope would:
// an explicit bind to that port answers what the table says of it, whatever the address. (Coarser than Windows: we count
// such connections per port and not per address.)
//
// Accepted connections do not hold the port: the listener may close and another bind at once while they live. The fast
// path has no TIME_WAIT; the ordinary path's is a matter of its 4-tuple, so its connection is removed here only when
// lwIP has let go of it. One exception is Microsoft's: while connections live that an SO_EXCLUSIVEADDRUSE listener
// accepted, another exclusive bind to the port is refused.
//
// Threads  every member function from any thread, except check_invariants. Locks are held for a few dozen instructions
//          (longer only while a shard's buckets double); the order is port shard, then tuple shard. Callbacks run under
//          a lock: they may pin the owner (count a reference), and must not call back into the registry, block or throw.
// Memory   a binding is one small heap node; a connection one node of 64 bytes. The port table is 2 MB of zero pages of which
//          only the touched ones exist. Everything left is freed with the registry; owners are never touched.
#pragma once

#include "stack/base/address.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <type_traits>

#include "stack/host/spin_mutex.hpp"

namespace loopsock {

enum class transport : std::uint8_t { tcp, udp };                // raw sockets have no ports
enum class sharing : std::uint8_t { normal, reuse, exclusive };  // no option, SO_REUSEADDR, SO_EXCLUSIVEADDRUSE

enum class bind_result : std::uint8_t {
  ok,
  address_in_use,  // WSAEADDRINUSE
  access_denied,   // WSAEACCES: the holder does not let itself be shared
  no_ports,        // every ephemeral port (or 4-tuple) is taken
  no_memory,
};

struct bind_request {
  transport proto = transport::tcp;
  endpoint local;  // port 0: choose an ephemeral one
  sharing mode = sharing::normal;
  bool v6_only = true;            // as Windows has it by default; means something for [::] alone
  bool port_scalability = false;  // SO_PORT_SCALABILITY; means something for a specific address with port 0 alone
  void* owner = nullptr;          // handed to with_listener's callback, never looked at
};

struct port_range {
  std::uint16_t first = 49152;  // Windows' dynamic range, both ends included
  std::uint16_t last = 65535;
};

// One socket's hold on a port. Made by bind(), ended by release(); read-only in between, except that it may listen.
struct binding {
  // Address as the caller gave it (a mapped one stays mapped), port as it was chosen.
  const endpoint& local() const noexcept { return local_; }
  transport proto() const noexcept { return proto_; }
  sharing mode() const noexcept { return mode_; }
  void* owner() const noexcept { return owner_; }

 private:
  friend class port_registry;
  friend struct port_rules;

  endpoint local_;
  ip_address key_;  // unmapped, zone kept only where it means something
  void* owner_ = nullptr;
  binding* next_ = nullptr;  // on the same port, oldest first; under the port shard's lock
  transport proto_ = transport::tcp;
  sharing mode_ = sharing::normal;
  bool dual_ = false;       // [::] that takes IPv4 too
  bool scalable_ = false;   // port chosen by us with SO_PORT_SCALABILITY
  bool listening_ = false;  // under the port shard's lock
};

class port_registry {
 public:
  // seed: where the search for ephemeral ports starts and how tuples are hashed. Random in production, fixed in
  // tests. range: the ephemeral ports; first <= last, first > 0.
  explicit port_registry(std::uint64_t seed, port_range range = {});
  ~port_registry();
  port_registry(const port_registry&) = delete;
  port_registry& operator=(const port_registry&) = delete;

  // Takes a port. On ok, out is the hold, ours until release(); else out is null.
  // Errors: address_in_use and access_denied as the table says; no_ports for port 0 when the range is full; no_memory.
  // Port 0 gives a port that no binding and no outgoing connection uses. With port_scalability and a specific
  // address it may also be one held only by other such sockets on other addresses (Microsoft's SO_PORT_SCALABILITY page).
  bind_result bind(const bind_request& request, binding*& out);

  // Gives the port back. Null is fine. Connections made through it stay.
  void release(binding* hold);

  // From now on with_listener may (or may not) choose this binding.
  void set_listening(binding* hold, bool listening);

  // Finds who receives a connection request to destination and calls use(void* owner) under the lock. Most specific
  // first: that address, its family's wildcard, then for an IPv4 address the dual-mode [::]. Among equals (SO_REUSEADDR)
  // the one bound first, as on Windows. Returns false, and calls nothing, when nobody listens.
  template <class F>
  bool with_listener(transport proto, const endpoint& destination, F&& use) const {
    return visit_listener(proto, destination, call<std::remove_reference_t<F>>, erase(use));
  }

  // A connection that was entered: to forget it by, without naming its ends. It goes when it is forgotten.
  struct connection;
  class bucket;  // a chain of them

  // Enters a connection of a socket that has a binding, or that a listener accepted. Null when the 4-tuple exists
  // already, or without memory. accepted_by_exclusive: the listener had SO_EXCLUSIVEADDRUSE.
  connection* add_connection(transport proto, const endpoint& local, const endpoint& remote, void* owner,
                             bool accepted_by_exclusive = false);

  // Forgets a connection, however it was entered; an ephemeral port that it took is given back. Returns false when
  // there was none.
  bool remove_connection(transport proto, const endpoint& local, const endpoint& remote);
  void remove_connection(connection& one);
  // The 4-tuple of a connection that is entered.
  static void ends_of(const connection& one, endpoint& local, endpoint& remote) noexcept;

  // Calls use(void* owner) under the lock for the connection of this 4-tuple. Returns false when there is none.
  template <class F>
  bool with_connection(transport proto, const endpoint& local, const endpoint& remote, F&& use) const {
    return visit_connection(proto, local, remote, call<std::remove_reference_t<F>>, erase(use));
  }

  // For a connecting socket without a binding: chooses a port and enters the connection in one step; undo with
  // remove_connection. local: the source address, not a wildcard, of remote's family.
  // Ports that nobody uses come first, in turn from a random start; when there are none left, ports of other outgoing
  // connections whose 4-tuple differs, in turn from a start of this destination's own (RFC 6056, 3.3.4). Never a port
  // with a binding, and never the remote's own endpoint: that would connect the socket to itself.
  // Finding an unused port looks at 257 bitmap words at most. Sharing tries few ports while the destination has room
  // (measured: 0.9 us each for a million connections to 63 destinations at random, 5.2 us with one cursor for all) and
  // every port once, some milliseconds, when it has the whole range in use.
  // Errors: no_ports, no_memory; port_out is 0 then. entered: the connection, where it is wanted.
  bind_result connect_ephemeral(transport proto, const ip_address& local, const endpoint& remote, void* owner,
                                std::uint16_t& port_out, connection** entered = nullptr);

  // How many connections are entered. Exact when nobody else is at work.
  std::size_t connection_count() const;

  // Walks everything and asserts what is always true. For debug builds and tests; no other thread may be at work.
  void check_invariants() const;

 private:
  using shard_mutex = host::spin_mutex;
  static constexpr std::size_t shard_count = 64;
  static constexpr std::size_t transports = 2;
  static constexpr std::size_t port_count = 65536;

  struct connections;  // where connections come from
  struct tuple_key;
  struct port_state;
  enum class insertion : std::uint8_t { inserted, exists, no_memory };

  struct alignas(64) port_shard {
    mutable shard_mutex mutex;
  };

  struct alignas(64) tuple_shard {
    mutable shard_mutex mutex;
    std::unique_ptr<bucket[]> buckets;  // a power of two of them, chained; grown, never shrunk
    std::size_t bucket_count = 0;
    std::size_t size = 0;
  };

  struct port_table {
    port_state* ports = nullptr;  // by number; each entry under the lock of its port shard
    std::unique_ptr<std::atomic<std::uint64_t>[]>
        in_use;  // bit i: ephemeral port first + i has a binding or an outgoing connection
    // How many in in_use are set: with many connections all are, and no search for a clear one is worth it.
    std::atomic<std::uint32_t> bits_set{0};
    std::atomic<std::uint32_t> cursor{0};  // where the next search starts; any searcher writes it, it is a hint
    std::array<std::atomic<std::uint32_t>, 1024> shared_cursors{};  // the same by destination, once ports are shared
  };

  template <class F>
  static void call(void* f, void* owner) {
    (*static_cast<F*>(f))(owner);
  }
  template <class F>
  static void* erase(F& use) {
    return const_cast<void*>(static_cast<const void*>(std::addressof(use)));
  }

  bool visit_listener(transport, const endpoint& destination, void (*use)(void*, void*), void* context) const;
  bool visit_connection(transport, const endpoint&, const endpoint&, void (*use)(void*, void*), void* context) const;

  port_table& table(transport proto) noexcept { return tables_[static_cast<std::size_t>(proto)]; }
  const port_table& table(transport proto) const noexcept { return tables_[static_cast<std::size_t>(proto)]; }
  port_shard& shard_of(std::uint16_t port) const noexcept { return port_shards_[port % shard_count]; }
  tuple_shard& shard_of(const tuple_key& key) const noexcept;
  std::uint32_t range_size() const noexcept { return static_cast<std::uint32_t>(range_.last - range_.first) + 1; }

  void hold(port_table&, binding* fresh);
  void expect_next(const tuple_key& last) const noexcept;
  void update_in_use(port_table&, std::uint16_t port);
  std::uint32_t next_unused(const port_table&, std::uint32_t from, std::uint32_t to) const noexcept;
  template <class Attempt>
  bind_result search(port_table&, bool unused_only, std::atomic<std::uint32_t>& cursor, std::uint32_t offset,
                     Attempt&& attempt);
  bind_result bind_ephemeral(port_table&, binding* fresh, bool scalable);

  tuple_key make_key(transport, const endpoint& local, const endpoint& remote) const noexcept;
  tuple_key key_of(const connection& c) const noexcept;
  std::uint64_t hash_of(const tuple_key& key) const noexcept;
  bool remove(const tuple_key& key);
  insertion insert(const tuple_key&, connection* fresh);
  void check_port(const port_table&, std::uint16_t port) const;

  const port_range range_;
  const std::uint64_t secret_;
  std::array<port_table, transports> tables_;
  mutable std::array<port_shard, shard_count> port_shards_;
  mutable std::array<tuple_shard, shard_count> tuple_shards_;
};

}  // namespace loopsock
