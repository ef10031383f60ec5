// tap: see the header.
#include "stack/netif/tap.hpp"

#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <netif/ethernet.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <span>
#include <utility>

#include "stack/netif/borrowed_packet.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::links {
namespace {

// Some 380 KB of full frames: as much as a TCP connection has under way on a fast link before it hears an ACK.
constexpr std::size_t most_waiting = 256;
// lwIP's lengths have 16 bits, and a frame has a header.
constexpr std::size_t largest_frame = 65535;
constexpr std::size_t largest_mtu = largest_frame - tap_device::header_bytes;
// What the device has checked where it vouches for a frame.
constexpr u16_t vouched_checks = NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP;

err_t to_self(netif* link, pbuf* sent) {
  pbuf* const looped = borrow_packet(sent);
  return looped != nullptr && loop_back(looped, *link) ? ERR_OK : ERR_MEM;
}

err_t send_ip4(netif* link, pbuf* sent, const ip4_addr_t* to) {
  if (ip4_addr_cmp(to, netif_ip4_addr(link))) return to_self(link, sent);
  return etharp_output(link, sent, to);
}

err_t send_ip6(netif* link, pbuf* sent, const ip6_addr_t* to) {
  if (netif_get_ip6_addr_match(link, to) >= 0) return to_self(link, sent);
  return ethip6_output(link, sent, to);
}

}  // namespace

tap* tap_of(const netif& link) noexcept { return link.output == send_ip4 ? static_cast<tap*>(link.state) : nullptr; }

tap_frames::~tap_frames() {
  for (std::size_t i = 0; i < count; ++i) {
    if (all[i].bytes != nullptr) pbuf_free(all[i].bytes);
  }
}

bool tap::add_to_lwip(const mac_address& mac, std::size_t mtu) noexcept {
  mac_ = mac;
  mtu_ = std::min(mtu, largest_mtu);
  return netif_add(&link, nullptr, nullptr, nullptr, this, set_up, ethernet_input) != nullptr;
}

err_t tap::set_up(netif* link) noexcept {
  const tap& self = *static_cast<const tap*>(link->state);
  link->name[0] = 't';
  link->name[1] = 'p';
  link->hwaddr_len = static_cast<u8_t>(self.mac_.size());
  std::memcpy(link->hwaddr, self.mac_.data(), self.mac_.size());
  link->mtu = static_cast<u16_t>(self.mtu_);
  link->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_IGMP | NETIF_FLAG_MLD6 |
                NETIF_FLAG_LINK_UP;
  link->output = send_ip4;
  link->output_ip6 = send_ip6;
  link->linkoutput = link_output;
  return ERR_OK;
}

void tap::remove_from_lwip() noexcept {
  netif_remove(&link);
  for (pbuf* frame : waiting_) pbuf_free(frame);
  waiting_.clear();
  if (spare_ != nullptr) pbuf_free(std::exchange(spare_, nullptr));
}

// ------------------------------------------------------------------------------------------------------------------ receiving

/// The frame that lies in spare_, on its own; nullptr without memory for it. One that fills less than half is copied into memory of its
/// size, lest a byte that waits to be read hold a whole frame's.
pbuf* tap::take_frame(std::size_t bytes) noexcept {
  const auto length = static_cast<u16_t>(bytes);
  if (bytes >= spare_->len / 2u) {
    pbuf* const whole = std::exchange(spare_, nullptr);
    pbuf_realloc(whole, length);
    return whole;
  }
  pbuf* const small = pbuf_alloc(PBUF_RAW, length, PBUF_RAM);
  if (small != nullptr) std::memcpy(small->payload, spare_->payload, bytes);
  return small;
}

void tap::read_frames(tap_frames& into) noexcept {
  const std::size_t largest = device.reads_large_frames() ? largest_frame : mtu_ + tap_device::header_bytes;
  std::byte lost[1];
  while (!into.full()) {
    if (spare_ == nullptr) spare_ = pbuf_alloc(PBUF_RAW, static_cast<u16_t>(largest), PBUF_RAM);
    const buffer place =
        spare_ != nullptr ? buffer{static_cast<std::byte*>(spare_->payload), largest} : buffer{lost, 1};
    tap_device::arrival what;
    const tap_device::outcome read = device.read(place, what);
    into.gone = read == tap_device::outcome::gone;
    if (read != tap_device::outcome::done) return;
    if (pbuf* const frame = spare_ != nullptr ? take_frame(what.bytes) : nullptr; frame != nullptr) {
      into.all[into.count++] = {frame, what.vouched_for};
    } else if (++into.without_memory == tap_frames::most) {
      return;
    }
  }
}

void tap::deliver(tap_frames& frames) noexcept {
  counters_.dropped_in += frames.without_memory;
  const u16_t checks = link.chksum_flags;
  for (tap_frames::frame& one : std::span(frames.all).first(frames.count)) {
    pbuf* const frame = std::exchange(one.bytes, nullptr);
    ++counters_.frames_in;
    counters_.bytes_in += frame->tot_len;
    link.chksum_flags = static_cast<u16_t>(one.vouched_for ? checks & ~vouched_checks : checks);
    if (link.input(frame, &link) != ERR_OK) pbuf_free(frame);
  }
  link.chksum_flags = checks;
  frames.count = 0;
}

// -------------------------------------------------------------------------------------------------------------------- sending

err_t tap::link_output(netif* link, pbuf* frame) { return static_cast<tap*>(link->state)->send(*frame); }

err_t tap::send(pbuf& frame) noexcept {
  if (waiting_.empty()) {
    switch (write(frame)) {
      case tap_device::outcome::done: return ERR_OK;
      case tap_device::outcome::not_now: break;
      default: ++counters_.dropped_out; return ERR_OK;  // as on a wire that nobody listens to
    }
  }
  if (keep_for_later(frame)) return ERR_OK;
  ++counters_.dropped_out;
  return ERR_MEM;  // TCP keeps it and sends it again; flush() sees to that
}

tap_device::outcome tap::write(pbuf& frame) noexcept {
  std::array<const_buffer, tap_device::most_pieces> pieces;
  std::size_t count = 0;
  for (const pbuf* piece = &frame; piece != nullptr; piece = piece->next) {
    if (count == pieces.size()) {
      pbuf* const whole = pbuf_clone(PBUF_RAW, PBUF_RAM, &frame);
      if (whole == nullptr) return tap_device::outcome::refused;
      const tap_device::outcome written = write(*whole);
      pbuf_free(whole);
      return written;
    }
    pieces[count++] = {static_cast<const std::byte*>(piece->payload), piece->len};
  }
  const tap_device::outcome written = device.write(std::span(pieces).first(count));
  if (written == tap_device::outcome::done) {
    ++counters_.frames_out;
    counters_.bytes_out += frame.tot_len;
  }
  return written;
}

/// A copy, since the sender may change its segment before it is sent again.
bool tap::keep_for_later(pbuf& frame) noexcept {
  if (waiting_.size() >= most_waiting) return false;
  pbuf* const copy = pbuf_clone(PBUF_RAW, PBUF_RAM, &frame);
  if (copy == nullptr) return false;
  try {
    waiting_.push_back(copy);
  } catch (const std::exception&) {
    pbuf_free(copy);
    return false;
  }
  if (waiting_.size() == 1 && await_writable != nullptr) await_writable(*this);
  return true;
}

void tap::flush() noexcept {
  if (waiting_.empty()) return;
  while (!waiting_.empty()) {
    const tap_device::outcome written = write(*waiting_.front());
    if (written == tap_device::outcome::not_now) {
      if (await_writable != nullptr) await_writable(*this);
      return;
    }
    if (written != tap_device::outcome::done) ++counters_.dropped_out;
    pbuf_free(waiting_.front());
    waiting_.pop_front();
  }
  tcp_txnow();  // of the connections that found no room
}

}  // namespace loopsock::links
