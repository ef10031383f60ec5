// ip_convert: our addresses as lwIP's, and back.
//
// Both hold the bytes in network order. lwIP's IPv6 zone is a netif index, and so is our scope.
//
// Threads  values; any.
#pragma once

#include <lwip/ip_addr.h>

#include <cstring>

#include "stack/base/address.hpp"

namespace loopsock::lwip {

/// An address without a family becomes IPv4's 0.0.0.0.
inline ip_addr_t to_lwip(const ip_address& address) noexcept {
  ip_addr_t result{};
  if (address.is_v6()) {
    result.type = IPADDR_TYPE_V6;
    std::memcpy(&result.u_addr.ip6.addr, address.bytes.data(), 16);
    result.u_addr.ip6.zone = static_cast<u8_t>(address.scope);
  } else {
    result.type = IPADDR_TYPE_V4;
    std::memcpy(&result.u_addr.ip4.addr, address.bytes.data(), 4);
  }
  return result;
}

inline ip_address from_lwip(const ip_addr_t& address) noexcept {
  ip_address result;
  if (address.type == IPADDR_TYPE_V6) {
    result.family = ip_family::v6;
    std::memcpy(result.bytes.data(), &address.u_addr.ip6.addr, 16);
    result.scope = address.u_addr.ip6.zone;
  } else {
    result.family = ip_family::v4;
    std::memcpy(result.bytes.data(), &address.u_addr.ip4.addr, 4);
  }
  return result;
}

}  // namespace loopsock::lwip
