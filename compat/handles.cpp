#include "compat/handles.hpp"

#include "compat/callback_guard.hpp"
#include "compat/duplicates.hpp"
#include "compat/error_map.hpp"
#include "compat/last_error.hpp"
#include "compat/socket_check.hpp"
#include "compat/startup.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock::compat {

open_socket find_quietly(SOCKET s) noexcept {
  if (!started()) return {};
  const std::uint64_t number = any_duplicates() ? original_of(s) : s;
  socket* const slot = sockets().find(number);
  return slot == nullptr ? open_socket{} : open_socket{slot, static_cast<handle>(number)};
}

open_socket find(SOCKET s, std::source_location where) noexcept {
  note_socket(s, where);
  if (!started()) {
    set_error(WSANOTINITIALISED, where);
    return {};
  }
  if (in_callback()) {
    set_error(WSAEINPROGRESS, where);
    return {};
  }
  const open_socket one = find_quietly(s);
  if (!one) set_error(WSAENOTSOCK, where);
  return one;
}

bool facts_of(const open_socket& one, socket_facts& out) noexcept {
  socket_options ignored;
  const error failed = one->options(one.number, ignored, out);
  if (failed != error::none) fail(failed);
  return failed == error::none;
}

bool is_open_socket(SOCKET s) noexcept { return static_cast<bool>(find_quietly(s)); }

}  // namespace loopsock::compat
