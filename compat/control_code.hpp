// control_code: what WSAIoctl, WSPIoctl and ioctlsocket know of each control code, one row per code.
//
// ioctl.cpp looks at what is the same for all (the socket, where the count of bytes goes, overlapped calls) and calls the
// row's function, which looks at its own buffers. Nothing of the caller's is written unless the function says so.
//
// Threads  any; the tables are constant.
#pragma once

#include <winsock2.h>

#include <cstring>
#include <span>

#include "compat/handles.hpp"
#include "compat/memory_probe.hpp"

namespace loopsock::compat {

struct control_call {
  const open_socket& one;
  SOCKET name;  // as the application calls it, duplicates too
  const void* in;
  DWORD in_bytes;
  void* out;
  DWORD out_bytes;
  DWORD returned = 0;          // what *lpcbBytesReturned becomes, also when the call fails
  bool keep_returned = false;  // Windows leaves it alone in some failures
  bool own_buffers = false;    // in and out are ours and need no probing
};

/// 0 or a Winsock error.
using control_function = int (*)(control_call&);

struct control_row {
  DWORD code;
  control_function run;
  // It waits for something that never happens here. So a call that waits ends with the socket, and an overlapped one would pend until
  // then or until it is cancelled; `run` itself waits.
  bool awaits_change = false;
};

std::span<const control_row> basic_codes() noexcept;      // FIONBIO, FIONREAD, SIOCATMARK
std::span<const control_row> setting_codes() noexcept;    // settings of a socket
std::span<const control_row> query_codes() noexcept;      // handles, functions, addresses
std::span<const control_row> multicast_codes() noexcept;  // filters of a group's sources
std::span<const control_row> change_codes() noexcept;     // notices of changes
std::span<const control_row> tcp_codes() noexcept;        // what is known of a connection
int run_fast_path_code(control_call& call);               // SIO_LOOPBACK_FAST_PATH

/// The row of a code; nullptr when there is none.
const control_row* find_control(DWORD code) noexcept;

/// The call once find() has been through: everything but the pointers that WSAIoctl alone has. 0 or a Winsock error.
int run_control(DWORD code, control_call& call);

/// Reads a structure from the input buffer. 0, or WSAEFAULT: too short, or not there.
template <class Value>
int take_input(const control_call& call, Value& value) noexcept {
  if (call.in_bytes < sizeof value || !(call.own_buffers || readable(call.in, call.in_bytes))) return WSAEFAULT;
  std::memcpy(&value, call.in, sizeof value);
  return 0;
}

/// Writes a value as the output. 0, or WSAEFAULT.
template <class Value>
int give_output(control_call& call, const Value& value) noexcept {
  if (call.out_bytes < sizeof value || !(call.own_buffers || writable(call.out, sizeof value))) return WSAEFAULT;
  std::memcpy(call.out, &value, sizeof value);
  call.returned = static_cast<DWORD>(sizeof value);
  return 0;
}

}  // namespace loopsock::compat
