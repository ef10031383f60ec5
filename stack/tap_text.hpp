// tap_text: a link to the outside, as LOOPSOCK_TAP and the texts of <loopsock/tap.h> describe it.
//
//   tap0,10.9.0.2/24,10.9.0.1,fd00:9::2/64,fe80::1,dns=10.9.0.1 │ tap0,dhcp,slaac
//
// Threads  pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "stack/lwip/tap_links.hpp"

namespace loopsock {

struct described_tap {
  lwip::tap_wishes wishes;
  std::vector<ip_address> dns;
};

/// "10.9.0.2/24". False: it is none.
bool read_prefixed(std::string_view text, lwip::prefixed_address& out) noexcept;

/// Empty when all was understood, else the first word that was not, or a text that says what is wrong. May throw std::bad_alloc.
std::string_view read_tap(std::string_view text, described_tap& out);

}  // namespace loopsock
