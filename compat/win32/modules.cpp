// modules: LoadLibrary, GetProcAddress and their kin.
#include <windows.h>

#include <unistd.h>

#include <algorithm>
#include <source_location>
#include <string>
#include <string_view>

#include "compat/memory_probe.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/win32/failing.hpp"
#include "compat/win32/handing_out.hpp"
#include "compat/win32/module_names.hpp"

namespace loopsock::compat {
namespace {

HMODULE refuse_module(int error, std::source_location where) noexcept {
  set_error(error, where);
  return nullptr;
}

HMODULE find(const char* name, std::source_location where) noexcept {
  const module_entry* const module = find_module(name);
  return module != nullptr ? handle_of(*module) : refuse_module(ERROR_MOD_NOT_FOUND, where);
}

HMODULE find(const wchar_t* name, std::source_location where) noexcept {
  return or_out_of_memory(HMODULE{}, [&] { return find(narrow(name).c_str(), where); });
}

template <class Char>
HMODULE get(const Char* name, std::source_location where = std::source_location::current()) noexcept {
  return name == nullptr ? handle_of(program_module()) : find(name, where);
}

template <class Char>
HMODULE load(const Char* name, std::source_location where = std::source_location::current()) noexcept {
  return name == nullptr ? refuse_module(ERROR_INVALID_PARAMETER, where) : find(name, where);
}

template <class Char>
BOOL get_checked(DWORD flags, const Char* name, HMODULE* module,
                 std::source_location where = std::source_location::current()) noexcept {
  constexpr DWORD known = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT |
                          GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS;
  if (module == nullptr || (flags & ~known) != 0) return refuse(ERROR_INVALID_PARAMETER, where);
  const bool by_address = (flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS) != 0;
  *module = by_address ? handle_of(program_module()) : get(name, where);
  return *module != nullptr ? TRUE : FALSE;
}

std::string program_path() {
  std::string path(64, '\0');
  for (;;) {
    const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
    if (length < 0) return {};
    const auto used = static_cast<std::size_t>(length);
    if (used < path.size()) return path.substr(0, used);
    path.resize(2 * path.size());
  }
}

template <class Char>
DWORD give_path(HMODULE module, Char* path, DWORD room,
                std::source_location where = std::source_location::current()) noexcept {
  if (module != nullptr && module_of(module) == nullptr) return static_cast<DWORD>(refuse(ERROR_MOD_NOT_FOUND, where));
  if (path == nullptr || room == 0) return static_cast<DWORD>(refuse(ERROR_INSUFFICIENT_BUFFER, where));
  return or_out_of_memory(DWORD{0}, [&] {
    const std::basic_string<Char> whole = in_alphabet(program_path(), Char());
    const auto length = static_cast<DWORD>(std::min<std::size_t>(whole.size(), room - 1));
    std::copy_n(whole.data(), length, path);
    path[length] = 0;
    set_last_error(length < whole.size() ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS);
    return length < whole.size() ? room : length;
  });
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

HMODULE WINAPI GetModuleHandleA(LPCSTR name) { return get(name); }
HMODULE WINAPI GetModuleHandleW(LPCWSTR name) { return get(name); }
BOOL WINAPI GetModuleHandleExA(DWORD flags, LPCSTR name, HMODULE* module) { return get_checked(flags, name, module); }
BOOL WINAPI GetModuleHandleExW(DWORD flags, LPCWSTR name, HMODULE* module) { return get_checked(flags, name, module); }

HMODULE WINAPI LoadLibraryA(LPCSTR name) { return load(name); }
HMODULE WINAPI LoadLibraryW(LPCWSTR name) { return load(name); }
HMODULE WINAPI LoadLibraryExA(LPCSTR name, HANDLE, DWORD) { return load(name); }
HMODULE WINAPI LoadLibraryExW(LPCWSTR name, HANDLE, DWORD) { return load(name); }

BOOL WINAPI FreeLibrary(HMODULE module) { return module_of(module) != nullptr ? TRUE : refuse(ERROR_MOD_NOT_FOUND); }
void WINAPI FreeLibraryAndExitThread(HMODULE, DWORD code) { ExitThread(code); }

FARPROC WINAPI GetProcAddress(HMODULE handle, LPCSTR name) {
  const module_entry* const module = handle == nullptr ? &program_module() : module_of(handle);
  if (module == nullptr) {
    set_error(ERROR_MOD_NOT_FOUND);
    return nullptr;
  }
  if (!nowhere(name))  // a small number is an ordinal
    for (const module_export& e : module->exports())
      if (std::string_view(e.name) == name) return e.function;
  set_error(ERROR_PROC_NOT_FOUND);
  return nullptr;
}

DWORD WINAPI GetModuleFileNameA(HMODULE module, LPSTR path, DWORD room) { return give_path(module, path, room); }
DWORD WINAPI GetModuleFileNameW(HMODULE module, LPWSTR path, DWORD room) { return give_path(module, path, room); }

}  // extern "C"
