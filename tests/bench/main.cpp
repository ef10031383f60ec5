// loopsock_bars: does loopsock reach what it promises? Every round makes every measurement, and in each the peers take turns
// (measurement.hpp). See --help.
//
// Threads  main opens the connections; those that measure are made by each measurement; besides, the watchdog, loopsock's own
//          and lwIP's own, all of them unpinned.
#include <winsock2.h>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "options.hpp"
#include "plots.hpp"
#include "processor_time.hpp"
#include "processors.hpp"
#include "report.hpp"

namespace loopsock_bars {
namespace {

int run(options chosen, const circumstances& of) {
  watchdog dog;
  chosen.how.dog = &dog;
  figures measured;
  for (unsigned round = 1; round <= chosen.rounds; ++round) {
    const others_share others;
    for (const measurement& m : measurements()) {
      if (!chosen.wants(m.name) || (m.once && round > 1)) continue;
      std::fprintf(stderr, "round %u of %u: %s\n", round, chosen.rounds, m.name);
      m.run(chosen.how, measured);
    }
    measured.add("others/percent", others.percent());
  }

  dog.expect("writing the report", patience);
  const std::vector<bar> bars = judge(measured, chosen.how.most_connections);
  print_head(of);
  print_others(measured);
  print_tables(measured);
  print_bars(bars);
  if (!chosen.json.empty()) write_json(chosen.json, of, measured, bars);
  if (!chosen.plots.empty()) draw_plots(chosen.plots, of, measured);
  return std::all_of(bars.begin(), bars.end(), [](const bar& b) { return b.holds(); }) ? 0 : 1;
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
    std::fputs(help_text().c_str(), stdout);
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
    exit_code = run(chosen, describe(argc, argv));
  } catch (const std::exception& e) {
    std::fflush(stdout);
    std::fprintf(stderr, "loopsock_bars: %s\n", e.what());
  }
  ::WSACleanup();
  return exit_code;
}
