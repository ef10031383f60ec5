// capture_file: a capture in memory, and what a reader of our own finds in it: blocks, packets, TCP segments. Knows as much of pcapng as the tests
// need, and nothing of how the writer does it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "stack/capture/byte_sink.hpp"

namespace capture_test {

/// Keeps what is written where the test sees it, also when the session is gone. Fails once `room` bytes are there.
class memory_sink final : public loopsock::capture::byte_sink {
 public:
  explicit memory_sink(std::string& into, std::size_t room = SIZE_MAX) : into_(into), room_(room) {}
  bool write(const std::byte* from, std::size_t bytes) noexcept override {
    if (into_.size() + bytes > room_) return false;
    into_.append(reinterpret_cast<const char*>(from), bytes);
    return true;
  }
  bool flush() noexcept override { return true; }

 private:
  std::string& into_;
  const std::size_t room_;
};

inline std::uint32_t little(std::string_view bytes, std::size_t at, unsigned count = 4) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < count; ++i) value |= std::uint32_t{static_cast<unsigned char>(bytes.at(at + i))} << (8 * i);
  return value;
}
inline std::uint32_t network(std::string_view bytes, std::size_t at, unsigned count) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < count; ++i) value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return value;
}

struct block {
  std::uint32_t type = 0;
  std::string body;  // without type and lengths
};

/// Throws where lengths do not fit, so that a test that reads has also checked them.
inline std::vector<block> blocks_of(std::string_view file) {
  std::vector<block> list;
  while (!file.empty()) {
    const std::uint32_t length = little(file, 4);
    if (length % 4 != 0 || length < 12 || length > file.size()) throw std::runtime_error("a block's length");
    if (little(file, length - 4) != length) throw std::runtime_error("a block's second length");
    list.push_back({little(file, 0), std::string(file.substr(8, length - 12))});
    file.remove_prefix(length);
  }
  return list;
}

/// The value of an option; empty: there is none.
inline std::string option_of(std::string_view options, std::uint16_t wanted) {
  while (options.size() >= 4) {
    const std::uint32_t code = little(options, 0, 2), length = little(options, 2, 2);
    if (code == 0) break;
    if (code == wanted) return std::string(options.substr(4, length));
    options.remove_prefix(4 + ((length + 3) & ~3u));
  }
  return {};
}

struct packet {
  std::uint32_t interface = 0;
  std::uint64_t nanoseconds = 0;
  std::uint32_t original = 0;
  std::uint32_t flags = 0;
  std::string bytes, comment;
};

inline std::vector<packet> packets_of(std::string_view file) {
  std::vector<packet> list;
  for (const block& one : blocks_of(file)) {
    if (one.type != 6) continue;
    const std::string_view body = one.body;
    packet p;
    p.interface = little(body, 0);
    p.nanoseconds = std::uint64_t{little(body, 4)} << 32 | little(body, 8);
    p.original = little(body, 16);
    const std::uint32_t captured = little(body, 12);
    p.bytes = body.substr(20, captured);
    const std::string_view options = body.substr(20 + ((captured + 3) & ~3u));
    p.comment = option_of(options, 1);
    p.flags = little(option_of(options, 2), 0);
    list.push_back(p);
  }
  return list;
}

struct segment {
  std::uint16_t from = 0, to = 0;
  std::uint32_t sequence = 0, acknowledged = 0, window = 0, urgent = 0;
  std::string flags;  // of "SFRPAU"
  std::string data;
};

inline segment segment_of(const packet& p) {
  const std::string_view ip = p.bytes;
  const std::size_t tcp = network(ip, 0, 1) >> 4 == 4 ? 20 : 40;
  segment s;
  s.from = static_cast<std::uint16_t>(network(ip, tcp, 2));
  s.to = static_cast<std::uint16_t>(network(ip, tcp + 2, 2));
  s.sequence = network(ip, tcp + 4, 4);
  s.acknowledged = network(ip, tcp + 8, 4);
  const std::uint32_t bits = network(ip, tcp + 13, 1);
  for (const auto& [bit, letter] : {std::pair{2u, 'S'}, {1u, 'F'}, {4u, 'R'}, {8u, 'P'}, {16u, 'A'}, {32u, 'U'}})
    if ((bits & bit) != 0) s.flags += letter;
  s.window = network(ip, tcp + 14, 2);
  s.urgent = network(ip, tcp + 18, 2);
  s.data = ip.substr(tcp + (network(ip, tcp + 12, 1) >> 4) * 4);
  return s;
}

/// The sum over a whole packet's header or segment is 0 where its checksum is right.
inline bool sums_to_zero(std::string_view bytes, std::uint32_t start = 0) {
  std::uint32_t sum = start;
  for (std::size_t i = 0; i < bytes.size(); i += 2)
    sum += i + 1 < bytes.size() ? network(bytes, i, 2) : network(bytes, i, 1) << 8;
  while ((sum >> 16) != 0) sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff;
}
inline bool checksums_are_right(const packet& p) {
  const std::string_view ip = p.bytes;
  const bool v4 = network(ip, 0, 1) >> 4 == 4;
  const std::string_view transport = ip.substr(v4 ? 20 : 40);
  std::uint32_t pseudo = static_cast<std::uint32_t>(transport.size()) + network(ip, v4 ? 9 : 6, 1);
  for (std::size_t i = v4 ? 12 : 8; i < (v4 ? 20u : 40u); i += 2) pseudo += network(ip, i, 2);
  return (!v4 || sums_to_zero(ip.substr(0, 20))) && sums_to_zero(transport, pseudo);
}

}  // namespace capture_test
