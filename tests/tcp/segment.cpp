// segment: see the header.
#include "tests/tcp/segment.hpp"

#include <utility>

namespace tcp_test {
namespace {

constexpr std::size_t plain_header = 20;
enum option : std::uint8_t {
  end_of_options = 0,
  no_operation = 1,
  max_segment = 2,
  window_scale = 3,
  sack_ok = 4,
  sack_list = 5
};

bytes options_of(const segment& one) {
  bytes out;
  put_text(out, one.other_options);
  if (one.mss) put8(out, max_segment), put8(out, 4), put16(out, *one.mss);
  if (one.scale) put8(out, no_operation), put8(out, window_scale), put8(out, 3), put8(out, *one.scale);
  if (one.sack_permitted) put16(out, no_operation << 8 | no_operation), put8(out, sack_ok), put8(out, 2);
  if (!one.sacks.empty()) {
    put16(out, no_operation << 8 | no_operation), put8(out, sack_list);
    put8(out, static_cast<unsigned>(2 + 8 * one.sacks.size()));
    for (const sack_block& block : one.sacks) put32(out, block.left), put32(out, block.right);
  }
  while (out.size() % 4 != 0) put8(out, end_of_options);
  return out;
}

void read_options(std::span<const std::byte> from, segment& into) {
  for (std::size_t at = 0; at < from.size();) {
    const std::uint8_t kind = get8(from, at);
    if (kind == end_of_options) return;
    if (kind == no_operation) {
      ++at;
      continue;
    }
    if (at + 1 >= from.size()) return;
    const std::size_t size = get8(from, at + 1);
    if (size < 2 || at + size > from.size()) return;
    const auto value = from.subspan(at + 2, size - 2);
    if (kind == max_segment && value.size() == 2) into.mss = get16(value, 0);
    if (kind == window_scale && value.size() == 1) into.scale = get8(value, 0);
    if (kind == sack_ok) into.sack_permitted = true;
    if (kind == sack_list) {
      for (std::size_t block = 0; block + 8 <= value.size(); block += 8)
        into.sacks.push_back({get32(value, block), get32(value, block + 4)});
    }
    at += size;
  }
}

}  // namespace

ip_packet packed(const segment& one, ip_packet envelope) {
  const bytes options = options_of(one);
  const unsigned words =
      one.header_words != 0 ? one.header_words : static_cast<unsigned>((plain_header + options.size()) / 4);
  bytes out;
  put16(out, one.from), put16(out, one.to);
  put32(out, one.seq), put32(out, one.acked);
  put8(out, words << 4), put8(out, one.flags);
  put16(out, one.window), put16(out, 0), put16(out, one.urgent);
  out.insert(out.end(), options.begin(), options.end());
  put_text(out, one.text);
  envelope.carries = protocol::tcp;
  const unsigned right = checksum_with_addresses(envelope, out);
  set16(out, 16, one.spoiled ? right ^ 0x5555u : right);
  envelope.payload = std::move(out);
  return envelope;
}

std::optional<segment> read_segment(const ip_packet& packet) {
  const std::span<const std::byte> raw = packet.payload;
  if (packet.carries != protocol::tcp || raw.size() < plain_header) return std::nullopt;
  if (checksum_with_addresses(packet, raw) != 0) return std::nullopt;
  const std::size_t header = std::size_t{get8(raw, 12) / 16u} * 4;
  if (header < plain_header || header > raw.size()) return std::nullopt;
  segment out;
  out.from = get16(raw, 0), out.to = get16(raw, 2);
  out.seq = get32(raw, 4), out.acked = get32(raw, 8);
  out.flags = get8(raw, 13);
  out.window = get16(raw, 14);
  out.urgent = get16(raw, 18);
  read_options(raw.subspan(plain_header, header - plain_header), out);
  out.text = text_of(raw.subspan(header));
  return out;
}

std::string names_of(unsigned flags) {
  std::string out;
  for (const auto& [flag, name] :
       {std::pair{syn, "SYN "}, {fin, "FIN "}, {rst, "RST "}, {psh, "PSH "}, {ack, "ACK "}, {urg, "URG "}}) {
    if ((flags & flag) != 0) out += name;
  }
  if (out.empty()) return "no flags";
  out.pop_back();
  return out;
}

std::string segment::written() const {
  std::string out = names_of(flags) + " seq " + std::to_string(seq);
  if ((flags & ack) != 0) out += " ack " + std::to_string(acked);
  out += " window " + std::to_string(window);
  if ((flags & urg) != 0) out += " urgent " + std::to_string(urgent);
  if (mss) out += " mss " + std::to_string(*mss);
  if (scale) out += " scale " + std::to_string(*scale);
  if (sack_permitted) out += " sack-permitted";
  for (const sack_block& block : sacks)
    out += " sack " + std::to_string(block.left) + "-" + std::to_string(block.right);
  if (text.size() > 40) {
    out += " (" + std::to_string(text.size()) + " bytes)";
  } else if (!text.empty()) {
    out += " \"" + text + "\"";
  }
  return out;
}

}  // namespace tcp_test
