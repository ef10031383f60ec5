// windows_format: a printf format of Windows in the words of this C library.
//
//   %lu %ld %lx …   32 bits on Windows: the l goes
//   %Iu %Ix %Ip …   as wide as a pointer: z
//   %I64u %I32u     ll, nothing
//   %S              the other width of text: ls
#pragma once

#include <string>

namespace conformance {

std::string from_windows_format(const char* format);

}  // namespace conformance
