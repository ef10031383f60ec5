// exports_user32: what GetProcAddress finds in user32: printing, and windows that cannot be made.
#include <winuser.h>

#include "compat/win32/exports.hpp"

namespace loopsock::compat {
namespace {

// clang-format off
const module_export list[] = {
    LOOPSOCK_EXPORT(CreateWindowExA),
    LOOPSOCK_EXPORT(DefWindowProcA),
    LOOPSOCK_EXPORT(DestroyWindow),
    LOOPSOCK_EXPORT(DispatchMessageA),
    LOOPSOCK_EXPORT(GetMessageA),
    LOOPSOCK_EXPORT(LoadCursorA),
    LOOPSOCK_EXPORT(LoadIconA),
    LOOPSOCK_EXPORT(MsgWaitForMultipleObjects),
    LOOPSOCK_EXPORT(PeekMessageA),
    LOOPSOCK_EXPORT(RegisterClassExA),
    LOOPSOCK_EXPORT(TranslateMessage),
    LOOPSOCK_EXPORT(wsprintfA),
    LOOPSOCK_EXPORT(wsprintfW),
    LOOPSOCK_EXPORT(wvsprintfA),
    LOOPSOCK_EXPORT(wvsprintfW),
};
// clang-format on

}  // namespace

std::span<const module_export> user32_exports() noexcept { return list; }

}  // namespace loopsock::compat
