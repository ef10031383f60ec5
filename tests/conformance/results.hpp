// results: what one test function did, in memory that its process shares with the driver, so that it survives a crash and a time limit.
//
//   driver ── memfd, inherited as a descriptor ──► unit's process
//     reads when the process has ended               writes while it runs
//
// Threads  every thread of the unit's process counts; all fields are relaxed atomics, since the end of the process orders them.
// Memory   zero-filled by the kernel, which is the state before the first check.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace conformance {

using count = std::atomic<std::uint32_t>;

struct unit_results {
  count passed;
  count failed;
  count todo;    // "wine" setting only: failed where Wine fails too
  count beyond;  // "wine" setting only: passed where Wine fails
  count skipped;
  count last_line;  // of the check that was made last
  count finished;   // 1: the function came back

  // Failed checks per source line.
  static constexpr int lines = 512;
  struct failed_line {
    count line;
    count times;
  };
  std::array<failed_line, lines> failed_lines;
};

static_assert(count::is_always_lock_free, "two processes share it");

}  // namespace conformance
