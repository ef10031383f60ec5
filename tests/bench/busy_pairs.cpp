// busy_pairs: 64 connections with a thread at each end, not pinned, on all processors. Each client makes round trips of 64
// bytes until the time is over; what each has made is counted.
//
// The sum over all pairs hides who makes it: where a pair that has both processors makes a thousand trips while the others wait,
// the sum is high and the median pair poor. So the median, the slowest and the quickest are there too.
//
// What flatters whom: the threads of a pair mostly share a processor with 126 others, so waiting by looking again is useless
// here and costs whoever does it. Who hands over to its peer at once makes more trips; the kernel's scheduler decides the rest.
#include "busy_pairs.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <latch>
#include <thread>

#include "messages.hpp"
#include "peers.hpp"

namespace loopsock_bars {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::size_t pair_count = 64;
constexpr std::size_t message_bytes = 64;
constexpr const char* peers[] = {"fast", "ordinary", "kernel", "unix"};

// One window of time for all: a thread that comes to run late must not be measured when the others have stopped.
struct window {
  std::latch all_there{pair_count + 1};
  std::atomic<bool> open{false};
  std::atomic<bool> over{false};
};

struct pair {
  connection ends;
  std::uint64_t trips = 0;  // within the window; the client's, read after it is joined
  std::exception_ptr failure;
};

void run_client(pair& mine, window& when) {
  try {
    echo_client echo(*mine.ends.client, message_bytes);
    echo.round_trip();
    when.all_there.arrive_and_wait();
    while (!when.over.load(std::memory_order_relaxed)) {
      echo.round_trip();
      // A trip that ends after the window does not count: whoever was put aside has not made it in time.
      if (when.open.load(std::memory_order_relaxed) && !when.over.load(std::memory_order_relaxed)) ++mine.trips;
    }
  } catch (...) {
    mine.failure = std::current_exception();
  }
  mine.ends.client->close();
}

void run_server(pair& mine) {
  try {
    serve_echoes(*mine.ends.server, message_bytes);
  } catch (...) {
    // The client sees the end of the stream and tells.
  }
  mine.ends.server->close();
}

// Round trips per second of each pair.
std::vector<double> measure(const peer& which, std::chrono::milliseconds duration) {
  std::vector<pair> pairs(pair_count);
  for (pair& one : pairs) one.ends = which.open();
  window when;
  std::vector<std::thread> threads;
  for (pair& one : pairs) {
    threads.emplace_back([&one] { run_server(one); });
    threads.emplace_back([&] { run_client(one, when); });
  }
  when.all_there.arrive_and_wait();
  std::this_thread::sleep_for(duration / 4);  // to warm up
  const auto start = clock::now();
  when.open = true;
  std::this_thread::sleep_for(duration);
  when.over = true;
  const double seconds = std::chrono::duration<double>(clock::now() - start).count();
  for (std::thread& one : threads) one.join();
  std::vector<double> rates;
  for (const pair& one : pairs) {
    if (one.failure) std::rethrow_exception(one.failure);
    rates.push_back(static_cast<double>(one.trips) / seconds);
  }
  return rates;
}

}  // namespace

void run_busy_pairs(const setting& how, figures& into) {
  // Each thread's turn at a processor is some milliseconds and comes round after a hundred others': it takes long to be fair.
  const auto duration = 4 * how.each.duration;
  for (const char* key : peers) {
    const std::string name = std::string("busy/") + key;
    how.expect("64 busy pairs, " + std::string(key) + ",", 2 * duration);
    const std::vector<double> rates = measure(peer_named(key), duration);
    double all = 0;
    for (const double one : rates) all += one;
    into.add(name + "/per_s", all);
    into.add(name + "/slowest_per_s", *std::min_element(rates.begin(), rates.end()));
    into.add(name + "/median_per_s", median(rates));
    into.add(name + "/quickest_per_s", *std::max_element(rates.begin(), rates.end()));
  }
}

}  // namespace loopsock_bars
