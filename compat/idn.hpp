// idn: names with letters beyond ASCII, as the DNS knows them (RFC 3490, 3492).
//
//   bücher.example  ─►  xn--bcher-kva.example
//
// Of the preparation of RFC 3491 only what is commonest is done: small letters of the Latin, Greek and Cyrillic alphabets, and the full
// stops of East Asia as dots.
//
// Threads  pure functions.
// Memory   what is returned belongs to the caller; std::bad_alloc when there is none.
#pragma once

#include <string>
#include <string_view>

namespace loopsock::compat {

/// `name` is UTF-8. The name itself where it is ASCII, or where a label cannot be encoded (longer than 63, no character at all).
std::string idn_encoded(std::string_view name);

}  // namespace loopsock::compat
