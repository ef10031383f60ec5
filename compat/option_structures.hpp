// option_structures: options whose values are structures: what a socket is, and the memberships of multicast groups.
//
// Threads  see option_table.hpp.
#pragma once

#include "compat/option_table.hpp"

namespace loopsock::compat {

/// SOCK_STREAM, SOCK_DGRAM or SOCK_RAW.
int type_of(socket_kind kind) noexcept;

// SO_BSP_STATE, SO_PROTOCOL_INFOA, SO_PROTOCOL_INFOW.
int get_state_of_socket(const open_socket& one, const option_state& state, char* value, int& length) noexcept;
int get_protocol_info_a(const open_socket& one, const option_state& state, char* value, int& length) noexcept;
int get_protocol_info_w(const open_socket& one, const option_state& state, char* value, int& length) noexcept;

// SO_UPDATE_ACCEPT_CONTEXT (the listening socket), SO_UPDATE_CONNECT_CONTEXT (nothing).
int update_accept_context(const open_socket& one, const option_state& state, const char* value, int length) noexcept;
int update_connect_context(const open_socket& one, const option_state& state, const char* value, int length) noexcept;

// IP_ADD_MEMBERSHIP (ip_mreq), IPV6_ADD_MEMBERSHIP (ipv6_mreq), MCAST_JOIN_GROUP (group_req) and their opposites.
int add_membership(const open_socket& one, const option_state& state, const char* value, int length) noexcept;
int drop_membership(const open_socket& one, const option_state& state, const char* value, int length) noexcept;
int add_membership_v6(const open_socket& one, const option_state& state, const char* value, int length) noexcept;
int drop_membership_v6(const open_socket& one, const option_state& state, const char* value, int length) noexcept;
int join_any_group(const open_socket& one, const option_state& state, const char* value, int length) noexcept;
int leave_any_group(const open_socket& one, const option_state& state, const char* value, int length) noexcept;

// IP_ADD_SOURCE_MEMBERSHIP, IP_DROP_SOURCE_MEMBERSHIP, IP_BLOCK_SOURCE, IP_UNBLOCK_SOURCE (ip_mreq_source); and MCAST_JOIN_SOURCE_GROUP,
// MCAST_LEAVE_SOURCE_GROUP, MCAST_BLOCK_SOURCE, MCAST_UNBLOCK_SOURCE (group_source_req).
int add_source(const open_socket& one, const option_state& state, const char* value, int length) noexcept;
int drop_source(const open_socket& one, const option_state& state, const char* value, int length) noexcept;
int block_source(const open_socket& one, const option_state& state, const char* value, int length) noexcept;
int unblock_source(const open_socket& one, const option_state& state, const char* value, int length) noexcept;
int join_any_source(const open_socket& one, const option_state& state, const char* value, int length) noexcept;
int leave_any_source(const open_socket& one, const option_state& state, const char* value, int length) noexcept;
int block_any_source(const open_socket& one, const option_state& state, const char* value, int length) noexcept;
int unblock_any_source(const open_socket& one, const option_state& state, const char* value, int length) noexcept;

// IP_OPTIONS, IP_RTHDR, IPV6_HOPOPTS, IPV6_RTHDR: headers to send with every packet. There are none, and only "none" can be set.
int get_no_header(const open_socket& one, const option_state& state, char* value, int& length) noexcept;
int set_no_header(const open_socket& one, const option_state& state, const char* value, int length) noexcept;

}  // namespace loopsock::compat
