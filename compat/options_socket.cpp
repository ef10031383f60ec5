// options_socket: the options of SOL_SOCKET.
//
// SO_SNDLOWAT and SO_RCVLOWAT answer WSAEINVAL, as Microsoft's page says Windows does since Vista. SO_ERROR tells why a connect
// failed and goes on telling it until the next one succeeds: Windows does not clear it by reading, whatever BSD does.
//
// Threads  see option_table.hpp.
#include <winsock2.h>
#include <mswsock.h>

#include <bit>
#include <chrono>

#include "compat/error_map.hpp"
#include "compat/option_access.hpp"
#include "compat/option_structures.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

using options = socket_options;

int refuse_reading(const open_socket&, const option_state&, std::uint32_t&) noexcept { return WSAEINVAL; }
int refuse_setting(options&, const socket_facts&, std::uint32_t) noexcept { return WSAEINVAL; }

// ------------------------------------------------------------------------------------------------------- sharing of a port

// The two exclude each other; whoever comes second is refused.
int set_reuse(options& o, const socket_facts&, std::uint32_t on) noexcept {
  if (on != 0 && o.exclusive_address) return WSAEINVAL;
  o.reuse_address = on != 0;
  return 0;
}

int set_exclusive(options& o, const socket_facts&, std::uint32_t on) noexcept {
  if (on != 0 && o.reuse_address) return WSAEINVAL;
  o.exclusive_address = on != 0;
  return 0;
}

// --------------------------------------------------------------------------------------------------------------- lingering

static_assert(sizeof(LINGER) == sizeof(std::uint32_t));

int get_linger(const open_socket&, const option_state& state, std::uint32_t& out) noexcept {
  out = std::bit_cast<std::uint32_t>(LINGER{state.options.linger, state.options.linger_seconds});
  return 0;
}

int set_linger(options& o, const socket_facts&, std::uint32_t value) noexcept {
  const auto given = std::bit_cast<LINGER>(value);
  o.linger = given.l_onoff;
  o.linger_seconds = given.l_linger;
  return 0;
}

int get_no_linger(const open_socket&, const option_state& state, std::uint32_t& out) noexcept {
  out = state.options.linger == 0 ? 1 : 0;
  return 0;
}

int set_no_linger(options& o, const socket_facts&, std::uint32_t on) noexcept {
  if (on != 0) {
    o.linger = 0;
  } else if (o.linger == 0) {
    o.linger = 1;
  }
  return 0;
}

// ------------------------------------------------------------------------------------------------------------------- facts

int get_error(const open_socket&, const option_state& state, std::uint32_t& out) noexcept {
  const int stored = state.options.stored_error;
  out = static_cast<std::uint32_t>(stored != 0 ? stored : wsa_error(state.facts.pending_error));
  return 0;
}

int set_error_kept(options& o, const socket_facts&, std::uint32_t value) noexcept {
  o.stored_error = static_cast<std::int32_t>(value);
  return 0;
}

int get_type(const open_socket&, const option_state& state, std::uint32_t& out) noexcept {
  out = static_cast<std::uint32_t>(type_of(state.facts.spec.kind));
  return 0;
}

int get_listening(const open_socket&, const option_state& state, std::uint32_t& out) noexcept {
  out = state.facts.state == socket_state::listening ? 1 : 0;
  return 0;
}

int get_group(const open_socket&, const option_state&, std::uint32_t& out) noexcept {
  out = 0;   // there are no groups
  return 0;
}

// A stream has no messages. The rest is what 65535 bytes leave to the data: IPv4 counts its own header, IPv6 does not.
int get_largest_message(const open_socket&, const option_state& state, std::uint32_t& out) noexcept {
  constexpr std::uint32_t udp_header = 8, ipv4_header = 20, packet = 65535;
  const socket_spec& spec = state.facts.spec;
  const std::uint32_t headers = spec.family == ip_family::v6 ? udp_header : udp_header + ipv4_header;
  out = spec.kind == socket_kind::stream ? 0 : packet - headers;
  return 0;
}

int get_connect_time(const open_socket&, const option_state& state, std::uint32_t& out) noexcept {
  out = 0xffffffff;   // not connected
  if (state.facts.state != socket_state::connected) return 0;
  const auto since = host::now() - state.facts.connected_at;
  out = static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(since).count());
  return 0;
}

using enum kept;
using enum value_form;

constexpr option_row rows[] = {
    {.name = SO_DEBUG, .form = short_ok, .kinds = all_kinds, .truth = true, .get = get_member<&options::debug>, .set = set_member<&options::debug>},
    {.name = SO_ACCEPTCONN, .form = short_ok, .kinds = streams, .truth = true, .get = get_listening},
    {.name = SO_REUSEADDR, .form = short_ok, .kinds = all_kinds, .truth = true, .get = get_member<&options::reuse_address>, .set = set_reuse},
    {.name = SO_EXCLUSIVEADDRUSE, .form = short_ok, .kinds = all_kinds, .truth = true, .when = moment::before_bind,
     .get = get_member<&options::exclusive_address>, .set = set_exclusive},
    {.name = SO_KEEPALIVE, .form = one_byte, .kinds = streams, .truth = true, .get = get_member<&options::keep_alive>, .set = set_member<&options::keep_alive>},
    {.name = SO_DONTROUTE, .form = one_byte, .kinds = all_kinds, .truth = true, .get = get_member<&options::dont_route>, .set = set_member<&options::dont_route>},
    {.name = SO_BROADCAST, .form = short_ok, .kinds = messages, .truth = true, .get = get_member<&options::broadcast>, .set = set_member<&options::broadcast>},
    {.name = SO_USELOOPBACK, .form = short_ok, .kinds = all_kinds, .truth = true, .get = get_member<&options::use_loopback>, .set = set_member<&options::use_loopback>},
    {.name = SO_LINGER, .form = four_bytes, .kinds = streams, .clears = true, .get = get_linger, .set = set_linger},
    {.name = SO_DONTLINGER, .form = short_ok, .kinds = streams, .truth = true, .get = get_no_linger, .set = set_no_linger},
    {.name = SO_OOBINLINE, .form = short_ok, .kinds = streams, .truth = true, .get = get_member<&options::urgent_inline>, .set = set_member<&options::urgent_inline>},
    {.name = SO_SNDBUF, .form = four_bytes, .kinds = all_kinds, .clears = true, .get = get_member<&options::send_buffer>, .set = set_member<&options::send_buffer>},
    {.name = SO_RCVBUF, .form = four_bytes, .kinds = all_kinds, .clears = true, .get = get_member<&options::receive_buffer>, .set = set_member<&options::receive_buffer>},
    {.name = SO_SNDLOWAT, .form = four_bytes, .kinds = all_kinds, .get = refuse_reading, .set = refuse_setting},
    {.name = SO_RCVLOWAT, .form = four_bytes, .kinds = all_kinds, .get = refuse_reading, .set = refuse_setting},
    {.name = SO_SNDTIMEO, .form = four_bytes, .kinds = all_kinds, .get = get_member<&options::send_timeout_ms>, .set = set_member<&options::send_timeout_ms>},
    {.name = SO_RCVTIMEO, .form = four_bytes, .kinds = all_kinds, .get = get_member<&options::receive_timeout_ms>, .set = set_member<&options::receive_timeout_ms>},
    {.name = SO_ERROR, .form = four_bytes, .kinds = all_kinds, .get = get_error, .set = set_error_kept},
    {.name = SO_TYPE, .form = four_bytes, .kinds = all_kinds, .get = get_type},
    {.name = SO_BSP_STATE, .form = bytes, .kinds = all_kinds, .get_bytes = get_state_of_socket},
    {.name = SO_GROUP_ID, .form = four_bytes, .kinds = all_kinds, .get = get_group},
    {.name = SO_GROUP_PRIORITY, .form = four_bytes, .kinds = all_kinds, .get = get_member<&options::group_priority>, .set = set_member<&options::group_priority>},
    {.name = SO_MAX_MSG_SIZE, .form = four_bytes, .kinds = all_kinds, .get = get_largest_message},
    {.name = SO_PROTOCOL_INFOA, .form = bytes, .kinds = all_kinds, .get_bytes = get_protocol_info_a},
    {.name = SO_PROTOCOL_INFOW, .form = bytes, .kinds = all_kinds, .get_bytes = get_protocol_info_w},
    {.name = SO_CONDITIONAL_ACCEPT, .form = short_ok, .kinds = streams, .truth = true, .when = moment::before_listen,
     .get = get_member<&options::conditional_accept>, .set = set_member<&options::conditional_accept>},
    {.name = SO_PAUSE_ACCEPT, .form = short_ok, .kinds = streams, .truth = true, .get = get_switch<pause_accept>, .set = set_switch<pause_accept>},
    {.name = SO_COMPARTMENT_ID, .form = four_bytes, .kinds = all_kinds, .get = get_member<&options::compartment>, .set = set_member<&options::compartment>},
    {.name = SO_RANDOMIZE_PORT, .form = short_ok, .kinds = all_kinds, .truth = true, .get = get_member<&options::randomize_port>, .set = set_member<&options::randomize_port>},
    {.name = SO_PORT_SCALABILITY, .form = short_ok, .kinds = all_kinds, .truth = true, .when = moment::before_bind,
     .get = get_member<&options::port_scalability>, .set = set_member<&options::port_scalability>},
    {.name = SO_REUSE_UNICASTPORT, .form = short_ok, .kinds = all_kinds, .truth = true, .get = get_switch<reuse_unicast_port>, .set = set_switch<reuse_unicast_port>},
    {.name = SO_REUSE_MULTICASTPORT, .form = short_ok, .kinds = messages, .truth = true, .get = get_switch<reuse_multicast_port>, .set = set_switch<reuse_multicast_port>},
    {.name = SO_CONNECT_TIME, .form = four_bytes, .kinds = streams, .get = get_connect_time},
    {.name = SO_UPDATE_ACCEPT_CONTEXT, .form = bytes, .kinds = streams, .set_bytes = update_accept_context},
    {.name = SO_UPDATE_CONNECT_CONTEXT, .form = bytes, .kinds = streams, .set_bytes = update_connect_context},
};

}  // namespace

std::span<const option_row> socket_level_options() noexcept { return rows; }

}  // namespace loopsock::compat
