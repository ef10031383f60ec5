// module_names: from what a program calls a module to its list of functions.
//
// Threads  any.
#pragma once

#include <windows.h>

#include <span>
#include <string_view>

#include "compat/win32/exports.hpp"

namespace loopsock::compat {

struct module_entry {
  std::string_view name;  // small letters, without .dll; empty: the program itself
  std::span<const module_export> (*exports)() noexcept;
};

/// The program, of which GetModuleHandle(NULL) tells.
const module_entry& program_module() noexcept;
/// "ws2_32", "WS2_32.DLL", "C:\Windows\System32\ws2_32.dll"; nullptr for what is none of ours.
const module_entry* find_module(std::string_view name) noexcept;

HMODULE handle_of(const module_entry& module) noexcept;
/// nullptr: no handle of ours.
const module_entry* module_of(HMODULE handle) noexcept;

}  // namespace loopsock::compat
