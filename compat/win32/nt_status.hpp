// nt_status: NTSTATUS codes as Win32 errors.
//
// Threads  pure functions.
#pragma once

#include <cstdint>

namespace loopsock::compat {

/// ERROR_…, or ERROR_MR_MID_NOT_FOUND.
std::uint32_t error_of_status(std::int32_t status) noexcept;

}  // namespace loopsock::compat
