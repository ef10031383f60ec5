// bars: every bound stands here and nowhere else.
#include "bars.hpp"

#include "statistics.hpp"

namespace loopsock_bars {
namespace {

bar at_least(std::string key, std::string sentence, double measured, double bound) {
  return {std::move(key), std::move(sentence), measured, bound, true, "x"};
}

bar at_most(std::string key, std::string sentence, double measured, double bound, std::string unit) {
  return {std::move(key), std::move(sentence), measured, bound, false, std::move(unit)};
}

}  // namespace

std::vector<bar> judge(const results& r) {
  std::vector<bar> bars{
      at_least("ordinary_stream", "ordinary path, 64 KiB writes: at least the kernel's throughput",
               ratio(r.stream_gbs[ordinary], r.stream_gbs[kernel]), 1),
      at_least("ordinary_round_trip", "ordinary path, 64-byte round trip: ten times as quick as lwIP's socket layer",
               ratio(r.round_trip_us[lwip], r.round_trip_us[ordinary]), 10),
      at_most("fast_round_trip", "fast path, 64-byte round trip", median(r.round_trip_us[fast]), 0.6, "us"),
      at_least("fast_stream", "fast path, 64 KiB writes: four times the kernel's throughput",
               ratio(r.stream_gbs[fast], r.stream_gbs[kernel]), 4),
      at_most("refused", "connect to a closed port is refused at once", median(r.refusal_ms[0]), 10, "ms"),
      at_most("refused_marked", "the same, marked for the fast path", median(r.refusal_ms[1]), 10, "ms"),
  };
  for (const unread_row& row : r.unread) {
    const std::string path = row.marked ? "fast" : "ordinary";
    const std::string writes = row.write_bytes == 1 ? "one-byte" : "64 KiB";
    bars.push_back(at_most("unread_" + path + "_" + std::to_string(row.write_bytes),
                           "unread " + writes + " writes on the " + path + " path: no growth, every byte right",
                           row.cost.growth_kib, 256, "KiB"));
    bars.back().also = row.cost.right;
  }
  return bars;
}

}  // namespace loopsock_bars
