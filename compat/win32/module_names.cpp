#include "compat/win32/module_names.hpp"

#include <algorithm>
#include <array>

namespace loopsock::compat {
namespace {

std::span<const module_export> nothing() noexcept { return {}; }

// wsock32 is Winsock 1.1's module, whose functions are all in the other one; kernelbase is where Windows keeps kernel32's in truth.
constexpr std::array modules{
    module_entry{"", nothing},
    module_entry{"ws2_32", ws2_32_exports},
    module_entry{"wsock32", ws2_32_exports},
    module_entry{"mswsock", mswsock_exports},
    module_entry{"kernel32", kernel32_exports},
    module_entry{"kernelbase", kernel32_exports},
    module_entry{"ntdll", ntdll_exports},
    module_entry{"iphlpapi", iphlpapi_exports},
    module_entry{"winmm", winmm_exports},
    module_entry{"user32", user32_exports},
};

char small(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool same(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return small(x) == small(y); });
}

std::string_view without_folder_and_ending(std::string_view name) noexcept {
  constexpr std::string_view ending = ".dll";
  name.remove_prefix(name.find_last_of("/\\") + 1);  // npos + 1 is 0
  if (name.size() > ending.size() && same(name.substr(name.size() - ending.size()), ending))
    name.remove_suffix(ending.size());
  return name;
}

}  // namespace

const module_entry& program_module() noexcept { return modules.front(); }

const module_entry* find_module(std::string_view name) noexcept {
  const std::string_view plain = without_folder_and_ending(name);
  if (plain.empty()) return nullptr;
  const auto found = std::find_if(modules.begin(), modules.end(), [&](const auto& m) { return same(m.name, plain); });
  return found == modules.end() ? nullptr : found;
}

HMODULE handle_of(const module_entry& module) noexcept {
  return reinterpret_cast<HMODULE>(const_cast<module_entry*>(&module));
}

const module_entry* module_of(HMODULE handle) noexcept {
  const auto found =
      std::find_if(modules.begin(), modules.end(), [&](const auto& m) { return handle_of(m) == handle; });
  return found == modules.end() ? nullptr : found;
}

}  // namespace loopsock::compat
