// error_table: see the header. What an ERR_RST or ERR_ABRT means to a connection depends on its state as well; see
// tcp_stream_impl::failed_with().
#include "stack/lwip/error_table.hpp"

namespace loopsock::lwip {

error error_of(err_t code) noexcept {
  switch (code) {
    case ERR_OK: return error::none;
    case ERR_MEM: return error::no_buffers;
    case ERR_BUF: return error::no_buffers;
    case ERR_TIMEOUT: return error::timed_out;
    case ERR_RTE: return error::network_unreachable;
    case ERR_INPROGRESS: return error::in_progress;
    case ERR_VAL: return error::invalid_argument;
    case ERR_WOULDBLOCK: return error::would_block;
    case ERR_USE: return error::address_in_use;
    case ERR_ALREADY: return error::already_in_progress;
    case ERR_ISCONN: return error::already_connected;
    case ERR_CONN: return error::not_connected;
    case ERR_IF: return error::network_down;
    case ERR_ABRT: return error::connection_aborted;
    case ERR_RST: return error::connection_reset;
    case ERR_CLSD: return error::shut_down;
    default: return error::invalid_argument;
  }
}

}  // namespace loopsock::lwip
