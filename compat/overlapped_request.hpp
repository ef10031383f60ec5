// overlapped_request: what a call was given to be told by when it ends, and whether that makes it an overlapped operation.
//
// A socket that was made without WSA_FLAG_OVERLAPPED ignores all of it, and so does every call without a structure: the call waits like any
// other. Blocking mode has nothing to do with it.
//
// Threads  any.
#pragma once

#include <winsock2.h>
#include <ws2spi.h>

#include "compat/handles.hpp"

namespace loopsock::compat {

struct overlapped_request {
  WSAOVERLAPPED* structure = nullptr;
  LPWSAOVERLAPPED_COMPLETION_ROUTINE routine = nullptr;
  // WSP calls: the thread whose completion routine it is, and that it comes by the provider's upcall.
  const WSATHREADID* thread = nullptr;
  // ReadFileEx and WriteFileEx: in place of `routine`.
  LPOVERLAPPED_COMPLETION_ROUTINE file_routine = nullptr;

  [[nodiscard]] bool has_routine() const noexcept { return routine != nullptr || file_routine != nullptr; }
};

inline bool runs_overlapped(const open_socket& one, const overlapped_request& request) noexcept {
  return request.structure != nullptr && one->made_overlapped();
}

/// A call on a socket without the attribute is over: data calls leave their outcome in the structure all the same. `error` is 0 or Winsock's.
void fill_ignored(WSAOVERLAPPED* structure, int error, std::size_t bytes) noexcept;

}  // namespace loopsock::compat
