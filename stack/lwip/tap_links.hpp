// tap_links: the links to the network outside, what addresses they have and where those came from.
//
//   add_tap ─► tap ─► netif, link-local IPv6 ─► given addresses │ DHCP │ router advertisements
//                                                    └─► changes() goes on, whoever waits looks again
//
// The first of them with a way out is the default route. Its frames are brought in by receive_from_tap(), on whatever thread knows that
// there are some.
//
// They belong to the process's own node (node.hpp).
//
// Threads  any; the core lock is taken. start_core() comes first. remove_tap() not while receive_from_tap() is running.
// Memory   a tap is never freed; one that was removed is used again by the next.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <loopsock/error.hpp>

#include "stack/base/address.hpp"
#include "stack/lwip/dns_servers.hpp"
#include "stack/netif/tap_device.hpp"

struct netif;

namespace loopsock::lwip {

/// An address with the length of its network's prefix; without a family where there is none.
struct prefixed_address {
  ip_address address;
  std::uint8_t prefix = 0;
};

struct tap_wishes {
  std::string name;     // an interface; empty: `descriptor`
  int descriptor = -1;  // open, and taken over if adding succeeds
  std::optional<links::mac_address> mac;
  std::size_t mtu = 0;  // 0: the interface's own
  prefixed_address ipv4, ipv6;
  ip_address gateway4, gateway6;
  bool dhcp = false;   // not together with ipv4
  bool slaac = false;  // addresses from router advertisements
};

struct tap_link;

/// Whom to ask for readiness: called under the core lock, to have flush_tap() called once the descriptor can be written.
using writable_wish = void (*)(int descriptor) noexcept;

/// Opens the device and brings the link up. Errors of tap_device::open(), and no_buffers for too many links.
/// invalid_argument: an address that no host has, a prefix too long, for IPv6 one that is neither 64 nor 128, IPv6 over an MTU below 1280.
error add_tap(const tap_wishes& wishes, writable_wish await, tap_link*& out) noexcept;
/// Gives a lease back, ends the connections of its addresses, closes the device.
void remove_tap(tap_link& one) noexcept;

/// A number from 1 on, its own while it exists.
std::uint32_t number_of(const tap_link& one) noexcept;
/// nullptr: there is none with that number.
tap_link* find_tap(std::uint32_t number) noexcept;
int descriptor_of(const tap_link& one) noexcept;

/// Delivers what has come, in batches. False: the device is gone, so there is no use in watching it; the link is down.
bool receive_from_tap(tap_link& one) noexcept;
void flush_tap(tap_link& one) noexcept;

struct tap_state {
  std::string name;
  links::mac_address mac{};
  std::size_t mtu = 0;
  bool up = false;    // the device is there
  bool dhcp = false;  // was asked for
  struct own : prefixed_address {
    bool dynamic = false;
  };
  std::vector<own> addresses;  // usable ones: IPv4, IPv6, link-local IPv6 last
  ip_address gateway4, gateway6;
  std::array<ip_address, most_dns_servers> dns{};  // the whole stack's
  std::uint64_t frames_in = 0, bytes_in = 0, frames_out = 0, bytes_out = 0, dropped_in = 0, dropped_out = 0;
};
/// May throw std::bad_alloc.
tap_state state_of(const tap_link& one);
/// The same with the core lock held.
tap_state locked_state_of(const tap_link& one);
/// nullptr: it is another kind of link. Core lock held.
const tap_link* tap_link_of(const netif& link) noexcept;

/// Grows whenever an address, a gateway or a device has changed, and is woken then (waiting.hpp).
const std::atomic<std::uint32_t>& tap_changes() noexcept;

/// Sends what they hold back for more to follow. At the end of a core section.
void send_trains() noexcept;
/// Whether any link leads outside. Core lock held.
[[nodiscard]] bool some_tap() noexcept;

}  // namespace loopsock::lwip
