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

// Whole rows for the three commonest sorts. `foreign` is the answer to sockets of another kind.

template <auto member>
constexpr option_row truth(int name, value_form form, std::uint8_t kinds, int foreign = WSAENOPROTOOPT) {
  return {.name = name,
          .form = form,
          .kinds = kinds,
          .truth = true,
          .foreign = foreign,
          .get = get_member<member>,
          .set = set_member<member>};
}

template <auto member>
constexpr option_row number(int name, std::uint8_t kinds, int foreign = WSAENOPROTOOPT) {
  return {.name = name,
          .form = value_form::four_bytes,
          .kinds = kinds,
          .foreign = foreign,
          .get = get_member<member>,
          .set = set_member<member>};
}

template <kept which>
constexpr option_row kept_truth(int name, std::uint8_t kinds) {
  return {.name = name,
          .form = value_form::short_ok,
          .kinds = kinds,
          .truth = true,
          .get = get_switch<which>,
          .set = set_switch<which>};
}

/// Milliseconds for so many seconds; all ones, which is "for ever" where it means something, when they are too many.
constexpr std::uint32_t milliseconds_of(std::uint32_t seconds) noexcept {
  return seconds > 0xffffffffu / 1000 ? 0xffffffffu : seconds * 1000;
}
constexpr std::uint32_t seconds_of(std::uint32_t milliseconds) noexcept {
  return milliseconds == 0xffffffffu ? milliseconds : milliseconds / 1000;
}

}  // namespace loopsock::compat
