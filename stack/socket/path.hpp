// path: who may take the fast path, why not, and the count of both.
//
// The decision falls once per connection, at the moment it enters the listener's backlog, from the wishes of both ends and
// the process's policy at that moment; its outcome and reason stay with the connection (spec 2.8a, 2.9, 2.10).
//
// Threads  decide() is pure; the policy is one atomic, the counters are atomics written at connection rate only.
#pragma once

#include <cstdint>

#include <loopsock/path.h>

namespace loopsock {

/// What a socket knows of its connection's path.
struct path_record {
  loopsock_path path : 8 = LOOPSOCK_PATH_NONE;
  loopsock_reason reason : 8 = LOOPSOCK_REASON_NONE;
};

struct path_question {
  bool wished = false;  // this end asked for the fast path (its flag, or the policy "always")
  bool peer_wished = false;
  bool loopback = false;      // the peer's address is a loopback address
  bool simultaneous = false;  // simultaneous open, or a socket connected to itself
  bool filtered = false;      // a filter inspects data, or keeps one of the two ends on the ordinary path
  bool no_memory = false;     // a pair could not be made
};

/// The path of a connection, and the reason as this end sees it. FAST has the reason NONE.
constexpr path_record decide(const path_question& q, loopsock_fast_path_policy policy) noexcept {
  const auto ordinary = [](loopsock_reason reason) { return path_record{LOOPSOCK_PATH_ORDINARY, reason}; };
  if (!q.wished) return ordinary(LOOPSOCK_REASON_NOT_REQUESTED);
  if (policy == LOOPSOCK_FAST_PATH_OFF || policy == LOOPSOCK_FAST_PATH_FORBIDDEN)
    return ordinary(LOOPSOCK_REASON_DISABLED);
  if (!q.loopback) return ordinary(LOOPSOCK_REASON_NOT_LOOPBACK);
  if (q.simultaneous) return ordinary(LOOPSOCK_REASON_SIMULTANEOUS_OPEN);
  if (q.filtered) return ordinary(LOOPSOCK_REASON_FILTER);
  if (!q.peer_wished) return ordinary(LOOPSOCK_REASON_PEER_NOT_REQUESTED);
  if (q.no_memory) return ordinary(LOOPSOCK_REASON_NO_MEMORY);
  return {LOOPSOCK_PATH_FAST, LOOPSOCK_REASON_NONE};
}

/// The policy in force: the environment's LOOPSOCK_FAST_PATH (off, always, forbidden, by_request) until set_policy().
loopsock_fast_path_policy policy() noexcept;
void set_policy(loopsock_fast_path_policy policy) noexcept;

/// Whether a socket with this flag counts as marked under the policy in force.
inline bool wishes(bool flag) noexcept { return flag || policy() == LOOPSOCK_FAST_PATH_ALWAYS; }

/// Counts a connection once, as the end that made it sees it.
void count_connection(const path_record& record) noexcept;
/// The bytes that a fast connection had carried when its last end let go.
void count_fast_bytes(std::uint64_t bytes, std::uint64_t direct_bytes) noexcept;

/// Lives while a count goes from a living connection to the ended ones: who reads both meanwhile reads them again.
class moving_counts {
 public:
  moving_counts() noexcept;
  ~moving_counts();
  moving_counts(const moving_counts&) = delete;
  moving_counts& operator=(const moving_counts&) = delete;
};
/// Moves that have begun, and that are over. Nothing moved between two moments if as many had begun at the second as were over at the first.
std::uint64_t moves_begun() noexcept;
std::uint64_t moves_over() noexcept;
/// Connections and the bytes of ended ones; the packet counters and live connections are added by the caller.
void read_path_counters(loopsock_counters& into) noexcept;

const char* name_of(loopsock_path path) noexcept;
const char* name_of(loopsock_reason reason) noexcept;

}  // namespace loopsock
