// netstat: the functions of <loopsock/netstat.h> for C++.
//
//   REQUIRE(loopsock::leaks() == "");
//
// Threads  any. Errors  std::bad_alloc.
#pragma once

#include <loopsock/netstat.h>

#include <new>
#include <string>

namespace loopsock {
namespace detail {

/// Calls `write` until the text fits.
template <class Write>
std::string whole_text(Write write) {
  std::string text;
  std::size_t needed = 0;
  while (write(text.data(), text.size(), &needed) != 0) {
    if (needed == 0) throw std::bad_alloc();
    text.resize(needed + needed / 8);
  }
  text.resize(needed - 1);
  return text;
}

}  // namespace detail

/// What is still open, a line for each; empty when nothing is.
inline std::string leaks() { return detail::whole_text(loopsock_leak_report); }

/// All sockets and counters.
inline std::string netstat(loopsock_netstat_format format = LOOPSOCK_NETSTAT_TEXT) {
  return detail::whole_text([format](char* buffer, std::size_t bytes, std::size_t* needed) {
    return loopsock_netstat(format, buffer, bytes, needed);
  });
}

}  // namespace loopsock
