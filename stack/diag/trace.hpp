// trace: one line per state change and per decision, for whoever wants to see them.
//
// Off by default. LOOPSOCK_TRACE=state,path,connect,error,driver (or "all") in the environment turns topics on; lines go to
// standard error, each written whole. A trace point that is off costs one load and a branch.
//
// Threads  any.
#pragma once

#include <atomic>
#include <cstdint>

#include "stack/diag/format.hpp"

namespace loopsock {

enum class trace_topic : std::uint32_t {
  state = 1u << 0,    // every change of a socket's state
  path = 1u << 1,     // every decision for a path, with its reason
  connect = 1u << 2,  // connects, refusals, arrivals, accepts
  error = 1u << 3,    // every error that a call answers: call, socket, reason
  driver = 1u << 4,   // timers and start and stop
};

namespace detail {
/// Bits of trace_topic. Writer: set_trace() and the first use; reader: everybody, relaxed, as nothing hangs on it.
extern std::atomic<std::uint32_t> trace_topics;
void write_line(trace_topic topic, fmt::string_view format, fmt::format_args arguments) noexcept;
}  // namespace detail

/// The words of LOOPSOCK_TRACE; an unknown word is ignored with one line that says so.
void set_trace(const char* words) noexcept;

inline bool traced(trace_topic topic) noexcept {
  return (detail::trace_topics.load(std::memory_order_relaxed) & static_cast<std::uint32_t>(topic)) != 0;
}

template <class... Arguments>
void trace(trace_topic topic, fmt::format_string<const Arguments&...> format, const Arguments&... arguments) noexcept {
  if (traced(topic)) detail::write_line(topic, format, fmt::make_format_args(arguments...));
}

}  // namespace loopsock
