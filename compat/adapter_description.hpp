// adapter_description: how the stack's links are called and numbered, for all calls of <iphlpapi.h>.
//
// Threads  pure functions.
// Memory   std::bad_alloc when there is none.
#pragma once

#include <iphlpapi.h>

#include <cstdint>
#include <string>

#include "stack/socket/interfaces.hpp"

namespace loopsock::compat {

/// "loopback_1": if_indextoname's.
inline std::string short_name(const stack_interface& link) {
  const char* const kind = link.loopback ? "loopback_" : link.outside ? "ethernet_" : "virtual_";
  return kind + std::to_string(link.number);
}

/// What Windows makes of a GUID: programs take it for a key and show it to nobody.
inline std::string adapter_name(const stack_interface& link) {
  const std::string digits = std::to_string(link.number);
  return "{6C6F6F70-736F-636B-0000-" + std::string(12 - digits.size(), '0') + digits + "}";
}

inline std::string friendly_name(const stack_interface& link) {
  const char* const kind = link.loopback  ? "Loopback Pseudo-Interface "
                           : link.outside ? "Ethernet "
                                          : "Virtual Interface ";
  return kind + std::to_string(link.number);
}

inline std::string description(const stack_interface& link) {
  if (link.outside) return link.name.empty() ? "loopsock: a link to the outside" : "loopsock: TAP " + link.name;
  return link.loopback ? "loopsock: loopback" : "loopsock: an address of its own";
}

/// What Windows has for such a link.
inline std::uint32_t link_type(const stack_interface& link) noexcept {
  return link.loopback ? IF_TYPE_SOFTWARE_LOOPBACK : link.outside ? IF_TYPE_ETHERNET_CSMACD : IF_TYPE_PROP_VIRTUAL;
}

/// The address with all bits but the first `prefix` cleared.
inline ip_address network_of(ip_address address, unsigned prefix) noexcept {
  for (unsigned bit = prefix; bit < (address.is_v6() ? 128u : 32u); ++bit) {
    std::uint8_t& byte = address.bytes[bit / 8];
    byte = static_cast<std::uint8_t>(byte & ~(0x80u >> bit % 8));
  }
  return address;
}

}  // namespace loopsock::compat
