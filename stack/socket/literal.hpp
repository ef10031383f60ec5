// literal: a host that is given as an address. Where a name is expected, "127.1" and "[fe80::1%4]" are taken too.
//
// Threads  pure functions.
#pragma once

#include <string_view>

#include "stack/base/address.hpp"

namespace loopsock {

/// Reads `text` as an IPv4 address (inet_addr's forms) or an IPv6 address, bare or in brackets. As on Windows a port may
/// follow the brackets and is ignored. False when the whole of the text is no address.
bool read_literal(std::string_view text, ip_address& out) noexcept;

}  // namespace loopsock
