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
// What is looked at in frames that the device does not vouch for. In packets to an own address it need not be, and TCP's may not be there.
constexpr u16_t sums_of_data = NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP;

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
  const u16_t left_to_device = self.device.takes_large_frames() ? NETIF_CHECKSUM_GEN_TCP : 0;
  NETIF_SET_CHECKSUM_CTRL(link, static_cast<u16_t>(NETIF_CHECKSUM_ENABLE_ALL & ~left_to_device & ~sums_of_data));
  return ERR_OK;
}

void tap::remove_from_lwip() noexcept {
  netif_remove(&link);
  train_.clear();
  for (const waiting_frame& one : waiting_) pbuf_free(one.frame);
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
  const std::size_t largest = device.takes_large_frames() ? largest_frame : mtu_ + tap_device::header_bytes;
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
  const u16_t usual = link.chksum_flags;
  for (tap_frames::frame& one : std::span(frames.all).first(frames.count)) {
    pbuf* const frame = std::exchange(one.bytes, nullptr);
    ++counters_.frames_in;
    counters_.bytes_in += frame->tot_len;
    link.chksum_flags = static_cast<u16_t>(one.vouched_for ? usual : usual | sums_of_data);
    if (link.input(frame, &link) != ERR_OK) pbuf_free(frame);
  }
  link.chksum_flags = usual;
  frames.count = 0;
}

// -------------------------------------------------------------------------------------------------------------------- sending

err_t tap::link_output(netif* link, pbuf* frame) { return static_cast<tap*>(link->state)->send(*frame); }

err_t tap::send(pbuf& frame) noexcept {
  if (waiting_.size() >= most_waiting) {
    ++counters_.dropped_out;
    return ERR_MEM;  // TCP keeps it and sends it again; flush() sees to that
  }
  if (device.takes_large_frames() && segment_train::suits(frame)) {
    join_train(frame);
  } else {
    send_train();
    send_alone(frame);
  }
  return ERR_OK;
}

void tap::join_train(pbuf& frame) noexcept {
  if (train_.join(frame)) return;
  send_train();
  if (train_.join(frame)) return;
  // It lies in too many pieces.
  pbuf* const whole = pbuf_clone(PBUF_RAW, PBUF_RAM, &frame);
  if (whole == nullptr || !train_.join(*whole)) ++counters_.dropped_out;
  if (whole != nullptr) pbuf_free(whole);
}

void tap::send_train() noexcept {
  if (train_.empty()) return;
  const tap_device::outcome written =
      waiting_.empty() ? write(train_.pieces(), train_.how()) : tap_device::outcome::not_now;
  if (written == tap_device::outcome::done) {
    counters_.frames_out += train_.segments();
  } else if (written != tap_device::outcome::not_now || !keep_for_later(train_.flat(), train_.how())) {
    counters_.dropped_out += train_.segments();
  }
  train_.clear();
}

void tap::send_alone(pbuf& frame) noexcept {
  std::array<const_buffer, tap_device::most_pieces> pieces;
  std::size_t count = 0;
  const pbuf* piece = &frame;
  for (; piece != nullptr && count < pieces.size(); piece = piece->next)
    pieces[count++] = {static_cast<const std::byte*>(piece->payload), piece->len};
  auto written = tap_device::outcome::not_now;  // so that one in too many pieces is copied
  if (waiting_.empty() && piece == nullptr) written = write(std::span(pieces).first(count), {});
  if (written == tap_device::outcome::done) {
    ++counters_.frames_out;
  } else if (written != tap_device::outcome::not_now || !keep_for_later(pbuf_clone(PBUF_RAW, PBUF_RAM, &frame), {})) {
    ++counters_.dropped_out;
  }
}

tap_device::outcome tap::write(const_buffers frame, const offload& left_to_do) noexcept {
  const tap_device::outcome written = device.write(frame, left_to_do);
  if (written == tap_device::outcome::done) counters_.bytes_out += total_size(frame);
  return written;
}

/// `frame` is a copy, which is taken over, since the sender may change its segment before it is sent again; or nullptr.
bool tap::keep_for_later(pbuf* frame, const offload& left_to_do) noexcept {
  if (frame == nullptr) return false;
  try {
    waiting_.push_back({frame, left_to_do});
  } catch (const std::exception&) {
    pbuf_free(frame);
    return false;
  }
  if (waiting_.size() == 1 && await_writable != nullptr) await_writable(*this);
  return true;
}

void tap::flush() noexcept {
  if (waiting_.empty()) return;
  for (; !waiting_.empty(); waiting_.pop_front()) {
    const waiting_frame& next = waiting_.front();
    const const_buffer whole{static_cast<const std::byte*>(next.frame->payload), next.frame->tot_len};
    const tap_device::outcome written = write({&whole, 1}, next.left_to_do);
    if (written == tap_device::outcome::not_now) {
      if (await_writable != nullptr) await_writable(*this);
      return;
    }
    ++(written == tap_device::outcome::done ? counters_.frames_out : counters_.dropped_out);
    pbuf_free(next.frame);
  }
  tcp_txnow();  // of the connections that found no room
}

}  // namespace loopsock::links
