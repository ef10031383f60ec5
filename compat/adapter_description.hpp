// adapter_description: how the stack's links are called and numbered, for all calls of <iphlpapi.h>.
//
// Threads  pure functions.
// Memory   std::bad_alloc when there is none.
#pragma once

#include <cstdint>
#include <string>

#include "stack/socket/interfaces.hpp"

namespace loopsock::compat {

/// "loopback_1": if_indextoname's.
inline std::string short_name(const stack_interface& link) {
  return (link.loopback ? "loopback_" : "virtual_") + std::to_string(link.number);
}

/// What Windows makes of a GUID: programs take it for a key and show it to nobody.
inline std::string adapter_name(const stack_interface& link) {
  const std::string digits = std::to_string(link.number);
  return "{6C6F6F70-736F-636B-0000-" + std::string(12 - digits.size(), '0') + digits + "}";
}

inline std::string friendly_name(const stack_interface& link) {
  return (link.loopback ? "Loopback Pseudo-Interface " : "Virtual Interface ") + std::to_string(link.number);
}

inline std::string description(const stack_interface& link) {
  return link.loopback ? "loopsock: loopback" : "loopsock: an address of its own";
}

/// All of 127/8 is loopback's; every other address stands alone.
inline std::uint8_t prefix_length(const ip_address& address) noexcept {
  return address.is_v6() ? 128 : address.is_loopback() ? 8 : 32;
}

}  // namespace loopsock::compat
