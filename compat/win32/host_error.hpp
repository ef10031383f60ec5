// host_error: the operating system's errno as a Win32 error.
//
// Threads  pure functions.
#pragma once

namespace loopsock::compat {

/// ERROR_…; ERROR_GEN_FAILURE for what has no counterpart.
int win32_error(int host_error) noexcept;

}  // namespace loopsock::compat
