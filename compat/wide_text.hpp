// wide_text: between the two kinds of strings that every Winsock function with an A and a W has.
//
// Narrow text is UTF-8, whatever the locale says. A WCHAR holds a whole code point where wchar_t has 32 bits and a UTF-16
// unit where it has 16; surrogate pairs are understood in both.
//
// Threads  pure functions.
// Memory   what is returned belongs to the caller; std::bad_alloc when there is none.
#pragma once

#include <string>
#include <string_view>

namespace loopsock::compat {

/// To UTF-8. What is no character becomes U+FFFD.
std::string narrow(std::wstring_view text);
/// From UTF-8. A byte that cannot stand where it stands becomes U+FFFD.
std::wstring widen(std::string_view text);

}  // namespace loopsock::compat
