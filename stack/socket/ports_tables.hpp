// ports_tables: the entries of the port registry's two tables, for the files that implement it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "stack/host/slab_pool.hpp"
#include "stack/socket/ports.hpp"

namespace loopsock {

struct port_registry::port_state {
  binding* oldest;                   // under the port shard's lock
  std::uint32_t outgoing;            // connections that connect_ephemeral put here; under the port shard's lock
  std::uint32_t exclusive_accepted;  // any thread, through atomic_ref: an accept does not take the port's lock
};

// One cache line, since there may be a million of them.
struct alignas(64) port_registry::connection {
  connection* next = nullptr;  // in the same bucket
  void* owner = nullptr;
  std::array<std::uint8_t, 16> local{}, remote{};
  std::uint32_t scope = 0;  // one for both ends: they share the link
  std::uint32_t hash = 0;   // the low half, which chooses the bucket
  std::uint16_t local_port = 0, remote_port = 0;
  transport proto{};
  ip_family family{};
  bool outgoing : 1 = false;  // holds local_port
  bool accepted_by_exclusive : 1 = false;
  std::uint8_t kinds_before = 0;  // the bucket's, when this one came
};

/// A chain, the newest first, and which of six kinds of hashes may be in it: a search for a tuple that is free, which is what every connect begins
/// with, mostly ends here and does not touch connections that have not been looked at for long. The kinds lie in the bits that the alignment of
/// a connection leaves free.
class port_registry::bucket {
 public:
  [[nodiscard]] connection* first() const noexcept { return reinterpret_cast<connection*>(word_ & ~all_kinds); }
  [[nodiscard]] bool may_hold(std::uint32_t hash) const noexcept { return (word_ & kind_of(hash)) != 0; }

  void push(connection& one) noexcept {
    one.next = first();
    one.kinds_before = static_cast<std::uint8_t>(word_ & all_kinds);
    word_ = reinterpret_cast<std::uintptr_t>(&one) | (word_ & all_kinds) | kind_of(one.hash);
  }
  connection* pop() noexcept {
    connection* const one = first();
    if (one != nullptr) remove(*one, nullptr);
    return one;
  }
  /// `before` is the one before it in the chain; nullptr: it is the first.
  void remove(connection& one, connection* before) noexcept {
    if (before != nullptr) {
      before->next = one.next;  // its kind stays: another of it may be there
    } else {
      // What was there when it came is still there or gone.
      word_ = one.next != nullptr ? reinterpret_cast<std::uintptr_t>(one.next) | one.kinds_before : 0;
    }
  }

 private:
  static constexpr std::uintptr_t all_kinds = 63;
  // The lower bits chose the bucket.
  static constexpr std::uintptr_t kind_of(std::uint32_t hash) noexcept {
    return std::uintptr_t{1} << ((hash >> 26) % 6);
  }

  std::uintptr_t word_ = 0;
};

struct port_registry::connections : host::slab_pool<connection> {};

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

inline constexpr std::size_t tcp_and_udp[] = {0, 1};

// splitmix64's finaliser: every bit of the input moves about half of the output's.
inline std::uint64_t scramble(std::uint64_t x) noexcept {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace loopsock
