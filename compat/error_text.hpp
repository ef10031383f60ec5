// error_text: a sentence for each Winsock error, for gai_strerror and for whoever formats messages.
//
// Threads  any; the texts are static.
#pragma once

namespace loopsock::compat {

/// What `error` (a WSAE… number, a WSA… number of name resolution, or 0) means; a text that says so when it is none of them.
const char* error_text(int error) noexcept;
/// Whether error_text knows it.
bool has_error_text(int error) noexcept;

}  // namespace loopsock::compat
