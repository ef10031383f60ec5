// checksums: where they stand, and what they are of.
#include "stack/capture/checksums.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace loopsock::capture {
namespace {

constexpr std::uint8_t tcp = 6, udp = 17;
constexpr std::uint8_t hop_by_hop = 0, destination_options = 60;  // what may stand between IPv6 and the transport
constexpr std::size_t ipv4_header = 20, ipv6_header = 40;

}  // namespace

void internet_sum::add(const std::byte* from, std::size_t bytes) noexcept {
  if (bytes == 0) return;
  if (odd_) {
    const std::array<std::byte, 2> pair{half_, *from};
    odd_ = false;
    add(pair.data(), pair.size());
    ++from, --bytes;
  }
  // Words of 32 bits: 2^16 = 1 modulo 2^16 - 1, so they are worth their two halves. 2^32 of them fit.
  for (; bytes >= 4; from += 4, bytes -= 4) {
    std::uint32_t word;
    std::memcpy(&word, from, sizeof word);
    sum_ += word;
  }
  if (bytes >= 2) {
    std::uint16_t word;
    std::memcpy(&word, from, sizeof word);
    sum_ += word;
    from += 2, bytes -= 2;
  }
  odd_ = bytes != 0;
  if (odd_) half_ = *from;
}

void internet_sum::add_number(std::uint32_t value) noexcept {
  const std::array<std::byte, 4> network{std::byte(value >> 24), std::byte(value >> 16), std::byte(value >> 8),
                                         std::byte(value)};
  add(network.data(), network.size());
}

std::array<std::byte, 2> internet_sum::finish() const noexcept {
  std::uint64_t sum = sum_;
  if (odd_) {
    std::uint16_t word = 0;
    std::memcpy(&word, &half_, 1);
    sum += word;
  }
  while ((sum >> 16) != 0) sum = (sum & 0xffff) + (sum >> 16);
  return std::bit_cast<std::array<std::byte, 2>>(static_cast<std::uint16_t>(~sum));
}

completed_packet::completed_packet(const_buffers packet, std::optional<std::uint16_t> window) noexcept
    : window_(window) {
  assert(packet.size() <= most_pieces);
  packet = packet.first(std::min(packet.size(), most_pieces));
  const std::size_t whole = total_size(packet);
  for (const const_buffer& piece : packet) {
    const std::size_t copied = std::min(piece.size, head_.size() - head_bytes_);
    if (copied != 0) std::memcpy(head_.data() + head_bytes_, piece.data, copied);
    head_bytes_ += copied;
    if (copied != piece.size) pieces_[1 + count_++] = {piece.data + copied, piece.size - copied};
  }
  pieces_[0] = {head_.data(), head_bytes_};
  ++count_;
  if (head_bytes_ >= ipv4_header && (byte(0) >> 4) == 4) complete_ipv4(whole);
  if (head_bytes_ >= ipv6_header && (byte(0) >> 4) == 6) complete_ipv6(whole);
}

void completed_packet::complete_ipv4(std::size_t whole) noexcept {
  const std::size_t header = std::size_t{byte(0) & 0x0fu} * 4;
  const std::size_t end = std::size_t{byte(2)} << 8 | byte(3);
  if (header < ipv4_header || header > head_bytes_ || end < header || end > whole) return;
  if (is_zero(10)) {
    internet_sum sum;
    sum.add(head_.data(), header);
    std::ranges::copy(sum.finish(), head_.data() + 10);
  }
  const bool fragment = ((byte(6) & 0x3f) | byte(7)) != 0;  // more of them, or an offset
  if (fragment) return;
  internet_sum pseudo;
  pseudo.add(head_.data() + 12, 8);
  complete_transport(byte(9), header, end, pseudo);
}

void completed_packet::complete_ipv6(std::size_t whole) noexcept {
  const std::size_t end = ipv6_header + (std::size_t{byte(4)} << 8 | byte(5));
  if (end > whole) return;
  std::uint8_t next = byte(6);
  std::size_t at = ipv6_header;
  while ((next == hop_by_hop || next == destination_options) && at + 8 <= head_bytes_) {
    next = byte(at);
    at += (std::size_t{byte(at + 1)} + 1) * 8;
  }
  internet_sum pseudo;
  pseudo.add(head_.data() + 8, 32);
  complete_transport(next, at, end, pseudo);
}

void completed_packet::complete_transport(std::uint8_t protocol, std::size_t at, std::size_t end,
                                          internet_sum pseudo) noexcept {
  const std::size_t field = at + (protocol == tcp ? 16 : 6);
  if ((protocol != tcp && protocol != udp) || field + 2 > std::min(head_bytes_, end) || !is_zero(field)) return;
  const bool syn = protocol == tcp && (byte(at + 13) & 0x02) != 0;
  if (protocol == tcp && window_ && !syn) {
    head_[at + 14] = std::byte(*window_ >> 8);
    head_[at + 15] = std::byte(*window_ & 0xff);
  }
  pseudo.add_number(protocol);
  pseudo.add_number(static_cast<std::uint32_t>(end - at));
  std::size_t begin = 0;
  for (const const_buffer& piece : pieces()) {
    const std::size_t from = std::clamp(at, begin, begin + piece.size);
    const std::size_t to = std::clamp(end, begin, begin + piece.size);
    pseudo.add(piece.data + (from - begin), to - from);
    begin += piece.size;
  }
  std::array<std::byte, 2> sum = pseudo.finish();
  const bool none = sum[0] == std::byte{0} && sum[1] == std::byte{0};
  if (protocol == udp && none) sum = {std::byte{0xff}, std::byte{0xff}};  // 0 would say that there is none
  std::ranges::copy(sum, head_.data() + field);
}

}  // namespace loopsock::capture
