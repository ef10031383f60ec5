// system_text: a sentence for each error number that this library gives: Winsock's from error_text, Win32's from a table beside this file.
//
// Threads  any; the texts are static.
#pragma once

#include <cstdint>

namespace loopsock::compat {

/// nullptr: not a number of ours. An HRESULT of a Win32 error is taken for that error.
const char* system_text(std::uint32_t error) noexcept;

}  // namespace loopsock::compat
