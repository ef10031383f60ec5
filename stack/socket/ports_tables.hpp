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
