// faults: what a test makes go wrong at the sockets of a node, whatever path their connections take.
//
// Faults of links touch packets, and the fast path has none. These touch what a socket asks of its carrier: a connection that is made while its node
// has a plan passes a faulty_stream, and the calls that begin something ask next_operation().
//
// Threads  plans are changed between operations, by the test (which runs alone, see stack/testnet/lockstep.hpp); calls only read them, but for the
//          count of operations.
// Cost     one load while there are none.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include <loopsock/error.hpp>

#include "stack/base/deferred.hpp"
#include "stack/lwip/node.hpp"

namespace loopsock {

class stream;

namespace faults {

struct plan {
  std::size_t most_read = 0, most_written = 0;  // bytes that one step moves at most; 0: any number
  std::uint64_t reset_after = 0;                // bytes of a connection, both directions together; 0: never
  error failure = error::connection_reset;      // of the operation that fails
  std::chrono::nanoseconds accept_takes{0};
  bool connects_unanswered = false;
  std::atomic<std::uint64_t> until_failure{
      0};  // operations to come, the last of which fails; 0: none. Writers: operations, one at a time
};

/// nullptr takes the plan away. It lives until no connection that was made under it does.
void set_plan(lwip::node_number on, plan* wanted) noexcept;

extern std::atomic<std::uint32_t> plans;  // how many nodes have one; writer: set_plan()
plan* plan_of(lwip::node_number on) noexcept;
inline plan* of(lwip::node_number on) noexcept {
  return plans.load(std::memory_order_relaxed) == 0 ? nullptr : plan_of(on);
}

/// Counts an operation; why it fails, or none.
error next_operation(plan* now) noexcept;

/// What becomes of a connect that nobody answers is the test's business: it ends it, later, with socket::give_up_connect().
using unanswered = void (*)(handle number, std::uint32_t attempt) noexcept;
void on_unanswered(unanswered tell) noexcept;
void tell_unanswered(handle number, std::uint32_t attempt) noexcept;

/// `carrier`, wrapped if the node has a plan; without memory as it is.
stream& wrapped(stream& carrier, lwip::node_number on) noexcept;

}  // namespace faults
}  // namespace loopsock
