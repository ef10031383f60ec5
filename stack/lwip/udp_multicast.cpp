// udp_multicast: the copies of a multicast datagram for the members on this machine.
//
// Which ports have joined a group is known here, socket by socket; lwIP knows it link by link. It would loop such datagrams
// through a queue of its own, which is not built. So the members get their copies directly, before the datagram goes out on
// a real link. What follows: a capture on the loopback link does not see multicast, and raw sockets do not hear it there.
#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/udp_port.hpp"

namespace loopsock::lwip {

void udp_port::deliver_to_members(const pbuf& data, const endpoint& from, std::uint16_t number,
                                  const datagram_label& label) noexcept {
  const ip_addr_t source = to_lwip(from.address);
  const ip_addr_t group = to_lwip(label.to);
  for (const udp_pcb* pcb = udp_pcbs; pcb != nullptr; pcb = pcb->next) {
    udp_port* port = behind(pcb);
    if (port == nullptr || pcb->local_port != number || !IP_ADDR_PCB_VERSION_MATCH(pcb, &group)) continue;
    // A port bound to one of our unicast addresses receives multicast too, as on Windows; one bound to another group does not.
    const bool other_group = ip_addr_ismulticast(&pcb->local_ip) && !ip_addr_cmp(&pcb->local_ip, &group);
    if (other_group || !port->accepts(source, from.port) || !port->hears(label.to, from.address)) continue;
    // It is the receiver who decides whether it hears this machine's own multicast (Microsoft's page of the IPPROTO_IP
    // options); elsewhere it is the sender.
    if (port->options().multicast_loop) port->arrived_copy(data, from, label);
  }
}

}  // namespace loopsock::lwip
