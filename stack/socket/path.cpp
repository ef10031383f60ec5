// path: the process-wide switch and the counters.
#include "stack/socket/path.hpp"

#include <array>
#include <atomic>
#include <cstdlib>
#include <string_view>

namespace loopsock {
namespace {

loopsock_fast_path_policy policy_of_environment() noexcept {
  const char* text = std::getenv("LOOPSOCK_FAST_PATH");
  const std::string_view word = text != nullptr ? text : "";
  if (word == "off") return LOOPSOCK_FAST_PATH_OFF;
  if (word == "always") return LOOPSOCK_FAST_PATH_ALWAYS;
  if (word == "forbidden") return LOOPSOCK_FAST_PATH_FORBIDDEN;
  return LOOPSOCK_FAST_PATH_BY_REQUEST;
}

std::atomic<loopsock_fast_path_policy>& policy_slot() noexcept {
  static std::atomic<loopsock_fast_path_policy> slot{policy_of_environment()};
  return slot;
}

constexpr std::size_t reasons = 16;
std::atomic<std::uint64_t> fast_connections{0};
std::atomic<std::uint64_t> fast_bytes{0};
std::atomic<std::uint64_t> fast_direct_bytes{0};
std::atomic<std::uint64_t> ordinary_connections{0};
std::array<std::atomic<std::uint64_t>, reasons> ordinary_by_reason{};
// Writers: whoever moves a count; reader: read_counters().
std::atomic<std::uint64_t> begun{0}, over{0};

}  // namespace

loopsock_fast_path_policy policy() noexcept { return policy_slot().load(std::memory_order_relaxed); }
void set_policy(loopsock_fast_path_policy p) noexcept { policy_slot().store(p, std::memory_order_relaxed); }

void count_connection(const path_record& record) noexcept {
  if (record.path == LOOPSOCK_PATH_FAST) {
    fast_connections.fetch_add(1, std::memory_order_relaxed);
  } else {
    ordinary_connections.fetch_add(1, std::memory_order_relaxed);
    ordinary_by_reason[static_cast<std::size_t>(record.reason) % reasons].fetch_add(1, std::memory_order_relaxed);
  }
}

void count_fast_bytes(std::uint64_t bytes, std::uint64_t direct_bytes) noexcept {
  fast_bytes.fetch_add(bytes, std::memory_order_relaxed);
  fast_direct_bytes.fetch_add(direct_bytes, std::memory_order_relaxed);
}

// seq_cst: a reader that sees one of a move's changes sees that it has begun, and that it is over only if it sees all.
moving_counts::moving_counts() noexcept { begun.fetch_add(1, std::memory_order_seq_cst); }
moving_counts::~moving_counts() { over.fetch_add(1, std::memory_order_seq_cst); }
std::uint64_t moves_begun() noexcept { return begun.load(std::memory_order_seq_cst); }
std::uint64_t moves_over() noexcept { return over.load(std::memory_order_seq_cst); }

void read_path_counters(loopsock_counters& into) noexcept {
  into.fast_connections = fast_connections.load(std::memory_order_relaxed);
  into.fast_bytes = fast_bytes.load(std::memory_order_relaxed);
  into.fast_direct_bytes = fast_direct_bytes.load(std::memory_order_relaxed);
  into.ordinary_connections = ordinary_connections.load(std::memory_order_relaxed);
  for (std::size_t i = 0; i < reasons; ++i) {
    into.ordinary_by_reason[i] = ordinary_by_reason[i].load(std::memory_order_relaxed);
  }
}

const char* name_of(loopsock_path path) noexcept {
  switch (path) {
    case LOOPSOCK_PATH_NONE: return "none";
    case LOOPSOCK_PATH_ORDINARY: return "ordinary";
    case LOOPSOCK_PATH_FAST: return "fast";
  }
  return "?";
}

const char* name_of(loopsock_reason reason) noexcept {
  switch (reason) {
    case LOOPSOCK_REASON_NONE: return "none";
    case LOOPSOCK_REASON_NOT_REQUESTED: return "not requested";
    case LOOPSOCK_REASON_PEER_NOT_REQUESTED: return "peer did not request";
    case LOOPSOCK_REASON_NOT_LOOPBACK: return "not loopback";
    case LOOPSOCK_REASON_FILTER: return "filter";
    case LOOPSOCK_REASON_SET_TOO_LATE: return "set too late";
    case LOOPSOCK_REASON_SIMULTANEOUS_OPEN: return "simultaneous open";
    case LOOPSOCK_REASON_NO_MEMORY: return "no memory";
    case LOOPSOCK_REASON_DISABLED: return "disabled";
  }
  return "?";
}

}  // namespace loopsock
