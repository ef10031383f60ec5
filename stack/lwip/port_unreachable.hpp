// port_unreachable: hears the ICMP messages that say "nobody listens at that UDP port", and tells the port that had sent.
//
// lwIP sends these messages but ignores them when they arrive. A raw pcb of ours for each version looks at every ICMP packet
// and leaves it to lwIP; the packet quotes the datagram that caused it, and its addresses and ports name the sender.
#pragma once

namespace loopsock::lwip {

/// Starts listening, the first time; later calls do nothing. Core lock held. False: no memory.
bool hear_port_unreachable() noexcept;
/// The node ends.
void forget_port_unreachable() noexcept;

}  // namespace loopsock::lwip
