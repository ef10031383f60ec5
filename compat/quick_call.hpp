// quick_call: the usual case of send, recv and their like: Winsock is started, the thread is in no callback, no duplicates exist, the memory is
// somewhere, and the socket's quick path (stack/socket/quick_data.hpp) takes it. All else is left to the call's usual way, which finds out what is
// wrong and says so.
//
// Threads  any.
#pragma once

#include <winsock2.h>

#include "compat/callback_guard.hpp"
#include "compat/duplicates.hpp"
#include "compat/last_error.hpp"
#include "compat/startup.hpp"
#include "stack/socket/quick_data.hpp"
#include "stack/socket/socket_lookup.hpp"

namespace loopsock::compat {

/// The slot, whosever it is: send_quickly() and receive_quickly() compare.
inline socket* find_usual(SOCKET s) noexcept {
  const bool usual = started() && !in_callback() && !any_duplicates();
  return usual ? sockets().find_slot(s) : nullptr;
}

/// True: all is sent, and the last error is 0.
inline bool send_usual(SOCKET s, const char* memory, std::size_t bytes) noexcept {
  if (memory == nullptr || bytes == 0) return false;
  socket* const at = find_usual(s);
  if (at == nullptr) return false;
  if (!at->send_quickly(static_cast<handle>(s), {reinterpret_cast<const std::byte*>(memory), bytes})) return false;
  set_last_error(0);
  return true;
}

/// How much was received, with the last error 0; or 0. `looked`: for socket::receive().
inline std::size_t receive_usual(SOCKET s, char* memory, std::size_t bytes, bool& looked) noexcept {
  if (memory == nullptr || bytes == 0) return 0;
  socket* const at = find_usual(s);
  if (at == nullptr) return 0;
  const std::size_t count =
      at->receive_quickly(static_cast<handle>(s), {reinterpret_cast<std::byte*>(memory), bytes}, looked);
  if (count != 0) set_last_error(0);
  return count;
}

}  // namespace loopsock::compat
