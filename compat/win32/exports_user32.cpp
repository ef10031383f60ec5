// exports_user32: what GetProcAddress finds in user32: printing, the only part of it that needs no window.
#include <windows.h>

#include "compat/win32/exports.hpp"

namespace loopsock::compat {
namespace {

// clang-format off
const module_export list[] = {
    LOOPSOCK_EXPORT(wsprintfA),
    LOOPSOCK_EXPORT(wsprintfW),
    LOOPSOCK_EXPORT(wvsprintfA),
    LOOPSOCK_EXPORT(wvsprintfW),
};
// clang-format on

}  // namespace

std::span<const module_export> user32_exports() noexcept { return list; }

}  // namespace loopsock::compat
