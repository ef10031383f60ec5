// exports_winmm: what GetProcAddress finds in winmm: the multimedia clock.
#include <mmsystem.h>

#include "compat/win32/exports.hpp"

namespace loopsock::compat {
namespace {

// clang-format off
const module_export list[] = {
    LOOPSOCK_EXPORT(timeBeginPeriod),
    LOOPSOCK_EXPORT(timeEndPeriod),
    LOOPSOCK_EXPORT(timeGetTime),
};
// clang-format on

}  // namespace

std::span<const module_export> winmm_exports() noexcept { return list; }

}  // namespace loopsock::compat
