#include "compat/overlapped/cancelling.hpp"

#include <windows.h>

#include "compat/last_error.hpp"
#include "compat/overlapped/overlapped_call.hpp"
#include "compat/socket_side.hpp"
#include "compat/win32/thread.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock::compat {
namespace {

bool fits_call(const overlapped_call& call, const void* which) noexcept {
  return static_cast<const wanted_calls*>(which)->fits(call);
}

// Runs under the socket's locks.
bool fits_operation(const operation& op, const void* which) {
  const overlapped_call* const call = call_behind(op);
  return call != nullptr && fits_call(*call, which);
}

// This thread's: whether it has started anything that its end cancels.
thread_local constinit bool has_started = false;

void cancel_all_of(thread_object& ending) noexcept {
  if (!has_started) return;
  const wanted_calls its{.starter = ending.id(), .without_port = true};
  const std::uint32_t made = sockets().made();
  for (std::uint32_t i = 0; i < made; ++i) {
    socket& slot = sockets().slot_at(i);
    const open_socket one{&slot, slot.number()};
    // A socket that never had an overlapped call has no companion.
    if (one.number != 0 && slot.companion_here() != nullptr) cancel_calls(one, its);
  }
}

BOOL failed_with(int error) noexcept {
  set_error(error);
  return FALSE;
}

/// TRUE; or FALSE with the error `none`, unless that is 0: nothing was there to cancel.
BOOL cancel(HANDLE file, const wanted_calls& which, int none) noexcept {
  const open_socket one = find_quietly(reinterpret_cast<SOCKET>(file));
  // Operations on files end before their calls return, so there is never one.
  if (!one && !find_object(file)) return failed_with(ERROR_INVALID_HANDLE);
  const std::size_t count = one ? cancel_calls(one, which) : 0;
  return count != 0 || none == 0 ? TRUE : failed_with(none);
}

}  // namespace

bool wanted_calls::fits(const overlapped_call& call) const noexcept {
  return (structure == nullptr || call.structure() == structure) && (starter == 0 || call.starter() == starter) &&
         !(without_port && call.has_port());
}

std::size_t cancel_calls(const open_socket& one, const wanted_calls& which) noexcept {
  std::size_t count = one->cancel_if(one.number, fits_operation, &which, error::aborted);
  if (socket_side* const side = socket_side::here(one)) {
    count += side->waiting().cancel_if(one.number, fits_call, &which);
  }
  return count;
}

void note_start_of_this_thread() noexcept {
  if (!has_started) has_started = at_thread_exit(cancel_all_of);
}

}  // namespace loopsock::compat

extern "C" {

BOOL WINAPI CancelIo(HANDLE file) {
  using namespace loopsock::compat;
  thread_object* const thread = this_thread_object();
  if (thread == nullptr) return failed_with(ERROR_NOT_ENOUGH_MEMORY);
  return cancel(file, {.starter = thread->id()}, 0);
}

BOOL WINAPI CancelIoEx(HANDLE file, LPOVERLAPPED overlapped) {
  return loopsock::compat::cancel(file, {.structure = overlapped}, ERROR_NOT_FOUND);
}

}  // extern "C"
