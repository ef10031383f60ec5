// own_header: what the stack still does to an IPv4 header that the caller of a raw socket has written (IP_HDRINCL).
#pragma once

#include <lwip/ip_addr.h>
#include <lwip/pbuf.h>

namespace loopsock::lwip {

/// Fills in total length and checksum, and source and identification where they are 0. `packet` is contiguous and begins with
/// the header. False: it is no IPv4 header. Core lock held.
bool complete_own_header(pbuf& packet, const ip_addr_t& source) noexcept;

}  // namespace loopsock::lwip
