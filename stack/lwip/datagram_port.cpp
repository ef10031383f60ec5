// datagram_port: opens the kind of port that was asked for.
#include "stack/lwip/datagram_port.hpp"

#include "stack/lwip/raw_port.hpp"
#include "stack/lwip/udp_port.hpp"

namespace loopsock::lwip {

error datagram_port::open_udp(bool v6, const notify_target& target, datagram_port*& out, node& on) noexcept {
  return udp_port::open(v6, target, out, on);
}

error datagram_port::open_raw(bool v6, std::uint8_t protocol, const notify_target& target, datagram_port*& out,
                              node& on) noexcept {
  return raw_port::open(v6, protocol, target, out, on);
}

}  // namespace loopsock::lwip
