// cancelling: ending operations before their time: CancelIo, CancelIoEx, and the end of the thread that started them.
//
// What is cancelled ends in the usual way, with WSA_OPERATION_ABORTED and the number of bytes that it had moved by then; an operation that
// ends this very moment ends as it would have. Either way it ends once: whoever takes it out of its line ends it.
//
// The operations of a thread that ends are cancelled, as Windows does, except on sockets that are associated with a completion port: those
// belong to no thread.
//
// Threads  any.
#pragma once

#include <cstddef>
#include <cstdint>

#include "compat/handles.hpp"

namespace loopsock::compat {

class overlapped_call;

/// Which of a socket's operations. A field that is not set picks all.
struct wanted_calls {
  const void* structure = nullptr;
  std::uint32_t starter = 0;  // a thread's Win32 number
  bool without_port = false;

  [[nodiscard]] bool fits(const overlapped_call& call) const noexcept;
};

/// Cancels them; how many.
std::size_t cancel_calls(const open_socket& one, const wanted_calls& which) noexcept;

/// The calling thread has started an operation that is not a port's: when it ends, somebody has to look.
void note_start_of_this_thread() noexcept;

}  // namespace loopsock::compat
