// wire: an IP link whose other end is whatever its owner makes of it.
//
//   lwIP ── output ──► flat bytes ──► sent(owner, …)          receive(bytes) ──► pbuf ──► ip_input
//
// A test network puts one at each of its hosts and carries packets between them; a test of TCP's states is the peer itself. There are no neighbours to
// ask for: every packet goes to the one function. All checksums are made and checked, so that a packet that was damaged on its way is noticed.
//
// Threads  the core lock is held around every function here, with the wire's node in place. `sent` is called under it too: it may note the packet
//          and nothing else.
// Memory   the object stays until its node has ended: packets that wait may name its link.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "stack/base/address.hpp"

struct netif;
struct pbuf;

namespace loopsock::links {

class wire {
 public:
  using sent = void (*)(void* owner, std::span<const std::byte> packet) noexcept;

  wire() = default;
  ~wire();
  wire(const wire&) = delete;
  wire& operator=(const wire&) = delete;

  /// The node's link to everything that is not its own. mtu: bytes, 576 to 65535. False: lwIP has 255 links already, or there is no memory.
  bool add(std::uint16_t mtu, sent tell, void* owner) noexcept;
  /// An address of the node on this link: one of IPv4, with the length of its network's prefix, and as many as lwIP has room for of IPv6 (3; the
  /// link-local one has its place). False: no room.
  bool give_address(const ip_address& address, unsigned prefix_bits) noexcept;
  /// What the cable is: while it is pulled, lwIP sends nothing.
  void set_up(bool up) noexcept;
  void set_mtu(std::uint16_t mtu) noexcept;

  /// Whether the link is a wire's.
  [[nodiscard]] static bool is_at(const netif& link) noexcept;

  /// A packet has come. Without memory it is lost.
  void receive(std::span<const std::byte> packet) noexcept;

 private:
  static std::int8_t set_up_link(netif* link) noexcept;
  static std::int8_t send(netif* link, pbuf* packet) noexcept;

  netif* link_ = nullptr;  // ours
  std::uint16_t mtu_ = 0;
  sent tell_ = nullptr;
  void* owner_ = nullptr;
};

}  // namespace loopsock::links
