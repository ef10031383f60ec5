// loopsock_bars: does loopsock reach what it promises? Every peer is measured in every round, one after another, so that a
// machine that slows down slows all of them; ratios are taken within a round, and medians over the rounds. See --help.
//
// Threads  main opens the connections; two more do each measurement; besides, the watchdog, loopsock's own and lwIP's own,
//          all of them unpinned.
#include <winsock2.h>

#include <cstdio>
#include <exception>

#include "hand_off.hpp"
#include "kernel_peer.hpp"
#include "lwip_peer.hpp"
#include "options.hpp"
#include "processors.hpp"
#include "refusal.hpp"
#include "report.hpp"
#include "ring_peer.hpp"
#include "round_trip.hpp"
#include "stream.hpp"
#include "watchdog.hpp"
#include "winsock_peer.hpp"

namespace loopsock_bars {
namespace {

// What a measurement may take beyond the time it is given; only something that hangs takes as long.
constexpr std::chrono::seconds patience{30};

connection open(peer which) {
  switch (which) {
    case limit: return open_ring();
    case fast: return open_winsock(true);
    case ordinary: return open_winsock(false);
    case kernel: return open_kernel();
    default: return open_lwip();
  }
}

void run_round(results& into, const work& how, watchdog& dog) {
  for (std::size_t p = 0; p < peer_count; ++p) {
    dog.expect(std::string("the round trip, ") + peer_keys[p] + ",", patience);
    into.round_trip_us[p].push_back(p == limit ? measure_hand_off(how) : measure_round_trip(open(peer{p}), how));
  }
  for (std::size_t p = 0; p < peer_count; ++p) {
    dog.expect(std::string("the stream, ") + peer_keys[p] + ",", patience);
    into.stream_gbs[p].push_back(measure_stream(open(peer{p}), how));
  }
  dog.expect("connect to a closed port", patience);
  for (const bool marked : {false, true}) into.refusal_ms[marked].push_back(measure_refusal(marked));
}

int run(const options& chosen) {
  watchdog dog;
  results measured;
  for (unsigned round = 1; round <= chosen.rounds; ++round) {
    std::fprintf(stderr, "round %u of %u\n", round, chosen.rounds);
    run_round(measured, chosen.each, dog);
  }

  measured.unread_seconds = std::chrono::duration<double>(chosen.memory).count();
  for (const bool marked : {true, false}) {
    for (const std::size_t write_bytes : {std::size_t{65536}, std::size_t{1}}) {
      std::fprintf(stderr, "a reader that never reads: %s path, writes of %zu\n", marked ? "fast" : "ordinary",
                   write_bytes);
      dog.expect("sending to a reader that never reads",
                 patience + std::chrono::duration_cast<std::chrono::seconds>(chosen.memory));
      measured.unread.push_back({marked, write_bytes, measure_unread(marked, write_bytes, chosen.memory)});
    }
  }

  const std::vector<bar> bars = judge(measured);
  print_tables(measured);
  print_bars(bars);
  if (!chosen.json.empty()) write_json(chosen.json, measured, bars);
  bool all = true;
  for (const bar& b : bars) all &= b.holds();
  return all ? 0 : 1;
}

}  // namespace
}  // namespace loopsock_bars

int main(int argc, char** argv) {
  using namespace loopsock_bars;
  options chosen;
  try {
    chosen = parse_options(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "loopsock_bars: %s\n", e.what());
    return 2;
  }
  if (chosen.help) {
    std::fputs(help_text, stdout);
    return 0;
  }
  if (usable_processors() < 2)
    std::fprintf(stderr, "loopsock_bars: only one processor: the two threads share it, and no figure means much\n");

  WSADATA startup;
  if (const int error = ::WSAStartup(MAKEWORD(2, 2), &startup); error != 0) {
    std::fprintf(stderr, "loopsock_bars: WSAStartup: Winsock error %d\n", error);
    return watchdog::exit_code;
  }
  int exit_code = watchdog::exit_code;
  try {
    exit_code = run(chosen);
  } catch (const std::exception& e) {
    std::fflush(stdout);
    std::fprintf(stderr, "loopsock_bars: %s\n", e.what());
  }
  ::WSACleanup();
  return exit_code;
}
