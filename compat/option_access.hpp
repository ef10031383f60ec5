// option_access: getters and setters for options that are a member of socket_options and nothing more.
//
// Threads  see option_table.hpp.
#pragma once

#include "compat/option_table.hpp"

namespace loopsock::compat {

template <auto member>
int get_member(const open_socket&, const option_state& state, std::uint32_t& out) noexcept {
  out = static_cast<std::uint32_t>(state.options.*member);
  return 0;
}

/// The row's `largest` has been checked; a truth has become 0 or 1.
template <auto member>
int set_member(socket_options& options, const socket_facts&, std::uint32_t value) noexcept {
  auto& place = options.*member;
  place = static_cast<std::remove_reference_t<decltype(place)>>(value);
  return 0;
}

template <kept which, bool v6 = false>
int get_switch(const open_socket&, const option_state& state, std::uint32_t& out) noexcept {
  out = state.options.switches[of_family(which, v6)] ? 1 : 0;
  return 0;
}

template <kept which, bool v6 = false>
int set_switch(socket_options& options, const socket_facts&, std::uint32_t value) noexcept {
  options.switches[of_family(which, v6)] = value != 0;
  return 0;
}

/// An option that takes a value and does nothing, and which nobody can read.
inline int accept_any(socket_options&, const socket_facts&, std::uint32_t) noexcept { return 0; }

/// Milliseconds for so many seconds; all ones, which is "for ever" where it means something, when they are too many.
constexpr std::uint32_t milliseconds_of(std::uint32_t seconds) noexcept {
  return seconds > 0xffffffffu / 1000 ? 0xffffffffu : seconds * 1000;
}
constexpr std::uint32_t seconds_of(std::uint32_t milliseconds) noexcept {
  return milliseconds == 0xffffffffu ? milliseconds : milliseconds / 1000;
}

}  // namespace loopsock::compat
