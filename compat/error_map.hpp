// error_map: the stack's errors as Winsock numbers. The one place where the two meet.
//
// Threads  pure function; fail() writes the calling thread's last error.
#pragma once

#include <loopsock/error.hpp>
#include <source_location>

namespace loopsock::compat {

/// WSAE…; 0 for none.
int wsa_error(error e) noexcept;

/// Sets the thread's last error and returns SOCKET_ERROR, so that a call can end with it.
int fail(error e, std::source_location where = std::source_location::current()) noexcept;

/// Ends a call that returns 0 or SOCKET_ERROR. With none, finish() sets the last error to 0, which is what Windows is known to do in
/// most calls; done() leaves it as it was.
int finish(error e, std::source_location where = std::source_location::current()) noexcept;
int done(error e, std::source_location where = std::source_location::current()) noexcept;

}  // namespace loopsock::compat
