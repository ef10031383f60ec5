// exports: which functions this library has, by the module in which Windows has them. GetProcAddress reads these lists.
//
// Each list is a file of its own, exports_<module>.cpp, in the order of the alphabet. Every function that a public header declares is in
// one of them, but for those of the C library and <strsafe.h>, which Windows has in other modules or in none (tests/win32/exports.sh
// looks).
//
// Threads  any; the lists are constants.
#pragma once

#include <windows.h>

#include <span>

namespace loopsock::compat {

struct module_export {
  const char* name;
  FARPROC function;
};

std::span<const module_export> ws2_32_exports() noexcept;
std::span<const module_export> mswsock_exports() noexcept;
std::span<const module_export> kernel32_exports() noexcept;
std::span<const module_export> ntdll_exports() noexcept;
std::span<const module_export> iphlpapi_exports() noexcept;
std::span<const module_export> winmm_exports() noexcept;
std::span<const module_export> user32_exports() noexcept;

/// A function as GetProcAddress hands it out. (The way over void (*)() is the one that compilers take without asking back.)
template <class Function>
FARPROC found(Function* function) noexcept {
  return reinterpret_cast<FARPROC>(reinterpret_cast<void (*)()>(function));
}

}  // namespace loopsock::compat

/// An entry of a list: the name, and the function of that name. The second form is for names that C++ sources see overloaded.
// clang-format off
#define LOOPSOCK_EXPORT(name) { #name, loopsock::compat::found(&::name) }
#define LOOPSOCK_EXPORT_AS(name, type) { #name, loopsock::compat::found<type>(&::name) }
// clang-format on
