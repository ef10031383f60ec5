// thread_functions: CreateThread and its family, with the C runtime's forms (win32_threads.h).
#include <windows.h>

#include <cerrno>

#include "compat/win32/failing.hpp"
#include "compat/win32/native_thread.hpp"
#include "compat/win32/thread.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

struct started_thread {
  HANDLE handle = nullptr;
  int error = ERROR_SUCCESS;
};

started_thread start_thread(const thread_start& start, DWORD flags, DWORD* id, bool closes_itself) noexcept {
  constexpr DWORD known = CREATE_SUSPENDED | STACK_SIZE_PARAM_IS_A_RESERVATION;
  if ((start.run == nullptr && start.run_without_code == nullptr) || (flags & ~known) != 0)
    return {.error = ERROR_INVALID_PARAMETER};
  const ref<thread_object> thread = make_thread(start);
  const HANDLE handle = open_handle(thread);
  if (handle == nullptr) return {.error = ERROR_NOT_ENOUGH_MEMORY};
  if (closes_itself) thread->close_at_end(handle);
  if (id != nullptr) *id = thread->id();
  if ((flags & CREATE_SUSPENDED) == 0 && thread->resume() == thread_object::no_thread) {
    close_handle(handle);
    return {.error = ERROR_NOT_ENOUGH_MEMORY};
  }
  return {.handle = handle};
}

// What the C runtime's forms leave in errno.
int errno_of(int error) noexcept { return error == ERROR_INVALID_PARAMETER ? EINVAL : EAGAIN; }

[[noreturn]] void end_with(DWORD code) {
  thread_object* const me = this_thread_object();
  if (me != nullptr) me->leave_code(code);
  end_native_thread();
}

// The thread, or nothing and ERROR_INVALID_HANDLE.
ref<thread_object> thread_of(HANDLE handle, std::source_location where = std::source_location::current()) noexcept {
  ref<thread_object> found = find_as<thread_object>(handle);
  if (!found) set_error(ERROR_INVALID_HANDLE, where);
  return found;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES, SIZE_T stack_bytes, LPTHREAD_START_ROUTINE start, LPVOID parameter,
                           DWORD flags, LPDWORD id) {
  using namespace loopsock::compat;
  const thread_start what{.run = start, .argument = parameter, .stack_bytes = stack_bytes};
  const started_thread made = start_thread(what, flags, id, false);
  return made.handle != nullptr ? made.handle : refuse_handle(made.error);
}

void WINAPI ExitThread(DWORD code) { loopsock::compat::end_with(code); }

uintptr_t _beginthread(void (*start)(void*), unsigned stack_bytes, void* parameter) {
  using namespace loopsock::compat;
  const thread_start what{.run_without_code = start, .argument = parameter, .stack_bytes = stack_bytes};
  const started_thread made = start_thread(what, 0, nullptr, true);
  if (made.handle != nullptr) return reinterpret_cast<uintptr_t>(made.handle);
  set_error(made.error);
  errno = errno_of(made.error);
  return ~uintptr_t{0};
}

uintptr_t _beginthreadex(void*, unsigned stack_bytes, unsigned (*start)(void*), void* parameter, unsigned flags,
                         unsigned* id) {
  using namespace loopsock::compat;
  const thread_start what{.run = start, .argument = parameter, .stack_bytes = stack_bytes};
  const started_thread made = start_thread(what, flags, id, false);
  if (made.handle != nullptr) return reinterpret_cast<uintptr_t>(made.handle);
  set_error(made.error);
  errno = errno_of(made.error);
  return 0;
}

void _endthread(void) { loopsock::compat::end_with(0); }
void _endthreadex(unsigned code) { loopsock::compat::end_with(code); }

DWORD WINAPI ResumeThread(HANDLE thread) {
  using namespace loopsock::compat;
  const ref<thread_object> one = thread_of(thread);
  if (!one) return thread_object::no_thread;
  const DWORD before = one->resume();
  if (before == thread_object::no_thread) set_error(ERROR_NOT_ENOUGH_MEMORY);
  return before;
}

DWORD WINAPI SuspendThread(HANDLE thread) {
  using namespace loopsock::compat;
  const ref<thread_object> one = thread_of(thread);
  if (!one) return thread_object::no_thread;
  const DWORD before = one->suspend();
  if (before == thread_object::no_thread) set_error(ERROR_NOT_SUPPORTED);
  return before;
}

BOOL WINAPI GetExitCodeThread(HANDLE thread, LPDWORD code) {
  using namespace loopsock::compat;
  static_assert(thread_object::still_active == STILL_ACTIVE);
  const ref<thread_object> one = thread_of(thread);
  if (!one) return FALSE;
  if (code == nullptr) return refuse(ERROR_NOACCESS);
  *code = one->exit_code();
  return TRUE;
}

HANDLE WINAPI GetCurrentThread(void) { return reinterpret_cast<HANDLE>(~std::uintptr_t{1}); }

// The system's number stands in where there is no memory for an object.
DWORD WINAPI GetCurrentThreadId(void) {
  using namespace loopsock::compat;
  const thread_object* const me = this_thread_object();
  return me != nullptr ? me->id() : native_thread_id();
}

DWORD WINAPI GetThreadId(HANDLE thread) {
  using namespace loopsock::compat;
  const ref<thread_object> one = thread_of(thread);
  return one ? one->id() : 0;
}

HANDLE WINAPI OpenThread(DWORD, BOOL, DWORD id) {
  using namespace loopsock::compat;
  ref<thread_object> one = find_thread(id);
  if (!one) return refuse_handle(ERROR_INVALID_PARAMETER);
  const HANDLE handle = open_handle(std::move(one));
  return handle != nullptr ? handle : refuse_handle(ERROR_NOT_ENOUGH_MEMORY);
}

BOOL WINAPI SetThreadPriority(HANDLE thread, int priority) {
  using namespace loopsock::compat;
  const ref<thread_object> one = thread_of(thread);
  if (!one) return FALSE;
  one->set_priority(priority);
  return TRUE;
}

int WINAPI GetThreadPriority(HANDLE thread) {
  using namespace loopsock::compat;
  const ref<thread_object> one = thread_of(thread);
  return one ? one->priority() : THREAD_PRIORITY_ERROR_RETURN;
}

BOOL WINAPI SwitchToThread(void) {
  loopsock::host::waiting->yield();
  return TRUE;
}

}  // extern "C"
