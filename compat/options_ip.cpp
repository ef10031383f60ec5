// options_ip: the options of IPPROTO_IP and IPPROTO_IPV6, which are nearly the same list twice.
//
// To a kind of socket that cannot have an option, Windows answers WSAEINVAL at these two levels. IPv6 sockets have the IPv4
// options too, for what they send to v4-mapped addresses.
//
// Threads  see option_table.hpp.
#include <winsock2.h>
#include <ws2tcpip.h>

#include "compat/error_map.hpp"
#include "compat/option_access.hpp"
#include "compat/option_structures.hpp"

namespace loopsock::compat {
namespace {

using options = socket_options;

// IP_UNSPECIFIED_HOP_LIMIT gives the default back.
template <auto member>
int set_hops(options& o, const socket_facts&, std::uint32_t value) noexcept {
  if (value > 255 && value != 0xffffffff) return WSAEINVAL;
  o.*member = value == 0xffffffff ? socket_options{}.*member : static_cast<std::uint8_t>(value);
  return 0;
}

int get_dont_fragment(const open_socket&, const option_state& state, std::uint32_t& out) noexcept {
  const int set = state.options.dont_fragment;
  out = set < 0 ? (state.facts.spec.kind == socket_kind::stream ? 1 : 0) : static_cast<std::uint32_t>(set);
  return 0;
}

template <auto member>
int set_mtu_discover(options& o, const socket_facts&, std::uint32_t value) noexcept {
  if (value == IP_PMTUDISC_NOT_SET || value >= IP_PMTUDISC_MAX) return WSAEINVAL;
  o.*member = value;
  return 0;
}

// The loopback link's, which is the only one.
int get_mtu(const open_socket&, const option_state& state, std::uint32_t& out) noexcept {
  constexpr std::uint32_t loopback_mtu = 65535;
  out = loopback_mtu;
  return state.facts.remote.address.family != ip_family::none ? 0 : WSAENOTCONN;
}

// IP_GET_IFLIST gives a list that IP_ADD_IFLIST makes, and there is none.
int refuse(const open_socket&, const option_state&, std::uint32_t&) noexcept { return WSAEINVAL; }

using enum kept;
using enum value_form;

/// A switch for information that comes with received messages.
template <kept which, bool v6>
constexpr option_row message_switch(int name, std::uint8_t kinds = messages) {
  return {.name = name,
          .form = four_bytes,
          .kinds = kinds,
          .truth = true,
          .foreign = WSAEINVAL,
          .get = get_switch<which, v6>,
          .set = set_switch<which, v6>};
}

constexpr option_row membership(int name, bytes_setter set) {
  return {.name = name, .form = bytes, .kinds = messages, .foreign = WSAENOPROTOOPT, .set_bytes = set};
}

constexpr option_row header(int name) {
  return {.name = name, .form = bytes, .kinds = all_kinds, .get_bytes = get_no_header, .set_bytes = set_no_header};
}

constexpr option_row ip_rows[] = {
    header(IP_OPTIONS),
    truth<&options::header_included>(IP_HDRINCL, short_ok, raws, WSAEINVAL),
    {.name = IP_TOS,
     .form = short_ok,
     .kinds = all_kinds,
     .largest = 255,
     .get = get_member<&options::tos>,
     .set = set_member<&options::tos>},
    {.name = IP_TTL,
     .form = short_ok,
     .kinds = all_kinds,
     .get = get_member<&options::ttl>,
     .set = set_hops<&options::ttl>},
    number<&options::multicast_interface_v4>(IP_MULTICAST_IF, messages, WSAEINVAL),
    {.name = IP_MULTICAST_TTL,
     .form = short_ok,
     .kinds = messages,
     .foreign = WSAEINVAL,
     .get = get_member<&options::multicast_ttl>,
     .set = set_hops<&options::multicast_ttl>},
    truth<&options::multicast_loop>(IP_MULTICAST_LOOP, short_ok, messages, WSAEINVAL),
    membership(IP_ADD_MEMBERSHIP, add_membership),
    membership(IP_DROP_MEMBERSHIP, drop_membership),
    membership(IP_ADD_SOURCE_MEMBERSHIP, add_source),
    membership(IP_DROP_SOURCE_MEMBERSHIP, drop_source),
    membership(IP_BLOCK_SOURCE, block_source),
    membership(IP_UNBLOCK_SOURCE, unblock_source),
    membership(MCAST_JOIN_GROUP, join_any_group),
    membership(MCAST_LEAVE_GROUP, leave_any_group),
    membership(MCAST_JOIN_SOURCE_GROUP, join_any_source),
    membership(MCAST_LEAVE_SOURCE_GROUP, leave_any_source),
    membership(MCAST_BLOCK_SOURCE, block_any_source),
    membership(MCAST_UNBLOCK_SOURCE, unblock_any_source),
    {.name = IP_DONTFRAGMENT,
     .form = short_ok,
     .kinds = all_kinds,
     .truth = true,
     .get = get_dont_fragment,
     .set = set_member<&options::dont_fragment>},
    truth<&options::packet_info>(IP_PKTINFO, four_bytes, messages, WSAEINVAL),
    message_switch<ttl_info, false>(IP_RECVTTL),
    message_switch<receive_broadcast, false>(IP_RECEIVE_BROADCAST),
    number<&options::protection_level_v4>(IP_PROTECTION_LEVEL, all_kinds),
    message_switch<interface_info, false>(IP_RECVIF),
    message_switch<destination_info, false>(IP_RECVDSTADDR),
    message_switch<interface_list, false>(IP_IFLIST, all_kinds),
    number<&options::unicast_interface_v4>(IP_UNICAST_IF, all_kinds),
    header(IP_RTHDR),
    {.name = IP_GET_IFLIST, .form = four_bytes, .kinds = all_kinds, .get = refuse},
    message_switch<routing_header_info, false>(IP_RECVRTHDR),
    message_switch<class_info, false>(IP_RECVTOS),
    message_switch<arrival_interface_info, false>(IP_ORIGINAL_ARRIVAL_IF),
    message_switch<congestion_info, false>(IP_ECN),
    message_switch<packet_info_ex, false>(IP_PKTINFO_EX),
    message_switch<redirect_records, false>(IP_WFP_REDIRECT_RECORDS),
    message_switch<redirect_context, false>(IP_WFP_REDIRECT_CONTEXT),
    {.name = IP_MTU_DISCOVER,
     .form = four_bytes,
     .kinds = all_kinds,
     .get = get_member<&options::mtu_discover_v4>,
     .set = set_mtu_discover<&options::mtu_discover_v4>},
    {.name = IP_MTU, .form = four_bytes, .kinds = all_kinds, .get = get_mtu},
    message_switch<error_info, false>(IP_RECVERR, datagrams),
    number<&options::user_mtu_v4>(IP_USER_MTU, all_kinds),
};

constexpr option_row ipv6_rows[] = {
    header(IPV6_HOPOPTS),
    truth<&options::header_included>(IPV6_HDRINCL, short_ok, raws, WSAEINVAL),
    {.name = IPV6_UNICAST_HOPS,
     .form = short_ok,
     .kinds = all_kinds,
     .get = get_member<&options::hops>,
     .set = set_hops<&options::hops>},
    number<&options::multicast_interface_v6>(IPV6_MULTICAST_IF, messages, WSAEINVAL),
    {.name = IPV6_MULTICAST_HOPS,
     .form = short_ok,
     .kinds = messages,
     .foreign = WSAEINVAL,
     .get = get_member<&options::multicast_hops>,
     .set = set_hops<&options::multicast_hops>},
    truth<&options::multicast_loop_v6>(IPV6_MULTICAST_LOOP, short_ok, messages, WSAEINVAL),
    membership(IPV6_ADD_MEMBERSHIP, add_membership_v6),
    membership(IPV6_DROP_MEMBERSHIP, drop_membership_v6),
    membership(MCAST_JOIN_GROUP, join_any_group),
    membership(MCAST_LEAVE_GROUP, leave_any_group),
    membership(MCAST_JOIN_SOURCE_GROUP, join_any_source),
    membership(MCAST_LEAVE_SOURCE_GROUP, leave_any_source),
    membership(MCAST_BLOCK_SOURCE, block_any_source),
    membership(MCAST_UNBLOCK_SOURCE, unblock_any_source),
    {.name = IPV6_DONTFRAG,
     .form = short_ok,
     .kinds = all_kinds,
     .truth = true,
     .get = get_dont_fragment,
     .set = set_member<&options::dont_fragment>},
    truth<&options::packet_info_v6>(IPV6_PKTINFO, four_bytes, messages, WSAEINVAL),
    message_switch<ttl_info, true>(IPV6_HOPLIMIT),
    number<&options::protection_level_v6>(IPV6_PROTECTION_LEVEL, all_kinds),
    message_switch<interface_info, true>(IPV6_RECVIF),
    message_switch<destination_info, true>(IPV6_RECVDSTADDR),
    {.name = IPV6_V6ONLY,
     .form = one_byte,
     .kinds = all_kinds,
     .truth = true,
     .when = moment::before_bind,
     .get = get_member<&options::v6_only>,
     .set = set_member<&options::v6_only>},
    message_switch<interface_list, true>(IPV6_IFLIST, all_kinds),
    number<&options::unicast_interface_v6>(IPV6_UNICAST_IF, all_kinds),
    header(IPV6_RTHDR),
    {.name = IPV6_GET_IFLIST, .form = four_bytes, .kinds = all_kinds, .get = refuse},
    message_switch<routing_header_info, true>(IPV6_RECVRTHDR),
    {.name = IPV6_TCLASS,
     .form = short_ok,
     .kinds = all_kinds,
     .largest = 255,
     .get = get_member<&options::traffic_class_v6>,
     .set = set_member<&options::traffic_class_v6>},
    message_switch<class_info, true>(IPV6_RECVTCLASS),
    message_switch<arrival_interface_info, true>(IP_ORIGINAL_ARRIVAL_IF),
    message_switch<congestion_info, true>(IPV6_ECN),
    message_switch<packet_info_ex, true>(IPV6_PKTINFO_EX),
    message_switch<redirect_records, true>(IPV6_WFP_REDIRECT_RECORDS),
    message_switch<redirect_context, true>(IPV6_WFP_REDIRECT_CONTEXT),
    {.name = IPV6_MTU_DISCOVER,
     .form = four_bytes,
     .kinds = all_kinds,
     .get = get_member<&options::mtu_discover_v6>,
     .set = set_mtu_discover<&options::mtu_discover_v6>},
    {.name = IPV6_MTU, .form = four_bytes, .kinds = all_kinds, .get = get_mtu},
    message_switch<error_info, true>(IPV6_RECVERR, datagrams),
    number<&options::user_mtu_v6>(IPV6_USER_MTU, all_kinds),
};

}  // namespace

std::span<const option_row> ip_options() noexcept { return ip_rows; }
std::span<const option_row> ipv6_options() noexcept { return ipv6_rows; }

}  // namespace loopsock::compat
