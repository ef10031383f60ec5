// held_syn: a connection request that waits for the application's condition function.
//
// The SYN was dropped, and a copy of it is kept. Admitting sends the copy through IP again, where lwIP answers it as if it
// had come just now; refusing answers it with a reset.
//
// Threads  the core lock is held.
#pragma once

#include <lwip/ip_addr.h>

#include <cstdint>

#include "stack/base/address.hpp"

struct netif;
struct pbuf;
struct tcp_hdr;

namespace loopsock::lwip {

struct held_syn {
  held_syn() = default;
  ~held_syn();
  held_syn(const held_syn&) = delete;
  held_syn& operator=(const held_syn&) = delete;

  /// The SYN that lwIP is processing, whose header (without options) is in host order. False: no memory.
  bool copy_current(const tcp_hdr& header, const std::uint8_t* options, std::uint16_t options_length) noexcept;
  /// Lets lwIP see it again, at the end of the current core_guard. False: no memory.
  bool send_again() noexcept;
  void refuse() const noexcept;
  /// Whether it is from the same connection attempt's address and port, to the same address.
  [[nodiscard]] bool same_tuple(const ip_addr_t& to, const ip_addr_t& from, std::uint16_t from_port) const noexcept;
  [[nodiscard]] endpoint local() const noexcept;
  [[nodiscard]] endpoint remote() const noexcept;

  held_syn* next = nullptr;
  std::uint32_t number = 0;
  std::uint32_t sequence = 0;
  bool handed_out = false;
  bool admitted = false;

 private:
  ip_addr_t local_ip_{}, remote_ip_{};
  std::uint16_t local_port_ = 0, remote_port_ = 0;
  netif* link_ = nullptr;
  pbuf* packet_ = nullptr;
};

}  // namespace loopsock::lwip
