// tap: an Ethernet link of lwIP's, over a tap_device.
//
//   lwIP ─ output ─► etharp / ethip6 ─► linkoutput ─► train ─► writev     frames that find no room wait, 256 at most
//                └─ to its own address ─► the loopback's queue
//   device ─ read_frames(), without the core lock ─► frames ─ deliver(), with it ─► ethernet_input ─► lwIP
//
// A frame is written by the thread that sends, in its call, under the core lock; TCP's segments that follow each other go together, at the end of the core
// section (segment_train.hpp). Checksums are made, but for TCP's where the machine does that, and checked unless the device vouches for the frame.
//
// Threads  the core lock is held around every function but read_frames(), which one thread calls at a time.
// Memory   once its netif was given to lwIP it is not freed: packets that wait may name it. It can be closed and opened again.
#pragma once

#include <lwip/netif.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>

#include "stack/netif/segment_train.hpp"
#include "stack/netif/tap_device.hpp"

struct pbuf;

namespace loopsock::links {

struct tap_counters {
  std::uint64_t frames_in = 0, bytes_in = 0, frames_out = 0, bytes_out = 0;
  std::uint64_t dropped_in = 0;   // no memory for a frame
  std::uint64_t dropped_out = 0;  // no room for it, or the interface was down
};

/// Frames that were read together. Those that are left are freed with it.
class tap_frames {
 public:
  static constexpr std::size_t most = 64;
  tap_frames() = default;
  ~tap_frames();
  tap_frames(const tap_frames&) = delete;
  tap_frames& operator=(const tap_frames&) = delete;

  struct frame {
    pbuf* bytes = nullptr;
    bool vouched_for = false;  // by the device: its checksums are not looked at
  };
  std::array<frame, most> all{};
  std::size_t count = 0;
  std::size_t without_memory = 0;
  bool gone = false;  // the device is
  [[nodiscard]] bool full() const noexcept { return count == most; }
};

class tap {
 public:
  tap() = default;
  tap(const tap&) = delete;
  tap& operator=(const tap&) = delete;

  netif link{};
  tap_device device;

  /// Whoever is to call flush() once the device can be written. Takes no lock that is held while anything here is called.
  void (*await_writable)(tap& whose) noexcept = nullptr;

  /// Gives the link, whose device is open, to lwIP: without addresses, not yet up. False: no memory, or too many links.
  bool add_to_lwip(const mac_address& mac, std::size_t mtu) noexcept;
  /// Takes it from lwIP, and what waits to be written away. Nobody reads any more.
  void remove_from_lwip() noexcept;

  /// Reads what is there, at most one batch. Without the core lock.
  void read_frames(tap_frames& into) noexcept;
  void deliver(tap_frames& frames) noexcept;
  /// Writes what waits.
  void flush() noexcept;
  /// Writes what was held back for more to follow. At the end of a core section.
  void send_train() noexcept;
  [[nodiscard]] const tap_counters& counters() const noexcept { return counters_; }

 private:
  static err_t set_up(netif* link) noexcept;
  static err_t link_output(netif* link, pbuf* frame);
  /// A frame that waits to be written.
  struct waiting_frame {
    pbuf* frame;
    offload left_to_do;
  };

  err_t send(pbuf& frame) noexcept;
  void join_train(pbuf& frame) noexcept;
  void send_alone(pbuf& frame) noexcept;
  tap_device::outcome write(const_buffers frame, const offload& left_to_do) noexcept;
  bool keep_for_later(pbuf* frame, const offload& left_to_do) noexcept;
  pbuf* take_frame(std::size_t bytes) noexcept;

  mac_address mac_{};
  std::size_t mtu_ = 0;
  pbuf* spare_ = nullptr;  // read_frames()': where the next frame is read to
  segment_train train_;
  std::deque<waiting_frame> waiting_;
  tap_counters counters_;
};

/// The tap whose link it is; nullptr for another kind of link.
tap* tap_of(const netif& link) noexcept;

}  // namespace loopsock::links
