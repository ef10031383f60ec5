// tap_links: see the header.
#include "stack/lwip/tap_links.hpp"

#include <lwip/dhcp.h>
#include <lwip/ip.h>
#include <lwip/nd6.h>
#include <lwip/netif.h>
#include <lwip/priv/nd6_priv.h>
#include <lwip/priv/tcp_priv.h>

#include <algorithm>
#include <bit>
#include <new>

#include "stack/base/node_state.hpp"
#include "stack/diag/trace.hpp"
#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/dns_servers.hpp"
#include "stack/lwip/initial_sequence.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/parked_pcbs.hpp"
#include "stack/lwip/tap_routes.hpp"
#include "stack/lwip/timers.hpp"
#include "stack/netif/tap.hpp"

namespace loopsock::lwip {

struct tap_link : links::tap {
  std::uint32_t number = 0;  // 0: free
  bool dhcp = false;
  bool has_given_v6 = false;
  bool gone = false;
  ip_address gateway6;  // that was given
  writable_wish await = nullptr;
  tap_link* next = nullptr;
};

namespace {

// Guarded by the core lock.
LOOPSOCK_NODE_STATE tap_link* first_tap = nullptr;
std::uint32_t last_number = 0;

// Writer: notice_change(), under the core lock; readers: whoever waits.
std::atomic<std::uint32_t> changes{0};

constexpr std::size_t least_mtu_v6 = 1280;  // RFC 8200, 5
constexpr s8_t given_v6 = 1;                // 0 is the link-local address

// Frames of one readiness: some batches, then the thread's timers have their turn.
constexpr unsigned most_batches = 16;

void notice_change(netif* = nullptr) noexcept {
  // release: pairs with whoever waits; it looks at the state again.
  changes.fetch_add(1, std::memory_order_release);
  host::waiting->wake(changes, true);
}

bool may_be_host(const ip_address& address) noexcept {
  return !address.is_any() && !address.is_loopback() && !address.is_multicast() &&
         address != ip_address::v4(255, 255, 255, 255);
}

bool is_host_or_none(const ip_address& address, ip_family family) noexcept {
  return address.family == ip_family::none || (address.family == family && may_be_host(address));
}

bool fits(const tap_wishes& wishes) noexcept {
  const auto& [v4, prefix4] = wishes.ipv4;
  const auto& [v6, prefix6] = wishes.ipv6;
  if (!is_host_or_none(v4, ip_family::v4) || !is_host_or_none(v6, ip_family::v6)) return false;
  if (!is_host_or_none(wishes.gateway4, ip_family::v4) || !is_host_or_none(wishes.gateway6, ip_family::v6))
    return false;
  if (v4.family != ip_family::none && (wishes.dhcp || prefix4 == 0 || prefix4 > 32)) return false;
  if (wishes.gateway4.family != ip_family::none && v4.family == ip_family::none) return false;
  return v6.family == ip_family::none || (!v6.is_link_local_v6() && (prefix6 == 64 || prefix6 == 128));
}

/// The machine's end has one, which must differ from ours. The same interface gives the same again, as DHCP servers like it.
links::mac_address choose_mac(const links::tap_device& device) noexcept {
  links::mac_address mac{};
  if (device.peer_mac()) {
    mac = *device.peer_mac();
    mac[5] ^= 1;
  } else {
    for (std::uint8_t& byte : mac) byte = static_cast<std::uint8_t>(random_number());
  }
  mac[0] = static_cast<std::uint8_t>((mac[0] & ~1u) | 2u);  // one of ours, for one station (IEEE 802, 8.2)
  return mac;
}

ip4_addr_t mask_of(unsigned prefix) noexcept {
  ip4_addr_t mask;
  ip4_addr_set_u32(&mask, lwip_htonl(prefix == 0 ? 0 : ~u32_t{0} << (32 - prefix)));
  return mask;
}

void give_ipv4(netif& link, const tap_wishes& wishes) noexcept {
  const ip_addr_t address = to_lwip(wishes.ipv4.address);
  const ip_addr_t gateway = to_lwip(wishes.gateway4);
  const ip4_addr_t mask = mask_of(wishes.ipv4.prefix);
  netif_set_addr(&link, ip_2_ip4(&address), &mask, ip_2_ip4(&gateway));
}

void give_ipv6(netif& link, const prefixed_address& given) noexcept {
  const ip_addr_t address = to_lwip(given.address);
  netif_ip6_addr_set(&link, given_v6, ip_2_ip6(&address));
  // lwIP takes an address without a lifetime for the whole of its /64. With one it is a /128, and this one never ends.
  if (given.prefix == 128) {
    netif_ip6_addr_set_valid_life(&link, given_v6, IP6_ADDR_LIFE_INFINITE);
    netif_ip6_addr_set_pref_life(&link, given_v6, IP6_ADDR_LIFE_INFINITE);
  }
  netif_ip6_addr_set_state(&link, given_v6, IP6_ADDR_PREFERRED);
}

tap_link* free_link() noexcept {
  for (tap_link* one = first_tap; one != nullptr; one = one->next) {
    if (one->number == 0) return one;
  }
  auto* const made = new (std::nothrow) tap_link;
  if (made == nullptr) return nullptr;
  made->next = first_tap;
  first_tap = made;
  return made;
}

void ask_for_writable(links::tap& tap) noexcept {
  const auto& one = static_cast<const tap_link&>(tap);
  if (one.await != nullptr) one.await(one.device.descriptor());
}

/// Of those that are up, the oldest.
void choose_default() noexcept {
  const tap_link* best = nullptr;
  for (const tap_link* one = first_tap; one != nullptr; one = one->next) {
    if (one->number != 0 && !one->gone && (best == nullptr || one->number < best->number)) best = one;
  }
  netif_set_default(best != nullptr ? const_cast<netif*>(&best->link) : nullptr);
}

/// Core lock held, and the device is open.
bool bring_up(tap_link& one, const tap_wishes& wishes) noexcept {
  const std::size_t mtu = wishes.mtu != 0 ? wishes.mtu : one.device.mtu();
  const bool with_v6 = mtu >= least_mtu_v6;
  if (!one.add_to_lwip(wishes.mac ? *wishes.mac : choose_mac(one.device), mtu)) return false;
  one.await_writable = ask_for_writable;
  netif& link = one.link;
  netif_set_status_callback(&link, notice_change);
  if (with_v6) {
    netif_create_ip6_linklocal_address(&link, 1);
    netif_set_ip6_autoconfig_enabled(&link, wishes.slaac ? 1 : 0);
  }
  if (wishes.ipv4.address.family != ip_family::none) give_ipv4(link, wishes);
  one.gone = false;
  one.dhcp = wishes.dhcp;
  one.gateway6 = wishes.gateway6;
  one.has_given_v6 = wishes.ipv6.address.family != ip_family::none;
  one.number = ++last_number;
  netif_set_up(&link);
  if (one.has_given_v6) give_ipv6(link, wishes.ipv6);
  if (wishes.dhcp && dhcp_start(&link) != ERR_OK) return false;
  choose_default();
  watch_routes(true);
  timers::look_again();
  return true;
}

void take_down(tap_link& one) noexcept {
  netif& link = one.link;
  if (one.dhcp) {
    dhcp_release_and_stop(&link);
    dhcp_cleanup(&link);
  }
  one.remove_from_lwip();
  one.device.close();
  one.number = 0;
  choose_default();
  watch_routes(some_tap());
  notice_change();
}

/// Ends the connections of all its addresses. Their resets go out before the link goes.
void end_connections(netif& link) noexcept {
  const auto end = [](const ip_addr_t& address) {
    wake_at_address(address);
    tcp_netif_ip_addr_changed(&address, nullptr);
  };
  if (!ip4_addr_isany_val(*netif_ip4_addr(&link))) end(*netif_ip_addr4(&link));
  for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; ++i) {
    if (ip6_addr_isvalid(netif_ip6_addr_state(&link, i))) end(*netif_ip_addr6(&link, i));
  }
}

}  // namespace

error add_tap(const tap_wishes& wishes, writable_wish await, tap_link*& out) noexcept {
  out = nullptr;
  if (!fits(wishes)) return error::invalid_argument;
  if (wishes.mtu != 0 && (wishes.mtu < 68 || wishes.mtu > 65521)) return error::invalid_argument;  // RFC 791, 3.2
  deferred work;
  const core_guard core(work, own_node());
  tap_link* const one = free_link();
  if (one == nullptr) return error::no_buffers;
  links::tap_device& device = one->device;
  const error closed = wishes.name.empty() ? device.adopt(wishes.descriptor) : device.open(wishes.name.c_str());
  if (closed != error::none) return closed;
  const bool wants_v6 = wishes.slaac || wishes.ipv6.address.family != ip_family::none;
  if (wants_v6 && (wishes.mtu != 0 ? wishes.mtu : device.mtu()) < least_mtu_v6) {
    if (wishes.name.empty()) device.give_back();
    device.close();
    return error::invalid_argument;
  }
  one->await = await;
  if (!bring_up(*one, wishes)) {
    if (wishes.name.empty()) device.give_back();
    if (one->number != 0) take_down(*one);
    device.close();
    return error::no_buffers;
  }
  trace(trace_topic::driver, "link {} is up: interface '{}', descriptor {}", one->number, device.name(),
        device.descriptor());
  out = one;
  return error::none;
}

void remove_tap(tap_link& one) noexcept {
  deferred work;
  {
    const core_guard core(work, own_node());
    end_connections(one.link);
  }
  {
    const core_guard core(work, own_node());
    end_connections(one.link);  // of those that came meanwhile
    trace(trace_topic::driver, "link {} is taken down", one.number);
    take_down(one);
  }
}

std::uint32_t number_of(const tap_link& one) noexcept { return one.number; }

tap_link* find_tap(std::uint32_t number) noexcept {
  if (number == 0) return nullptr;
  const plain_core_lock lock(own_node());
  tap_link* one = first_tap;
  while (one != nullptr && one->number != number) one = one->next;
  return one;
}

int descriptor_of(const tap_link& one) noexcept { return one.device.descriptor(); }

void send_trains() noexcept {
  for (tap_link* one = first_tap; one != nullptr; one = one->next) one->send_train();
}

bool some_tap() noexcept {
  for (const tap_link* one = first_tap; one != nullptr; one = one->next) {
    if (one->number != 0) return true;
  }
  return false;
}

// ------------------------------------------------------------------------------------------------------------------ receiving

bool receive_from_tap(tap_link& one) noexcept {
  for (unsigned batch = 0; batch < most_batches; ++batch) {
    links::tap_frames frames;
    one.read_frames(frames);
    const bool gone = frames.gone, more = frames.full();
    if (frames.count != 0 || frames.without_memory != 0 || gone) {
      deferred work;  // outlives the guard, so its notes are told without the lock
      const core_guard core(work, own_node());
      one.deliver(frames);
      learn_dns_servers();
      if (gone) {
        one.gone = true;
        netif_set_link_down(&one.link);
        choose_default();
        notice_change();
        return false;
      }
    }
    if (!more) return true;
  }
  return true;
}

void flush_tap(tap_link& one) noexcept {
  deferred work;
  const core_guard core(work, own_node());
  one.flush();
}

// ---------------------------------------------------------------------------------------------------------------------- state

namespace {

tap_state::own plain(const ip_addr_t& address, unsigned prefix, bool dynamic) noexcept {
  tap_state::own result{{from_lwip(address), static_cast<std::uint8_t>(prefix)}, dynamic};
  result.address.scope = 0;
  return result;
}

}  // namespace

tap_state state_of(const tap_link& one) {
  const plain_core_lock lock(own_node());
  return locked_state_of(one);
}

tap_state locked_state_of(const tap_link& one) {
  tap_state state;
  const netif& link = one.link;
  state.name = one.device.name();
  std::copy_n(link.hwaddr, state.mac.size(), state.mac.begin());
  state.mtu = link.mtu;
  state.up = !one.gone;
  state.dhcp = one.dhcp;
  if (!ip4_addr_isany_val(*netif_ip4_addr(&link))) {
    const auto prefix = std::popcount(ip4_addr_get_u32(netif_ip4_netmask(&link)));
    state.addresses.push_back(plain(*netif_ip_addr4(&link), static_cast<unsigned>(prefix), one.dhcp));
  }
  for (int i = LWIP_IPV6_NUM_ADDRESSES - 1; i >= 0; --i) {
    if (!ip6_addr_isvalid(netif_ip6_addr_state(&link, i))) continue;
    const bool given = one.has_given_v6 && i == given_v6;
    const bool alone = given && !netif_ip6_addr_isstatic(&link, i);
    state.addresses.push_back(plain(*netif_ip_addr6(&link, i), alone ? 128 : 64, !given));
  }
  if (!ip4_addr_isany_val(*netif_ip4_gw(&link))) state.gateway4 = from_lwip(*netif_ip_gw4(&link));
  state.gateway6 = router_of(link);
  for (std::size_t i = 0; i < most_dns_servers; ++i) state.dns[i] = dns_server(i);
  const links::tap_counters& counted = one.counters();
  state.frames_in = counted.frames_in, state.bytes_in = counted.bytes_in, state.dropped_in = counted.dropped_in;
  state.frames_out = counted.frames_out, state.bytes_out = counted.bytes_out, state.dropped_out = counted.dropped_out;
  return state;
}

const std::atomic<std::uint32_t>& tap_changes() noexcept { return changes; }

const tap_link* tap_link_of(const netif& link) noexcept {
  const links::tap* const tap = links::tap_of(link);
  return tap != nullptr ? static_cast<const tap_link*>(tap) : nullptr;
}

const ip_address& given_router(const netif& link) noexcept {
  static constexpr ip_address none;
  const tap_link* const one = tap_link_of(link);
  return one != nullptr ? one->gateway6 : none;
}

}  // namespace loopsock::lwip
