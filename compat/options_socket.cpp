// options_socket: the options of SOL_SOCKET.
//
// SO_SNDLOWAT and SO_RCVLOWAT answer WSAEINVAL, as Microsoft's page says Windows does since Vista. SO_ERROR tells why a connect
// failed and goes on telling it until the next one succeeds: Windows does not clear it by reading, whatever BSD does.
//
// Threads  see option_table.hpp.
#include <mswsock.h>
#include <winsock2.h>

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
  out = 0;  // there are no groups
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
  out = 0xffffffff;  // not connected, as a datagram socket never is in this sense
  if (state.facts.state != socket_state::connected) return 0;
  const auto since = host::now() - state.facts.connected_at;
  out = static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(since).count());
  return 0;
}

using enum kept;
using enum value_form;

constexpr option_row rows[] = {
    truth<&options::debug>(SO_DEBUG, short_ok, all_kinds),
    {.name = SO_ACCEPTCONN, .form = short_ok, .kinds = streams, .truth = true, .get = get_listening},
    {.name = SO_REUSEADDR,
     .form = short_ok,
     .kinds = all_kinds,
     .truth = true,
     .get = get_member<&options::reuse_address>,
     .set = set_reuse},
    {.name = SO_EXCLUSIVEADDRUSE,
     .form = short_ok,
     .kinds = all_kinds,
     .truth = true,
     .when = moment::before_bind,
     .get = get_member<&options::exclusive_address>,
     .set = set_exclusive},
    truth<&options::keep_alive>(SO_KEEPALIVE, one_byte, streams),
    truth<&options::dont_route>(SO_DONTROUTE, one_byte, all_kinds),
    truth<&options::broadcast>(SO_BROADCAST, short_ok, messages),
    truth<&options::use_loopback>(SO_USELOOPBACK, short_ok, all_kinds),
    {.name = SO_LINGER, .form = four_bytes, .kinds = streams, .clears = true, .get = get_linger, .set = set_linger},
    {.name = SO_DONTLINGER,
     .form = short_ok,
     .kinds = streams,
     .truth = true,
     .get = get_no_linger,
     .set = set_no_linger},
    truth<&options::urgent_inline>(SO_OOBINLINE, short_ok, streams),
    {.name = SO_SNDBUF,
     .form = four_bytes,
     .kinds = all_kinds,
     .clears = true,
     .get = get_member<&options::send_buffer>,
     .set = set_member<&options::send_buffer>},
    {.name = SO_RCVBUF,
     .form = four_bytes,
     .kinds = all_kinds,
     .clears = true,
     .get = get_member<&options::receive_buffer>,
     .set = set_member<&options::receive_buffer>},
    {.name = SO_SNDLOWAT, .form = four_bytes, .kinds = all_kinds, .get = refuse_reading, .set = refuse_setting},
    {.name = SO_RCVLOWAT, .form = four_bytes, .kinds = all_kinds, .get = refuse_reading, .set = refuse_setting},
    number<&options::send_timeout_ms>(SO_SNDTIMEO, all_kinds),
    number<&options::receive_timeout_ms>(SO_RCVTIMEO, all_kinds),
    {.name = SO_ERROR, .form = four_bytes, .kinds = all_kinds, .get = get_error, .set = set_error_kept},
    {.name = SO_TYPE, .form = four_bytes, .kinds = all_kinds, .get = get_type},
    {.name = SO_BSP_STATE, .form = bytes, .kinds = all_kinds, .get_bytes = get_state_of_socket},
    {.name = SO_GROUP_ID, .form = four_bytes, .kinds = all_kinds, .get = get_group},
    number<&options::group_priority>(SO_GROUP_PRIORITY, all_kinds),
    {.name = SO_MAX_MSG_SIZE, .form = four_bytes, .kinds = all_kinds, .get = get_largest_message},
    {.name = SO_PROTOCOL_INFOA, .form = bytes, .kinds = all_kinds, .get_bytes = get_protocol_info_a},
    {.name = SO_PROTOCOL_INFOW, .form = bytes, .kinds = all_kinds, .get_bytes = get_protocol_info_w},
    {.name = SO_CONDITIONAL_ACCEPT,
     .form = short_ok,
     .kinds = streams,
     .truth = true,
     .when = moment::before_listen,
     .get = get_member<&options::conditional_accept>,
     .set = set_member<&options::conditional_accept>},
    kept_truth<pause_accept>(SO_PAUSE_ACCEPT, streams),
    number<&options::compartment>(SO_COMPARTMENT_ID, all_kinds),
    truth<&options::randomize_port>(SO_RANDOMIZE_PORT, short_ok, all_kinds),
    {.name = SO_PORT_SCALABILITY,
     .form = short_ok,
     .kinds = all_kinds,
     .truth = true,
     .when = moment::before_bind,
     .get = get_member<&options::port_scalability>,
     .set = set_member<&options::port_scalability>},
    kept_truth<reuse_unicast_port>(SO_REUSE_UNICASTPORT, all_kinds),
    kept_truth<reuse_multicast_port>(SO_REUSE_MULTICASTPORT, messages),
    {.name = SO_CONNECT_TIME, .form = four_bytes, .kinds = all_kinds, .get = get_connect_time},
    {.name = SO_UPDATE_ACCEPT_CONTEXT, .form = bytes, .kinds = streams, .set_bytes = update_accept_context},
    {.name = SO_UPDATE_CONNECT_CONTEXT, .form = bytes, .kinds = streams, .set_bytes = update_connect_context},
};

}  // namespace

std::span<const option_row> socket_level_options() noexcept { return rows; }

}  // namespace loopsock::compat
