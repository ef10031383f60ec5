// message_template: FormatMessage's own little language, in which a message says where its inserts go.
//
//     "%1 of %2!d! bytes%n"     the first argument as text, the second as a number, a line break
//
// Threads  any.
// Memory   std::bad_alloc when there is none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace loopsock::compat {

/// How many arguments the inserts of `text` take.
int arguments_needed(const std::wstring& text);

/// `text` with its escapes resolved and, unless `keep_inserts`, its inserts filled in from `arguments`, which are as wide as a pointer
/// each. `wide` says what %1 without a format stands for.
std::wstring fill_in(const std::wstring& text, bool keep_inserts, bool wide,
                     const std::vector<std::uintptr_t>& arguments);

}  // namespace loopsock::compat
