// api: the functions of <loopsock/stack.h>, which need all rooms of stack/.
//
// The resolver's two hooks are set here when a program first gives the stack something to answer with: addresses of its own,
// or servers to ask. The functions behind them are never taken down, so a lookup may still be inside.
#include <loopsock/stack.h>

#include <array>
#include <new>
#include <span>
#include <string_view>

#include "stack/capture/capture.hpp"
#include "stack/lwip/core.hpp"
#include "stack/lwip/dns.hpp"
#include "stack/lwip/own_address.hpp"
#include "stack/results.hpp"
#include "stack/socket/resolver.hpp"
#include "stack/stack.hpp"

namespace {

using loopsock::error;
using loopsock::ip_address;
using loopsock::read_address;
using loopsock::result_of;

/// Calls `what` with an address that was read from `text`, in a stack that has its lock and its loopback link.
int with_address(const char* text, error (*what)(const ip_address&, loopsock::lwip::node&) noexcept) noexcept {
  ip_address address;
  if (!read_address(text, address)) return LOOPSOCK_BAD_ARGUMENT;
  const error unready = loopsock::lwip::start_core();
  return result_of(unready != error::none ? unready : what(address, loopsock::lwip::this_threads_node()));
}

}  // namespace

extern "C" {

int loopsock_start(void) { return result_of(loopsock::start()); }
int loopsock_stop(void) { return result_of(loopsock::stop()); }

int loopsock_add_host(const char* name, const char* address) {
  constexpr std::size_t longest_name = 255;  // host_table's
  ip_address read;
  if (name == nullptr || *name == '\0' || !read_address(address, read)) return LOOPSOCK_BAD_ARGUMENT;
  if (std::string_view(name).size() > longest_name) return LOOPSOCK_BAD_ARGUMENT;
  try {
    if (!loopsock::names().table().add(name, read)) return LOOPSOCK_EXISTS;
    if (loopsock::capture::attached()) loopsock::capture::note_name({read, name});
    return LOOPSOCK_OK;
  } catch (const std::bad_alloc&) {
    return LOOPSOCK_NO_MEMORY;
  }
}

int loopsock_remove_host(const char* name) {
  if (name == nullptr) return LOOPSOCK_BAD_ARGUMENT;
  return loopsock::names().table().remove(name) != 0 ? LOOPSOCK_OK : LOOPSOCK_NOT_FOUND;
}

int loopsock_add_address(const char* address) {
  const int result = with_address(address, loopsock::lwip::add_own_address);
  if (result == LOOPSOCK_OK) loopsock::names().set_own_addresses(loopsock::lwip::list_own_addresses);
  return result;
}

int loopsock_remove_address(const char* address) { return with_address(address, loopsock::lwip::remove_own_address); }

int loopsock_set_dns_servers(const char* const* servers, size_t count) {
  std::array<ip_address, loopsock::lwip::most_dns_servers> read;
  if (count > read.size() || (servers == nullptr && count != 0)) return LOOPSOCK_BAD_ARGUMENT;
  for (size_t i = 0; i < count; ++i)
    if (!read_address(servers[i], read[i])) return LOOPSOCK_BAD_ARGUMENT;
  if (const error unready = loopsock::lwip::start_core(); unready != error::none) return result_of(unready);
  const error refused = loopsock::lwip::set_dns_servers(std::span(read).first(count));
  if (refused == error::none && count != 0) loopsock::names().set_dns(loopsock::lwip::dns_lookup);
  return result_of(refused);
}

const char* loopsock_version(void) { return LOOPSOCK_VERSION; }

}  // extern "C"
