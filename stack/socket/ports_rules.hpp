// ports_rules: who may share a port with whom, and who fits a destination. Pure: the registry's table of bindings asks here.
#pragma once

#include <cstdint>

#include "stack/socket/ports.hpp"

namespace loopsock {

// How the addresses of two bindings on one port lie to each other.
enum class overlap : std::uint8_t { none, same, first_wider, first_narrower };

struct port_rules {
  static constexpr bind_result yes = bind_result::ok, use = bind_result::address_in_use,
                               acc = bind_result::access_denied;

  // Microsoft's table, row by row as the page prints it (W wildcard, S specific): Success, INUSE, ACCESS.
  static constexpr bind_result table[3][2][3][2] = {
      // second:       normal      reuse       exclusive
      // first:        W    S      W    S      W    S
      {/* normal    W */ {{use, yes}, {acc, yes}, {use, yes}},
       /*           S */ {{yes, use}, {yes, acc}, {use, use}}},
      {/* reuse     W */ {{use, yes}, {yes, yes}, {use, yes}},
       /*           S */ {{yes, use}, {yes, yes}, {use, use}}},
      {/* exclusive W */ {{use, acc}, {acc, acc}, {use, acc}},
       /*           S */ {{yes, use}, {yes, acc}, {use, use}}},
  };

  // Two wildcards and the same specific address twice answer alike in all nine pairs, so second_bind need not ask which.
  static constexpr bool diagonals_agree() noexcept {
    for (const auto& first : table)
      for (int second = 0; second < 3; ++second)
        if (first[0][second][0] != first[1][second][1]) return false;
    return true;
  }

  static constexpr bind_result second_bind(sharing first, sharing second, overlap how) noexcept {
    if (how == overlap::none) return bind_result::ok;
    const int first_column = how == overlap::first_narrower ? 1 : 0;
    const int second_column = how == overlap::first_wider ? 1 : 0;
    return table[static_cast<int>(first)][first_column][static_cast<int>(second)][second_column];
  }

  // The zone tells only link-local addresses apart; elsewhere a caller may or may not have filled it in.
  static ip_address key(const ip_address& address) noexcept {
    ip_address plain = address.unmapped();
    if (!plain.is_link_local_v6() && !plain.is_multicast()) plain.scope = 0;
    return plain;
  }

  static overlap compare(const binding& first, const binding& second) noexcept {
    const bool first_any = first.key_.is_any(), second_any = second.key_.is_any();
    const bool one_family = first.key_.family == second.key_.family;
    if (first_any && second_any) {
      if (one_family) return overlap::same;
      if (first.dual_) return overlap::first_wider;
      return second.dual_ ? overlap::first_narrower : overlap::none;
    }
    if (first_any) return one_family || first.dual_ ? overlap::first_wider : overlap::none;
    if (second_any) return one_family || second.dual_ ? overlap::first_narrower : overlap::none;
    return first.key_ == second.key_ ? overlap::same : overlap::none;
  }

  // How well a binding fits a destination: 0 its very address, 1 its family's wildcard, 2 dual mode; 3 not at all.
  static int rank(const binding& hold, const ip_address& destination) noexcept {
    if (hold.key_ == destination) return 0;
    if (!hold.key_.is_any()) return 3;
    if (hold.key_.family == destination.family) return 1;
    return hold.dual_ ? 2 : 3;
  }

  // May this port, besides its ephemeral use, also serve a scalable bind to `address`?
  static bool shares_by_scalability(const binding* oldest, const ip_address& address) noexcept {
    for (const binding* b = oldest; b != nullptr; b = b->next_)
      if (!b->scalable_ || b->key_ == address) return false;
    return true;
  }
};

static_assert(port_rules::diagonals_agree());

}  // namespace loopsock
