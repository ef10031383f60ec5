// borrowed_packet: what the receiver of a looped packet gets instead of the sender's pbuf.
//
// Receiving modifies headers in place, and the sender keeps its segment until it is acknowledged. So the receiver gets
//
//   a pure ACK or RST      the pbuf itself: its sender lets go of it as soon as it is sent
//   a small packet         a copy, which is cheaper than two small objects
//   a plain TCP segment    a copy of its headers, chained to a reference to its payload
//   anything else          a copy
//
// Threads  the core lock is held.
#pragma once

struct pbuf;

namespace loopsock::links {

/// `sent` stays the caller's. nullptr: no memory.
pbuf* borrow_packet(pbuf* sent) noexcept;

}  // namespace loopsock::links
