// source_filter: which senders of a multicast group a member hears (RFC 3678).
//
//   a member of the whole group     exclude { }              hears everybody
//   after "block a source"          exclude { a }            everybody else
//   a member by sources             include { a, b }         these alone; without any it is no member
//
// Threads  as the owner says.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "stack/base/address.hpp"

namespace loopsock {

struct source_filter {
  bool exclude = true;              // all but the sources; otherwise the sources alone
  std::vector<ip_address> sources;  // none twice

  [[nodiscard]] bool has(const ip_address& source) const noexcept {
    return std::ranges::find(sources, source) != sources.end();
  }
  [[nodiscard]] bool hears(const ip_address& source) const noexcept { return has(source) != exclude; }
};

/// How one source is to be treated from now on.
enum class source_change : std::uint8_t {
  block,    // of a group that was joined as a whole
  unblock,  // takes that back
  join,     // hear it; the first source makes the socket a member
  leave,    // hear it no more; the last one ends the membership
};

/// A group, the link by one of its addresses (none or any: the route decides), a source.
struct source_request {
  ip_address group;
  ip_address interface_address;
  source_change how = source_change::block;
  ip_address source;
};

}  // namespace loopsock
