#include "stack/socket/literal.hpp"

#include "stack/socket/address_text.hpp"

namespace loopsock {

bool read_literal(std::string_view text, ip_address& out) noexcept {
  ip_address found;
  if (read_ipv4(text, ipv4_form::numbers, found.bytes.data()).whole(text)) {
    found.family = ip_family::v4;
    out = found;
    return true;
  }
  found = {};
  std::uint32_t zone = 0;
  std::uint16_t ignored_port = 0;
  if (!read_ipv6_endpoint(text, found.bytes.data(), zone, ignored_port)) return false;
  found.scope = zone;
  found.family = ip_family::v6;
  out = found;
  return true;
}

}  // namespace loopsock
