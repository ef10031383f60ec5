// standard_streams: handles of what the process reads from and prints to.
#include <windows.h>

#include <unistd.h>

#include <array>
#include <mutex>
#include <new>

#include "compat/win32/failing.hpp"
#include "compat/win32/file.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {
namespace {

constinit host::spin_mutex lock;
constinit std::array<HANDLE, 3> opened{};  // by descriptor, under the lock

HANDLE open_stream(int descriptor) noexcept {
  file_object::properties how;
  how.readable = descriptor == STDIN_FILENO;
  how.writable = !how.readable;
  how.borrowed = true;
  auto file = ref<file_object>::adopt(new (std::nothrow) file_object(descriptor, std::move(how)));
  return file ? open_handle(std::move(file)) : nullptr;
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

HANDLE WINAPI GetStdHandle(DWORD which) {
  const DWORD index = STD_INPUT_HANDLE - which;
  if (index >= opened.size()) {
    set_error(ERROR_INVALID_PARAMETER);
    return INVALID_HANDLE_VALUE;
  }
  const std::lock_guard guard(lock);
  HANDLE& handle = opened[index];
  if (handle == nullptr) handle = open_stream(static_cast<int>(index));
  return handle;
}

}  // extern "C"
