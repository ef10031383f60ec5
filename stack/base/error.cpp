// error: the names, for traces and texts.
#include <loopsock/error.hpp>

namespace loopsock {

const char* name_of(error e) noexcept {
  switch (e) {
    case error::none: return "none";
    case error::would_block: return "would_block";
    case error::io_pending: return "io_pending";
    case error::aborted: return "aborted";
    case error::interrupted: return "interrupted";
    case error::in_progress: return "in_progress";
    case error::already_in_progress: return "already_in_progress";
    case error::not_a_socket: return "not_a_socket";
    case error::destination_required: return "destination_required";
    case error::message_too_long: return "message_too_long";
    case error::wrong_protocol_type: return "wrong_protocol_type";
    case error::no_such_option: return "no_such_option";
    case error::protocol_not_supported: return "protocol_not_supported";
    case error::socket_type_not_supported: return "socket_type_not_supported";
    case error::not_supported: return "not_supported";
    case error::family_not_supported: return "family_not_supported";
    case error::address_in_use: return "address_in_use";
    case error::address_not_available: return "address_not_available";
    case error::network_down: return "network_down";
    case error::network_unreachable: return "network_unreachable";
    case error::host_unreachable: return "host_unreachable";
    case error::connection_aborted: return "connection_aborted";
    case error::connection_reset: return "connection_reset";
    case error::connection_refused: return "connection_refused";
    case error::no_buffers: return "no_buffers";
    case error::already_connected: return "already_connected";
    case error::not_connected: return "not_connected";
    case error::shut_down: return "shut_down";
    case error::timed_out: return "timed_out";
    case error::access_denied: return "access_denied";
    case error::bad_address: return "bad_address";
    case error::invalid_argument: return "invalid_argument";
    case error::too_many_sockets: return "too_many_sockets";
    case error::not_initialised: return "not_initialised";
  }
  return "unknown";
}

}  // namespace loopsock
