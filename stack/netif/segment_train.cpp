// segment_train: see the header.
#include "stack/netif/segment_train.hpp"

#include <lwip/inet_chksum.h>
#include <lwip/pbuf.h>

#include <algorithm>
#include <cstring>
#include <span>

namespace loopsock::links {
namespace {

constexpr std::size_t ethernet = tap_device::header_bytes;
constexpr std::size_t ip4_bytes = 20, ip6_bytes = 40, tcp_bytes = 20;
constexpr unsigned tcp_protocol = 6;
constexpr unsigned tcp_push = 8, tcp_ack = 16;

const std::uint8_t* bytes_of(const pbuf& frame) noexcept { return static_cast<const std::uint8_t*>(frame.payload); }

unsigned word16(const std::uint8_t* at) noexcept { return static_cast<unsigned>(at[0] << 8 | at[1]); }
std::uint32_t word32(const std::uint8_t* at) noexcept { return std::uint32_t{word16(at)} << 16 | word16(at + 2); }
void put16(std::uint8_t* at, std::size_t value) noexcept {
  at[0] = static_cast<std::uint8_t>(value >> 8);
  at[1] = static_cast<std::uint8_t>(value);
}

bool is_ip6(const std::uint8_t* frame) noexcept { return word16(frame + 12) == 0x86dd; }
std::size_t tcp_at(const std::uint8_t* frame) noexcept { return ethernet + (is_ip6(frame) ? ip6_bytes : ip4_bytes); }
std::size_t head_of(const std::uint8_t* frame) noexcept {
  const std::size_t at = tcp_at(frame);
  return at + static_cast<std::size_t>(frame[at + 12] >> 4) * 4;
}

/// The sum that TCP's checksum begins with (RFC 9293, 3.1; RFC 8200, 8.1), not yet complemented.
std::uint16_t pseudo_header_sum(const std::uint8_t* frame, std::size_t tcp_length) noexcept {
  const std::size_t from = is_ip6(frame) ? ethernet + 8 : ethernet + 12;
  std::uint32_t sum = tcp_protocol + static_cast<std::uint32_t>(tcp_length);
  for (std::size_t at = from; at < tcp_at(frame); at += 2) sum += word16(frame + at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

}  // namespace

bool segment_train::suits(const pbuf& frame) noexcept {
  const std::uint8_t* const bytes = bytes_of(frame);
  if (frame.len < ethernet + ip4_bytes + tcp_bytes) return false;
  if (is_ip6(bytes)) {
    if (frame.len < ethernet + ip6_bytes + tcp_bytes || bytes[ethernet + 6] != tcp_protocol) return false;
  } else {
    const bool whole =
        word16(bytes + 12) == 0x0800 && bytes[ethernet] == 0x45 && (word16(bytes + ethernet + 6) & 0x3fff) == 0;
    if (!whole || bytes[ethernet + 9] != tcp_protocol) return false;
  }
  return head_of(bytes) <= std::min<std::size_t>(frame.len, most_head_bytes);
}

bool segment_train::join(pbuf& frame) noexcept {
  if (empty()) return begin(frame);
  return follows(frame) && add_payload(frame);
}

bool segment_train::begin(pbuf& frame) noexcept {
  const std::uint8_t* const bytes = bytes_of(frame);
  head_bytes_ = head_of(bytes);
  payload_bytes_ = 0;
  std::memcpy(head_.data(), bytes, head_bytes_);
  piece_count_ = 1;
  const std::size_t at = tcp_at(bytes);
  next_sequence_ = word32(bytes + at + 4);
  // Any segment can stand alone; only data can be followed.
  closed_ = bytes[at + 13] != tcp_ack || frame.tot_len == head_bytes_;
  how_ = {};
  how_.ip6 = is_ip6(bytes);
  how_.head_bytes = static_cast<std::uint16_t>(head_bytes_);
  how_.segment_bytes = static_cast<std::uint16_t>(frame.tot_len - head_bytes_);
  how_.sum_from = static_cast<std::uint16_t>(at);
  how_.sum_at = 16;
  return add_payload(frame);
}

bool segment_train::follows(const pbuf& frame) const noexcept {
  const std::uint8_t* const bytes = bytes_of(frame);
  if (closed_ || count_ == most_segments || head_of(bytes) != head_bytes_ || is_ip6(bytes) != how_.ip6) return false;
  const std::size_t payload = frame.tot_len - head_bytes_;
  if (payload == 0 || payload > how_.segment_bytes || bytes_of(frame)[12] != head_[12]) return false;
  if (head_bytes_ + payload_bytes_ + payload > most_bytes) return false;
  const std::size_t at = tcp_at(bytes);
  const auto same = [&](std::size_t from, std::size_t to) {
    return std::equal(bytes + from, bytes + to, head_.begin() + static_cast<std::ptrdiff_t>(from));
  };
  if (word32(bytes + at + 4) != next_sequence_ || (bytes[at + 13] & ~tcp_push) != tcp_ack) return false;
  // All but IP's length, number and checksum, and TCP's sequence, flags and checksum.
  const bool same_ip =
      how_.ip6 ? same(ethernet, ethernet + 4) && same(ethernet + 6, at)
               : same(ethernet, ethernet + 2) && same(ethernet + 6, ethernet + 10) && same(ethernet + 12, at);
  return same(0, ethernet) && same_ip && same(at, at + 4) && same(at + 8, at + 13) && same(at + 14, at + 16) &&
         same(at + 18, head_bytes_);
}

bool segment_train::add_payload(pbuf& frame) noexcept {
  std::size_t count = piece_count_;
  std::size_t skip = head_bytes_;
  for (const pbuf* part = &frame; part != nullptr; part = part->next) {
    if (part->len <= skip) {
      skip -= part->len;
      continue;
    }
    if (count == pieces_.size()) {
      // A frame alone has few pieces; this one does not find room behind others.
      return false;
    }
    pieces_[count++] = {static_cast<const std::byte*>(part->payload) + skip, part->len - skip};
    skip = 0;
  }
  const std::size_t payload = frame.tot_len - head_bytes_;
  piece_count_ = count;
  payload_bytes_ += payload;
  next_sequence_ += static_cast<std::uint32_t>(payload);
  const unsigned flags = bytes_of(frame)[how_.sum_from + 13u];
  head_[how_.sum_from + 13u] |= static_cast<std::uint8_t>(flags & tcp_push);  // the machine leaves it to the last
  closed_ = closed_ || payload < how_.segment_bytes || (flags & tcp_push) != 0;
  pbuf_ref(&frame);
  held_[count_++] = &frame;
  return true;
}

void segment_train::complete_head() noexcept {
  std::uint8_t* const bytes = head_.data();
  const std::size_t tcp_length = head_bytes_ - how_.sum_from + payload_bytes_;
  if (how_.ip6) {
    put16(bytes + ethernet + 4, tcp_length);
  } else {
    put16(bytes + ethernet + 2, ip4_bytes + tcp_length);
    put16(bytes + ethernet + 10, 0);
    const u16_t sum = inet_chksum(bytes + ethernet, ip4_bytes);  // in network order
    std::memcpy(bytes + ethernet + 10, &sum, sizeof sum);
  }
  put16(bytes + how_.sum_from + 16u, pseudo_header_sum(bytes, tcp_length));
  if (count_ == 1) how_.segment_bytes = 0;
  pieces_[0] = {reinterpret_cast<const std::byte*>(bytes), head_bytes_};
}

const_buffers segment_train::pieces() noexcept {
  complete_head();
  return std::span(pieces_).first(piece_count_);
}

pbuf* segment_train::flat() noexcept {
  pbuf* const whole = pbuf_alloc(PBUF_RAW, static_cast<u16_t>(bytes()), PBUF_RAM);
  if (whole == nullptr) return nullptr;
  auto* to = static_cast<std::byte*>(whole->payload);
  for (const const_buffer& piece : pieces()) {
    std::memcpy(to, piece.data, piece.size);
    to += piece.size;
  }
  return whole;
}

void segment_train::clear() noexcept {
  for (pbuf* one : std::span(held_).first(count_)) pbuf_free(one);
  count_ = 0;
  piece_count_ = 0;
}

}  // namespace loopsock::links
