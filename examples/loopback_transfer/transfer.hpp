// transfer: the work that is measured, the same over every carrier.
//
//     client (calling thread)                          server (a thread of its own)
//       file, in 64 KiB sends       ─────────────►      into `arrival`; clock stops at the last byte
//       compares with its own       ◄─────────────      memcmp with the file, then its checksum
//                                    … `passes` times
//       64-byte request             ─────────────►      checks it
//       checks it; clock stops      ◄─────────────      64-byte reply
//                                    … `requests` times
//
// Checking happens while no clock runs, or costs nanoseconds (the requests), so that it does not blur what is measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "endpoint.hpp"

namespace loopback_transfer {

inline constexpr std::size_t write_bytes = 64 * 1024;
inline constexpr std::size_t request_bytes = 64;

struct workload {
  std::span<const std::byte> file;
  unsigned passes;    // how often the file is sent
  unsigned requests;  // how many round trips follow
};

struct timings {
  double bytes_per_second;
  double median_us;  // of the round trips
  double p99_us;
};

/// Fingerprint of `bytes`: the step of FNV-1a over 64-bit words instead of bytes, for speed. Each step is a bijection,
/// so a change within one word never goes unseen.
std::uint64_t checksum(std::span<const std::byte> bytes) noexcept;

/// Does the work over one connection and checks every byte. `arrival` is as large as the file and is overwritten.
/// Throws std::runtime_error with a sentence when a byte differs or a call fails; both ends may then be closed.
timings run_transfer(const connection& over, const workload& work, std::span<std::byte> arrival);

}  // namespace loopback_transfer
