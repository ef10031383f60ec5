// service_table: well-known ports by name ("http" is 80/tcp).
//
// Built in, so that an answer does not depend on the machine; /etc/services is not read.
//
// Threads  any; the table is constant.
// Memory   static.
#pragma once

#include <cstdint>
#include <string_view>

namespace loopsock {

struct service_entry {
  const char* name;
  std::uint16_t port;      // host order
  const char* protocol;    // "tcp" or "udp"
  const char* aliases[4];  // ends with a null
};

/// The service of that name or alias, in whatever case. An empty `protocol` takes the first that fits. Null: unknown.
const service_entry* find_service(std::string_view name, std::string_view protocol) noexcept;
/// The service at that port (host order), with `protocol` as above.
const service_entry* find_service(std::uint16_t port, std::string_view protocol) noexcept;

}  // namespace loopsock
