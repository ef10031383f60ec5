// results: what the functions of <loopsock/stack.h> and its kin have in common: their texts and their numbers.
//
// Threads  pure functions.
#pragma once

#include <loopsock/stack.h>

#include <array>
#include <string_view>

#include <loopsock/error.hpp>

#include "stack/base/address.hpp"
#include "stack/socket/address_text.hpp"

namespace loopsock {

/// The numbers of the edge, for the errors that those functions can meet.
inline int result_of(error e) noexcept {
  switch (e) {
    case error::none: return LOOPSOCK_OK;
    case error::address_in_use: return LOOPSOCK_EXISTS;
    case error::address_not_available:
    case error::not_supported: return LOOPSOCK_NOT_FOUND;
    case error::not_initialised: return LOOPSOCK_NOT_STARTED;
    case error::no_buffers: return LOOPSOCK_NO_MEMORY;
    case error::timed_out: return LOOPSOCK_TIMED_OUT;
    case error::access_denied: return LOOPSOCK_DENIED;
    default: return LOOPSOCK_BAD_ARGUMENT;
  }
}

/// False: it is none, and `out` is as it was.
inline bool read_address(std::string_view text, ip_address& out) noexcept {
  std::array<std::uint8_t, 16> bytes{};
  if (read_ipv4(text, ipv4_form::dotted_quad, bytes.data()).whole(text)) {
    out = ip_address::v4(bytes[0], bytes[1], bytes[2], bytes[3]);
    return true;
  }
  bytes = {};
  if (!read_ipv6(text, bytes.data()).whole(text)) return false;
  out = ip_address::v6(bytes);
  return true;
}

inline bool read_address(const char* text, ip_address& out) noexcept {
  return text != nullptr && read_address(std::string_view(text), out);
}

}  // namespace loopsock
