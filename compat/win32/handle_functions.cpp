// handle_functions: CloseHandle, DuplicateHandle and what else is done with any handle (win32_handles.h).
#include <windows.h>

#include "compat/win32/failing.hpp"
#include "compat/win32/foreign_handles.hpp"
#include "compat/win32/handle_table.hpp"
#include "compat/win32/object.hpp"

namespace loopsock::compat {
namespace {

constexpr std::uint8_t known_flags = HANDLE_FLAG_INHERIT | HANDLE_FLAG_PROTECT_FROM_CLOSE;

std::uint64_t number_of(HANDLE handle) noexcept { return reinterpret_cast<std::uintptr_t>(handle); }

bool is_protected(HANDLE handle) noexcept {
  std::uint8_t flags = 0;
  return handles().flags(number_of(handle), flags) && (flags & HANDLE_FLAG_PROTECT_FROM_CLOSE) != 0;
}

bool is_process(HANDLE handle) noexcept {
  const ref<kernel_object> found = find_object(handle);
  return found && found->kind() == object_kind::process;
}

BOOL close(HANDLE handle, std::source_location where = std::source_location::current()) noexcept {
  if (is_protected(handle)) return refuse(ERROR_INVALID_HANDLE, where);
  if (close_handle(handle)) return TRUE;
  const foreign_handles* const theirs = foreign(handle);
  return theirs != nullptr ? theirs->close(number_of(handle)) : refuse(ERROR_INVALID_HANDLE, where);
}

HANDLE duplicate(HANDLE source, std::source_location where = std::source_location::current()) noexcept {
  if (ref<kernel_object> object = find_object(source)) {
    const HANDLE second = open_handle(std::move(object));
    return second != nullptr ? second : refuse_handle(ERROR_NOT_ENOUGH_MEMORY, where);
  }
  const foreign_handles* const theirs = foreign(source);
  return theirs != nullptr ? theirs->duplicate(number_of(source)) : refuse_handle(ERROR_INVALID_HANDLE, where);
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

BOOL WINAPI CloseHandle(HANDLE handle) { return loopsock::compat::close(handle); }

BOOL WINAPI DuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process, LPHANDLE target, DWORD, BOOL,
                            DWORD options) {
  using namespace loopsock::compat;
  const bool closes = (options & DUPLICATE_CLOSE_SOURCE) != 0;
  if (!is_process(source_process)) return refuse(ERROR_INVALID_HANDLE);
  const bool wanted = target != nullptr || !closes;
  if (wanted && target == nullptr) return refuse(ERROR_INVALID_PARAMETER);
  if (wanted && !is_process(target_process)) return refuse(ERROR_INVALID_HANDLE);
  const HANDLE second = wanted ? duplicate(source) : nullptr;
  const DWORD why = wanted && second == nullptr ? GetLastError() : 0;
  if (closes && close(source) == FALSE && why == 0) return FALSE;
  if (why != 0) return refuse(static_cast<int>(why));
  if (target != nullptr) *target = second;
  return TRUE;
}

BOOL WINAPI GetHandleInformation(HANDLE handle, LPDWORD flags) {
  using namespace loopsock::compat;
  if (flags == nullptr) return refuse(ERROR_INVALID_PARAMETER);
  std::uint8_t kept = 0;
  if (!handles().flags(number_of(handle), kept) && foreign(handle) == nullptr) return refuse(ERROR_INVALID_HANDLE);
  *flags = kept;
  return TRUE;
}

BOOL WINAPI SetHandleInformation(HANDLE handle, DWORD mask, DWORD flags) {
  using namespace loopsock::compat;
  if ((mask & ~DWORD{known_flags}) != 0) return refuse(ERROR_INVALID_PARAMETER);
  if (handles().set_flags(number_of(handle), static_cast<std::uint8_t>(mask), static_cast<std::uint8_t>(flags)))
    return TRUE;
  return foreign(handle) != nullptr ? TRUE : refuse(ERROR_INVALID_HANDLE);
}

BOOL WINAPI CompareObjectHandles(HANDLE one, HANDLE other) {
  using namespace loopsock::compat;
  const ref<kernel_object> first = find_object(one);
  const ref<kernel_object> second = find_object(other);
  if (!first || !second) return refuse(ERROR_INVALID_HANDLE);
  return first.get() == second.get() ? TRUE : refuse(ERROR_NOT_SAME_OBJECT);
}

}  // extern "C"
