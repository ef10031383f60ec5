// captures: starting and stopping a capture of this stack, for C (<loopsock/capture.h>), for tests in C++, and from the environment.
//
//   first start   attached ─► calls that have seen nobody end ─► the session is opened
//   last stop     the session is closed ─► not attached
//
// LOOPSOCK_CAPTURE=file.pcapng makes the first start of the stack begin a capture of everything, and the last stop, or the end of the process, end
// it. A later start of the same process goes on in the same file.
//
// Threads  any, but not from within a callback of the stack; starts and stops exclude each other.
#pragma once

#include <memory>
#include <string_view>

#include "stack/capture/capture.hpp"

namespace loopsock {

struct capture_request {
  std::string_view interfaces = {};  // capture/name_pattern.hpp
  std::uint32_t snap_length = 0;
  std::uint64_t maximum_bytes = 0;
};

capture::outcome start_capture(std::unique_ptr<capture::byte_sink> to, const capture_request& request,
                               capture::session_number& out) noexcept;
capture::outcome stop_capture(capture::session_number which, capture::session_counts& counts) noexcept;

/// What the environment asks for. Called by the first start and the last stop.
void start_environment_capture() noexcept;
void stop_environment_capture() noexcept;

}  // namespace loopsock
