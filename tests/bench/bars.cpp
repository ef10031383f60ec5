// bars: every bound stands here and nowhere else. Each row names the figure and the one that it is held against; the ratio is
// the median of the ratios within the rounds.
#include "bars.hpp"

#include <algorithm>
#include <iterator>

#include "many_connections.hpp"
#include "unread.hpp"

namespace loopsock_bars {
namespace {

// `measured` = above / below, at least or at most `bound`.
struct ratio_bar {
  const char* key;
  const char* sentence;
  const char* above;
  const char* below;
  bool at_least;
  double bound;
};

constexpr bool least = true, most = false;

constexpr ratio_bar ratio_bars[] = {
    {"fast_round_trip_kernel", "fast path, 64 B round trip: as quick as so many of the kernel's, blocking",
     "round_trip/kernel/us", "round_trip/fast/us", least, 150},
    {"fast_round_trip_spinning", "fast path, 64 B round trip: as quick as so many of the kernel's, spinning",
     "round_trip/kernel_spin/us", "round_trip/fast/us", least, 20},
    {"fast_round_trip_slots", "fast path, 64 B round trip: takes so many times the raw ring's (64-byte slots)",
     "round_trip/fast/us", "round_trip/slots/us", most, 2},
    {"fast_round_trip_asleep", "fast path, 64 B to a sleeping peer: takes so many times a raw futex's",
     "sleeping_peer/fast/p50_us", "sleeping_peer/futex/p50_us", most, 1.1},
    {"fast_stream_kernel", "fast path, writes of 64 KiB: so many times the kernel's bytes",
     "stream/65536/fast/bytes_per_s", "stream/65536/kernel/bytes_per_s", least, 7},
    {"fast_stream_ring", "fast path, writes of 64 KiB: so many times the raw ring's bytes",
     "stream/65536/fast/bytes_per_s", "stream/65536/ring/bytes_per_s", least, 0.8},
    {"fast_posted_ring", "  with receives posted (port): so many times the raw ring's",
     "stream/65536/fast_port/bytes_per_s", "stream/65536/ring/bytes_per_s", least, 1},
    {"fast_large_ring", "fast path, blocking sends of 1 MiB: so many times the raw ring's",
     "stream/1048576/fast/bytes_per_s", "stream/1048576/ring/bytes_per_s", least, 1},
    {"fast_nagle", "fast path, writes of 64 KiB, Nagle on: so many times the ordinary path's, Nagle on",
     "stream/65536/fast_nagle/bytes_per_s", "stream/65536/ordinary_nagle/bytes_per_s", least, 1},
    {"fast_messages_kernel", "fast path, writes of 64 B: so many times the kernel's messages",
     "stream/64/fast/bytes_per_s", "stream/64/kernel/bytes_per_s", least, 40},
    {"fast_synchronous", "fast path, 64 KiB each way: as quick as so many of the ordinary path's",
     "round_trip_64k/ordinary/us", "round_trip_64k/fast/us", least, 1},
    {"fast_connect_kernel", "fast path, connect + accept + close: so many times the kernel's",
     "connect/plain/fast/per_s", "connect/plain/kernel/per_s", least, 20},
    {"fast_connect_ordinary", "  so many times the ordinary path's", "connect/plain/fast/per_s",
     "connect/plain/ordinary/per_s", least, 1},
    {"fast_connect_dual", "  listener for both families: so many times the ordinary path's",
     "connect/dual_stack/fast/per_s", "connect/dual_stack/ordinary/per_s", least, 1},
    {"fast_short_ordinary", "  short connections with a request: so many times the ordinary path's",
     "connect/request/fast/per_s", "connect/request/ordinary/per_s", least, 1},
    {"fast_busy_kernel", "fast path, 64 busy pairs: so many times the kernel's round trips", "busy/fast/per_s",
     "busy/kernel/per_s", least, 3},
    {"fast_busy_fair", "  the slowest pair makes so many times the median pair's", "busy/fast/slowest_per_s",
     "busy/fast/median_per_s", least, 0.5},
    // The two above hold even where a few pairs make nearly all the trips and most of the others equally few; this one does not.
    {"fast_busy_median", "  the median pair makes so many times the kernel's median pair's", "busy/fast/median_per_s",
     "busy/kernel/median_per_s", least, 1},
    {"port_echo_asio", "fast path, echoes through ports, 1 000 connections: so many times Asio's",
     "port_echo/fast/per_s", "port_echo/asio/per_s", least, 10},
    {"ordinary_stream_kernel", "ordinary path, writes of 64 KiB: so many times the kernel's bytes",
     "stream/65536/ordinary/bytes_per_s", "stream/65536/kernel/bytes_per_s", least, 1.5},
    {"ordinary_round_trip_kernel", "ordinary path, 64 B round trip: as quick as so many of the kernel's, blocking",
     "round_trip/kernel/us", "round_trip/ordinary/us", least, 20},
    {"ordinary_round_trip_lwip", "ordinary path, 64 B round trip: as quick as so many of lwIP's sockets'",
     "round_trip/lwip/us", "round_trip/ordinary/us", least, 10},
};

// What may grow with the number of open connections: to so many times at the most, beside one.
constexpr double most_slowdown = 1.3;

struct slowdown {
  const char* key;
  const char* what;
  const char* metric;
  bool less_is_better;
};

constexpr slowdown slowdowns[] = {
    {"round_trip", "64 B round trip", "round_trip_us", true},
    {"stream_64", "writes of 64 B", "stream_64_bytes_per_s", false},
    {"stream_64k", "writes of 64 KiB", "stream_64k_bytes_per_s", false},
    {"connect", "connect + accept + close", "connect_per_s", false},
};

bar at_most(std::string key, std::string sentence, double measured, double bound, std::string unit) {
  return {std::move(key), std::move(sentence), measured, bound, false, std::move(unit)};
}

void judge_ratios(const figures& all, std::vector<bar>& bars) {
  for (const ratio_bar& b : ratio_bars)
    if (all.has(b.above) && all.has(b.below))
      bars.push_back({b.key, b.sentence, all.times(b.above, b.below), b.bound, b.at_least, "x"});
}

void judge_idle(const figures& all, std::vector<bar>& bars) {
  if (!all.has("idle/bytes_per_pair")) return;
  bars.push_back(at_most("idle_memory", "idle fast connection, both ends and all that belongs to them",
                         all.middle("idle/bytes_per_pair"), 768, "B"));
  // A thousandth of one processor: this program's own two threads wake now and then.
  bars.push_back(at_most("idle_processor", "idle fast connections, all of them: processor time per second",
                         all.middle("idle/cpu_ms") / all.middle("idle/seconds"), 1, "ms"));
}

void judge_path_with_many(const figures& all, const std::string& path, std::size_t count, std::vector<bar>& bars) {
  const std::string with_one = "many/" + path + "/1/", with_many = "many/" + path + "/" + std::to_string(count) + "/";
  for (const slowdown& s : slowdowns) {
    const std::string a = with_one + s.metric, b = with_many + s.metric;
    bars.push_back(
        at_most("many_" + path + "_" + s.key,
                path + " path, " + std::to_string(count) + " open: " + s.what + " takes so many times as long",
                s.less_is_better ? all.times(b, a) : all.times(a, b), most_slowdown, "x"));
    bars.back().also = all.has(b) && all.of(b).size() == all.of(a).size();  // a round stopped early: missed
  }
}

// `wanted`: what the command line allows. The bar is judged at the highest count within that.
void judge_many(const figures& all, std::size_t wanted, std::vector<bar>& bars) {
  if (!all.has("many/fast/open")) return;
  const std::size_t count = *std::prev(std::upper_bound(std::begin(fast_counts), std::end(fast_counts), wanted));
  judge_path_with_many(all, "fast", count, bars);
  const std::string resident = "many/fast/" + std::to_string(count) + "/resident_bytes";
  bars.push_back(at_most("many_fast_memory", "fast path, " + std::to_string(count) + " open: the whole process has",
                         all.middle(resident) / 1e9, 1.5, "GB"));
  bars.back().also = all.has(resident);
}

void judge_refusals(const figures& all, std::vector<bar>& bars) {
  if (!all.has("refusal/marked/ms")) return;
  bars.push_back(
      at_most("refused", "connect to a closed port is refused at once", all.middle("refusal/unmarked/ms"), 10, "ms"));
  bars.push_back(
      at_most("refused_marked", "  the same, marked for the fast path", all.middle("refusal/marked/ms"), 10, "ms"));
}

void judge_unread(const figures& all, std::vector<bar>& bars) {
  for (const std::string path : {"fast", "ordinary"}) {
    for (const std::size_t write_bytes : unread_writes) {
      const std::string name = "unread/" + path + "/" + std::to_string(write_bytes);
      if (!all.has(name + "/right")) continue;
      bars.push_back(
          at_most("unread_" + path + "_" + std::to_string(write_bytes),
                  path + " path, unread writes of " + std::to_string(write_bytes) + " B: growth; bytes right",
                  all.middle(name + "/growth_kib"), 256, "KiB"));
      bars.back().also = all.middle(name + "/right") == 1;
    }
  }
}

}  // namespace

std::vector<bar> judge(const figures& all, std::size_t most_connections) {
  std::vector<bar> bars;
  judge_ratios(all, bars);
  judge_idle(all, bars);
  judge_many(all, most_connections, bars);
  judge_refusals(all, bars);
  judge_unread(all, bars);
  return bars;
}

}  // namespace loopsock_bars
