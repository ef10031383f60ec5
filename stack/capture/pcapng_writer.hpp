// pcapng_writer: blocks of the pcapng format, one call each, into a sink.
//
//   [ section header ] [ interface ] [ interface ] [ names ] [ packet ] [ packet ] … [ interface statistics ]
//
//   block    type 32 · length 32 · fields · options · length 32       little-endian, each part padded to 32 bits
//   option   code 16 · length 16 · value, padded
//
// Times are nanoseconds since 1970, and every interface says so (if_tsresol 9).
//
// Threads  one at a time.
// Memory   nothing is allocated; packets are passed on by reference.
// Errors   once the sink has failed, everything answers false and does nothing.
// Source   the Internet-Draft "PCAP Next Generation (pcapng) Capture File Format", sections 3 and 4.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "stack/base/address.hpp"
#include "stack/base/buffers.hpp"
#include "stack/capture/byte_sink.hpp"

namespace loopsock::capture {

/// What a packet begins with. The numbers are those of the registry of link types.
enum class link_type : std::uint16_t { ethernet = 1, raw_ip = 101 };

/// As the host of the interface sees it. The numbers are those of epb_flags.
enum class direction : std::uint8_t { unknown = 0, inbound = 1, outbound = 2 };

using since_1970 = std::chrono::nanoseconds;

struct known_name {
  ip_address address;
  std::string name;
};

struct interface_counts {
  since_1970 first{}, last{};  // when the capture of it began and ended
  std::uint64_t received = 0;  // packets seen
  std::uint64_t dropped = 0;   // of these, not written for want of room
  std::uint64_t written = 0;
};

class pcapng_writer {
 public:
  explicit pcapng_writer(byte_sink& to) noexcept : to_(to) {}

  /// Texts here and below are UTF-8, and cut after `longest_text` bytes.
  bool section(std::string_view application) noexcept;
  /// Interfaces are numbered from 0 in the order of these calls. `snap_length` 0: packets are not cut.
  bool interface(std::string_view name, std::string_view description, link_type type,
                 std::uint32_t snap_length) noexcept;
  /// The first `captured` bytes of the packet, at most all. An empty comment is none.
  bool packet(std::uint32_t interface, since_1970 when, direction which, const_buffers whole, std::size_t captured,
              std::string_view comment) noexcept;
  bool names(std::span<const known_name> list) noexcept;
  bool statistics(std::uint32_t interface, since_1970 when, const interface_counts& counts) noexcept;
  bool flush() noexcept { return good_ = good_ && to_.flush(); }

  [[nodiscard]] std::uint64_t bytes_written() const noexcept { return bytes_; }
  [[nodiscard]] static std::size_t packet_bytes(std::size_t captured, std::string_view comment) noexcept;
  static constexpr std::size_t statistics_bytes = 88;
  static constexpr std::size_t longest_text = 4096;

 private:
  void begin(std::uint32_t type, std::size_t body) noexcept;
  bool end() noexcept;
  void put(std::uint64_t value, unsigned bytes) noexcept;
  void put_bytes(const void* from, std::size_t bytes) noexcept;
  void pad() noexcept;
  void put_option(std::uint16_t code, std::string_view text) noexcept;
  void put_option(std::uint16_t code, std::uint64_t value, unsigned bytes) noexcept;
  void put_time_option(std::uint16_t code, since_1970 when) noexcept;
  void put_time(since_1970 when) noexcept;
  void pass_on() noexcept;

  byte_sink& to_;
  bool good_ = true;
  std::uint64_t bytes_ = 0;       // of finished blocks and of the one that is being written
  std::size_t length_ = 0;        // of the block that is being written
  std::size_t staged_count_ = 0;  // small fields are gathered here, so that the sink is not called for each
  std::array<std::byte, 128> staged_;
};

}  // namespace loopsock::capture
