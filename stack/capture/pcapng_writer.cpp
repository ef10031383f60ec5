// pcapng_writer: the layout of each block.
#include "stack/capture/pcapng_writer.hpp"

#include <algorithm>
#include <cstring>

namespace loopsock::capture {
namespace {

enum block_type : std::uint32_t {
  section_header = 0x0a0d0d0a,
  interface_description = 1,
  name_resolution = 4,
  interface_statistics = 5,
  enhanced_packet = 6,
};

enum option_code : std::uint16_t {
  end_of_options = 0,
  comment_option = 1,
  section_application = 4,
  interface_name = 2,
  interface_text = 3,
  interface_resolution = 9,
  packet_flags = 2,
  statistics_start = 2,
  statistics_end = 3,
  statistics_received = 4,
  statistics_dropped = 5,
  statistics_delivered = 8,
};

constexpr std::uint32_t byte_order = 0x1a2b3c4d;
constexpr std::uint64_t length_unknown = ~std::uint64_t{0};
constexpr std::uint8_t nanoseconds = 9;
constexpr std::uint16_t record_v4 = 1, record_v6 = 2, record_end = 0;

constexpr std::size_t around_body = 12;  // type and length before it, length after it
constexpr std::size_t option_head = 4;
constexpr std::size_t packet_fields = 20;

constexpr std::size_t padded(std::size_t bytes) noexcept { return (bytes + 3) & ~std::size_t{3}; }

/// Not through the middle of a character: the bytes that go on one begin with 10.
std::string_view cut(std::string_view text) noexcept {
  if (text.size() <= pcapng_writer::longest_text) return text;
  std::size_t at = pcapng_writer::longest_text;
  while (at != 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) --at;
  return text.substr(0, at);
}

std::size_t option_bytes(std::string_view text) noexcept {
  return text.empty() ? 0 : option_head + padded(cut(text).size());
}

std::size_t packet_option_bytes(std::string_view comment) noexcept {
  return option_bytes(comment) + option_head + 4 + option_head;
}

std::size_t record_bytes(const known_name& one) noexcept {
  return option_head + padded((one.address.is_v4() ? 4 : 16) + cut(one.name).size() + 1);
}

}  // namespace

std::size_t pcapng_writer::packet_bytes(std::size_t captured, std::string_view comment) noexcept {
  return around_body + packet_fields + padded(captured) + packet_option_bytes(comment);
}

bool pcapng_writer::section(std::string_view application) noexcept {
  begin(section_header, 16 + option_bytes(application) + option_head);
  put(byte_order, 4);
  put(1, 2);  // version 1.0
  put(0, 2);
  put(length_unknown, 8);
  put_option(section_application, application);
  put(end_of_options, 4);
  return end();
}

bool pcapng_writer::interface(std::string_view name, std::string_view description, link_type type,
                              std::uint32_t snap_length) noexcept {
  begin(interface_description, 8 + option_bytes(name) + option_bytes(description) + option_head + 4 + option_head);
  put(static_cast<std::uint16_t>(type), 2);
  put(0, 2);
  put(snap_length, 4);
  put_option(interface_name, name);
  put_option(interface_text, description);
  put_option(interface_resolution, nanoseconds, 1);
  put(end_of_options, 4);
  return end();
}

bool pcapng_writer::packet(std::uint32_t interface, since_1970 when, direction which, const_buffers whole,
                           std::size_t captured, std::string_view comment) noexcept {
  begin(enhanced_packet, packet_fields + padded(captured) + packet_option_bytes(comment));
  put(interface, 4);
  put_time(when);
  put(captured, 4);
  put(total_size(whole), 4);
  std::size_t left = captured;
  for (const const_buffer& piece : whole) {
    const std::size_t step = std::min(left, piece.size);
    put_bytes(piece.data, step);
    left -= step;
  }
  pad();
  put_option(comment_option, comment);
  put_option(packet_flags, static_cast<std::uint8_t>(which), 4);
  put(end_of_options, 4);
  return end();
}

bool pcapng_writer::names(std::span<const known_name> list) noexcept {
  std::size_t body = option_head;
  for (const known_name& one : list) body += record_bytes(one);
  begin(name_resolution, body);
  for (const known_name& one : list) {
    const std::string_view name = cut(one.name);
    const std::size_t address = one.address.is_v4() ? 4 : 16;
    put(one.address.is_v4() ? record_v4 : record_v6, 2);
    put(address + name.size() + 1, 2);
    put_bytes(one.address.bytes.data(), address);
    put_bytes(name.data(), name.size());
    put(0, 1);
    pad();
  }
  put(record_end, 4);
  return end();
}

bool pcapng_writer::statistics(std::uint32_t interface, since_1970 when, const interface_counts& counts) noexcept {
  begin(interface_statistics, statistics_bytes - around_body);
  put(interface, 4);
  put_time(when);
  put_time_option(statistics_start, counts.first);
  put_time_option(statistics_end, counts.last);
  put_option(statistics_received, counts.received, 8);
  put_option(statistics_dropped, counts.dropped, 8);
  put_option(statistics_delivered, counts.written, 8);
  put(end_of_options, 4);
  return end();
}

// ------------------------------------------------------------------------------------------------------------ the pieces

void pcapng_writer::begin(std::uint32_t type, std::size_t body) noexcept {
  length_ = around_body + body;
  put(type, 4);
  put(length_, 4);
}

bool pcapng_writer::end() noexcept {
  put(length_, 4);
  pass_on();
  return good_;
}

void pcapng_writer::put(std::uint64_t value, unsigned bytes) noexcept {
  std::array<std::uint8_t, 8> little{};
  for (unsigned i = 0; i < bytes; ++i) little[i] = static_cast<std::uint8_t>(value >> (8 * i));
  put_bytes(little.data(), bytes);
}

void pcapng_writer::put_bytes(const void* from, std::size_t bytes) noexcept {
  if (bytes == 0) return;
  bytes_ += bytes;
  if (bytes > staged_.size() - staged_count_) pass_on();
  if (bytes <= staged_.size()) {
    std::memcpy(staged_.data() + staged_count_, from, bytes);
    staged_count_ += bytes;
  } else {
    good_ = good_ && to_.write(static_cast<const std::byte*>(from), bytes);
  }
}

void pcapng_writer::pass_on() noexcept {
  good_ = good_ && (staged_count_ == 0 || to_.write(staged_.data(), staged_count_));
  staged_count_ = 0;
}

// Blocks begin at multiples of four.
void pcapng_writer::pad() noexcept { put(0, static_cast<unsigned>(padded(bytes_) - bytes_)); }

void pcapng_writer::put_option(std::uint16_t code, std::string_view text) noexcept {
  if (text.empty()) return;
  text = cut(text);
  put(code, 2);
  put(text.size(), 2);
  put_bytes(text.data(), text.size());
  pad();
}

void pcapng_writer::put_option(std::uint16_t code, std::uint64_t value, unsigned bytes) noexcept {
  put(code, 2);
  put(bytes, 2);
  put(value, bytes);
  pad();
}

void pcapng_writer::put_time(since_1970 when) noexcept {
  const auto count = static_cast<std::uint64_t>(when.count());
  put(count >> 32, 4);
  put(count & 0xffffffff, 4);
}

void pcapng_writer::put_time_option(std::uint16_t code, since_1970 when) noexcept {
  put(code, 2);
  put(8, 2);
  put_time(when);
}

}  // namespace loopsock::capture
