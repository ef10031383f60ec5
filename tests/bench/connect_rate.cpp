// connect_rate: two pinned threads, blocking calls. The client closes first. It may be 64 connections ahead of the server,
// half of what the listener lets wait, so neither waits for the other each time, and nobody is refused.
//
// What flatters whom: a client that is ahead spares the server the sleep in accept, the kernel's most. Closed connections
// that are in TIME_WAIT slow the kernel's search for a port; kernel_door.cpp gives it many addresses, so that they do not.
#include "connect_rate.hpp"

#include <atomic>

#include "kernel_door.hpp"
#include "spin.hpp"
#include "winsock_door.hpp"

namespace loopsock_bars {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::uint64_t most_ahead = 64;
constexpr int visits_per_look = 16;

struct row {
  const char* name;
  std::unique_ptr<door> (*open)();
  errand what;
};

constexpr row rows[] = {
    {"plain/fast", [] { return open_winsock_door({.marked = true}); }, errand::nothing},
    {"plain/ordinary", [] { return open_winsock_door({}); }, errand::nothing},
    {"plain/kernel", open_kernel_door, errand::nothing},
    {"dual_stack/fast", [] { return open_winsock_door({.marked = true, .dual_stack = true}); }, errand::nothing},
    {"dual_stack/ordinary", [] { return open_winsock_door({.dual_stack = true}); }, errand::nothing},
    {"request/fast", [] { return open_winsock_door({.marked = true}); }, errand::request},
    {"request/ordinary", [] { return open_winsock_door({}); }, errand::request},
    {"request/kernel", open_kernel_door, errand::request},
};

// Who fails shuts the door, so that the other does not wait behind it.
template <class Body>
void shutting_on_failure(door& at, Body&& body) {
  try {
    body();
  } catch (...) {
    at.shut();
    throw;
  }
}

}  // namespace

double measure_connect_rate(door& at, const work& how, errand what) {
  alignas(two_lines) std::atomic<std::uint64_t> received{0};
  alignas(two_lines) std::atomic<std::uint64_t> last{0};
  std::atomic<bool> failed{false};
  clock::time_point start, end;
  run_two(
      how.pin,
      [&] {
        shutting_on_failure(at, [&] {
          std::uint64_t visits = 0;
          spin waiting;
          start = clock::now();
          while (clock::now() - start < how.duration) {
            for (int i = 0; i < visits_per_look; ++i) {
              at.visit(what);
              ++visits;
              while (visits - received.load(std::memory_order_relaxed) > most_ahead) {
                if (failed.load(std::memory_order_relaxed)) return;
                waiting.once();
              }
            }
          }
          // Said before it comes, so the server knows it when it has it.
          last.store(visits + 1, std::memory_order_release);
          at.visit(what);
        });
      },
      [&] {
        try {
          shutting_on_failure(at, [&] {
            for (std::uint64_t number = 1;; ++number) {
              at.receive(what);
              received.store(number, std::memory_order_relaxed);
              if (last.load(std::memory_order_acquire) == number) break;
            }
            end = clock::now();
          });
        } catch (...) {
          failed = true;
          throw;
        }
      });
  return static_cast<double>(received) / std::chrono::duration<double>(end - start).count();
}

void run_connect_rate(const setting& how, figures& into) {
  for (const row& one : rows) {
    how.expect(std::string("connecting, ") + one.name + ",", how.each.duration);
    const auto at = one.open();
    into.add(std::string("connect/") + one.name + "/per_s", measure_connect_rate(*at, how.each, one.what));
  }
}

}  // namespace loopsock_bars
