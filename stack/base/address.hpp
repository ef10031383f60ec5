// ip_address and endpoint: where a socket is, in the stack's own words.
//
// Plain values without a system header, so that every layer can name an address. Bytes are in network order, ports in
// host order. An IPv4 address lies in the first four bytes and the other twelve stay zero; that is what lets == and
// the hash look at all sixteen without asking for the family.
//
// A v4-mapped IPv6 address (::ffff:a.b.c.d) is how a dual-mode socket writes an IPv4 peer. The questions is_any,
// is_loopback and is_multicast judge it by the address inside, because that is where the traffic goes.
//
// Threads  values; no shared state.
// Memory   none is owned; only to_text() allocates.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace loopsock {

enum class ip_family : std::uint8_t { none, v4, v6 };

/// A number of 32 bits in two halves, so that an address and a port fill 24 bytes: every socket holds two of them.
class ip_zone {
 public:
  constexpr ip_zone(std::uint32_t number = 0) noexcept
      : low_(static_cast<std::uint16_t>(number)), high_(static_cast<std::uint16_t>(number >> 16)) {}
  constexpr operator std::uint32_t() const noexcept { return std::uint32_t{high_} << 16 | low_; }

 private:
  std::uint16_t low_, high_;
};

struct ip_address {
  std::array<std::uint8_t, 16> bytes{};
  ip_zone scope;  // the IPv6 zone (sin6_scope_id); 0 where there is none
  ip_family family = ip_family::none;

  static constexpr ip_address v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) noexcept {
    ip_address address;
    address.bytes[0] = a;
    address.bytes[1] = b;
    address.bytes[2] = c;
    address.bytes[3] = d;
    address.family = ip_family::v4;
    return address;
  }

  static constexpr ip_address v6(const std::array<std::uint8_t, 16>& bytes, std::uint32_t scope = 0) noexcept {
    ip_address address;
    address.bytes = bytes;
    address.scope = scope;
    address.family = ip_family::v6;
    return address;
  }

  static constexpr ip_address any_v4() noexcept { return v4(0, 0, 0, 0); }
  static constexpr ip_address any_v6() noexcept { return v6({}); }
  static constexpr ip_address loopback_v4() noexcept { return v4(127, 0, 0, 1); }
  static constexpr ip_address loopback_v6() noexcept {
    ip_address address = any_v6();
    address.bytes[15] = 1;
    return address;
  }

  constexpr bool is_v4() const noexcept { return family == ip_family::v4; }
  constexpr bool is_v6() const noexcept { return family == ip_family::v6; }

  // True for ::ffff:a.b.c.d (RFC 4291, 2.5.5.2).
  constexpr bool is_v4_mapped() const noexcept {
    return is_v6() && zero(0, 10) && bytes[10] == 0xff && bytes[11] == 0xff;
  }

  // The IPv4 address inside a mapped one; every other address comes back as it is.
  constexpr ip_address unmapped() const noexcept {
    return is_v4_mapped() ? v4(bytes[12], bytes[13], bytes[14], bytes[15]) : *this;
  }

  // ::ffff:a.b.c.d for an IPv4 address; every other address comes back as it is.
  constexpr ip_address to_v4_mapped() const noexcept {
    if (!is_v4()) return *this;
    ip_address mapped = any_v6();
    mapped.bytes[10] = mapped.bytes[11] = 0xff;
    for (std::size_t i = 0; i < 4; ++i) mapped.bytes[12 + i] = bytes[i];
    return mapped;
  }

  // 0.0.0.0, :: and ::ffff:0.0.0.0: "whatever address this machine has".
  constexpr bool is_any() const noexcept {
    return is_v4_mapped() ? zero(12, 16) : family != ip_family::none && zero(0, 16);
  }

  // All of 127.0.0.0/8 (RFC 1122, 3.2.1.3 g) and ::1.
  constexpr bool is_loopback() const noexcept {
    if (is_v4()) return bytes[0] == 127;
    if (is_v4_mapped()) return bytes[12] == 127;
    return is_v6() && zero(0, 15) && bytes[15] == 1;
  }

  // 224.0.0.0/4 and ff00::/8.
  constexpr bool is_multicast() const noexcept {
    if (is_v4()) return (bytes[0] & 0xf0) == 0xe0;
    if (is_v4_mapped()) return (bytes[12] & 0xf0) == 0xe0;
    return is_v6() && bytes[0] == 0xff;
  }

  // fe80::/10, where the same sixteen bytes exist once on every link and only the zone tells them apart.
  constexpr bool is_link_local_v6() const noexcept { return is_v6() && bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80; }

  // Compares family, bytes and zone. A mapped address differs from the IPv4 address inside it; unmapped() first
  // where they are to be one.
  friend constexpr bool operator==(const ip_address&, const ip_address&) noexcept = default;

  // "127.0.0.1", "::1", "fe80::1%3", "::ffff:10.0.0.1" (RFC 5952); "none" without a family.
  std::string to_text() const;

 private:
  constexpr bool zero(std::size_t from, std::size_t to) const noexcept {
    for (std::size_t i = from; i < to; ++i)
      if (bytes[i] != 0) return false;
    return true;
  }
};

struct endpoint {
  ip_address address;
  std::uint16_t port = 0;  // host order; 0 means "not chosen yet"

  friend constexpr bool operator==(const endpoint&, const endpoint&) noexcept = default;

  // "127.0.0.1:80", "[::1]:80".
  std::string to_text() const;
};
static_assert(sizeof(endpoint) == 24);

}  // namespace loopsock

// Good enough for tables that no stranger fills; the port registry mixes a secret of its own into its hashes.
template <>
struct std::hash<loopsock::ip_address> {
  std::size_t operator()(const loopsock::ip_address& address) const noexcept;
};
template <>
struct std::hash<loopsock::endpoint> {
  std::size_t operator()(const loopsock::endpoint& where) const noexcept;
};
