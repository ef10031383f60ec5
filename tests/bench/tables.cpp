// tables: the figures for a person to read, in columns of ASCII. A table whose figures are not there is left out.
#include <algorithm>
#include <cstdio>
#include <span>

#include "many_connections.hpp"
#include "peers.hpp"
#include "report.hpp"
#include "stream.hpp"
#include "unread.hpp"

namespace loopsock_bars {
namespace {

using keys = std::span<const char* const>;

// Rows of one table: prefix + key + suffix is the figure's name.
struct comparison {
  const char* title;
  const char* unit;
  std::string prefix;
  std::string suffix;
  const char* limit;  // the key of what the last column is relative to
  bool less_is_better;
  double per_unit = 1;  // what one of the unit is
};

void print_comparison(const figures& all, const comparison& c, keys peers) {
  const auto name = [&](const char* key) { return c.prefix + key + c.suffix; };
  if (std::none_of(peers.begin(), peers.end(), [&](const char* key) { return all.has(name(key)); })) return;
  const auto times = [&](const char* key, const char* reference) {
    return c.less_is_better ? all.times(name(reference), name(key)) : all.times(name(key), name(reference));
  };
  std::printf("\n%-36s%10s%10s%10s%12s   x %s\n", c.title, c.unit, "least", "most", "x kernel", c.limit);
  for (const char* key : peers) {
    const auto& values = all.of(name(key));
    if (values.empty()) continue;
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    std::printf("  %-34s%10.4g%10.4g%10.4g%12.4g%12.4g\n", peer_named(key).title, median(values) / c.per_unit,
                *least / c.per_unit, *most / c.per_unit, times(key, "kernel"), times(key, c.limit));
  }
}

void print_percentiles(const figures& all) {
  constexpr const char* peers[] = {"slots",       "ring", "fast", "ordinary", "kernel",
                                   "kernel_spin", "unix", "pipe", "lwip"};
  if (!all.has("round_trip/fast/p50_us")) return;
  std::printf("\n%-36s%10s%10s%10s   (each trip timed alone, one look at the clock included)\n",
              "64-byte round trip, us", "p50", "p99", "p99.9");
  for (const char* key : peers) {
    const std::string name = std::string("round_trip/") + key;
    std::printf("  %-34s%10.3f%10.3f%10.3f\n", peer_named(key).title, all.middle(name + "/p50_us"),
                all.middle(name + "/p99_us"), all.middle(name + "/p999_us"));
  }
}

void print_round_trips(const figures& all) {
  constexpr const char* busy[] = {"hand_off", "slots",       "ring", "fast", "ordinary",
                                  "kernel",   "kernel_spin", "unix", "pipe", "lwip"};
  constexpr const char* large[] = {"ring", "fast", "ordinary", "kernel"};
  constexpr const char* asleep[] = {"futex", "futex_spin", "fast", "ordinary", "kernel", "unix", "pipe"};
  print_comparison(all, {"64-byte round trip, both busy", "us", "round_trip/", "/us", "slots", true}, busy);
  print_percentiles(all);
  print_comparison(all, {"64 KiB each way, both busy", "us", "round_trip_64k/", "/us", "ring", true}, large);
  print_comparison(all, {"64-byte round trip, peer asleep", "us p50", "sleeping_peer/", "/p50_us", "futex", true},
                   asleep);
}

void print_streams(const figures& all) {
  constexpr const char* whole[] = {"memcpy",     "lent",     "ring",           "fast",   "fast_port",    "fast_event",
                                   "fast_nagle", "ordinary", "ordinary_nagle", "kernel", "kernel_nagle", "unix",
                                   "pipe",       "lwip"};
  constexpr const char* fresh[] = {"lent", "ring", "fast", "ordinary", "kernel", "unix"};
  constexpr const char* small[] = {"memcpy",         "lent",   "ring",         "fast", "fast_nagle", "ordinary",
                                   "ordinary_nagle", "kernel", "kernel_nagle", "unix", "pipe"};
  constexpr const char* sized[] = {"memcpy", "lent", "ring", "fast", "ordinary", "kernel", "unix", "pipe"};
  print_comparison(all, {"writes of 64 KiB", "GB/s", "stream/65536/", "/bytes_per_s", "ring", false, 1e9}, whole);
  print_comparison(all, {"  fresh bytes, and looked at", "GB/s", "stream_fresh/", "/bytes_per_s", "ring", false, 1e9},
                   fresh);
  print_comparison(all, {"writes of 64 bytes", "M/s", "stream/64/", "/bytes_per_s", "ring", false, 64e6}, small);
  if (!all.has("stream/64/fast/bytes_per_s")) return;

  for (const bool messages : {false, true}) {
    std::printf("\n%-36s", messages ? "millions of writes/s, by their bytes" : "GB/s, by bytes per write");
    for (const std::size_t size : stream_sizes) std::printf("%10zu", size);
    std::printf("\n");
    for (const char* key : sized) {
      std::printf("  %-34s", peer_named(key).title);
      for (const std::size_t size : stream_sizes) {
        const double bytes = all.middle("stream/" + std::to_string(size) + "/" + key + "/bytes_per_s");
        std::printf("%10.3g", messages ? bytes / static_cast<double>(size) / 1e6 : bytes / 1e9);
      }
      std::printf("\n");
    }
  }
}

void print_connects(const figures& all) {
  constexpr const char* peers[] = {"fast", "ordinary", "kernel"};
  const auto table = [&](const char* title, const char* prefix) {
    print_comparison(all, {title, "1000/s", prefix, "/per_s", "ordinary", false, 1000}, peers);
  };
  table("connect + accept + close", "connect/plain/");
  table("  the listener for both families", "connect/dual_stack/");
  table("  with a request of 64 bytes", "connect/request/");
}

void print_idle(const figures& all) {
  if (!all.has("idle/bytes_per_pair")) return;
  std::printf("\n%.0f idle fast connections\n", all.middle("idle/connections"));
  const auto bytes = [&](const char* what, const char* name) {
    std::printf("  %-34s%10.0f bytes\n", what, all.middle(name));
  };
  bytes("each, both ends", "idle/bytes_per_pair");
  bytes("  just after a message each way", "idle/used_bytes_per_pair");
  bytes("  some seconds later", "idle/rested_bytes_per_pair");
  std::printf("  %-34s%10.3f ms in %g s\n", "processor time, all", all.middle("idle/cpu_ms"), all.middle("idle/seconds"));
}

void print_many(const figures& all, const std::string& path, std::span<const std::size_t> counts) {
  if (!all.has("many/" + path + "/open")) return;
  const std::string title = path + " path, so many idle ones open";
  std::printf("\n%-36s%10s%12s%12s%12s%10s%12s\n", title.c_str(), "trip us", "64 B M/s", "64 KiB GB/s", "connect k/s",
              "MB in all", "x 1 (worst)");
  for (const std::size_t count : counts) {
    const std::string one = "many/" + path + "/1/", many = "many/" + path + "/" + std::to_string(count) + "/";
    if (!all.has(many + "round_trip_us")) continue;
    const double slower = std::max({all.times(many + "round_trip_us", one + "round_trip_us"),
                                    all.times(one + "stream_64_bytes_per_s", many + "stream_64_bytes_per_s"),
                                    all.times(one + "stream_64k_bytes_per_s", many + "stream_64k_bytes_per_s"),
                                    all.times(one + "connect_per_s", many + "connect_per_s")});
    std::printf("  %-34zu%10.3f%12.3f%12.3f%12.1f%10.0f%12.2f\n", count, all.middle(many + "round_trip_us"),
                all.middle(many + "stream_64_bytes_per_s") / 64e6, all.middle(many + "stream_64k_bytes_per_s") / 1e9,
                all.middle(many + "connect_per_s") / 1e3, all.middle(many + "resident_bytes") / 1e6, slower);
  }
}

void print_busy(const figures& all) {
  constexpr const char* peers[] = {"fast", "ordinary", "kernel", "unix"};
  print_comparison(all, {"64 busy pairs, 128 threads", "1000/s", "busy/", "/per_s", "unix", false, 1000}, peers);
  if (!all.has("busy/fast/per_s")) return;
  std::printf("\n%-36s%10s%10s%10s%12s%12s\n", "  one pair's round trips", "median/s", "slowest", "quickest",
              "x kernel", "slow/median");
  for (const char* key : peers) {
    const std::string name = std::string("busy/") + key;
    std::printf("  %-34s%10.0f%10.0f%10.0f%12.3f%12.3f\n", peer_named(key).title, all.middle(name + "/median_per_s"),
                all.middle(name + "/slowest_per_s"), all.middle(name + "/quickest_per_s"),
                all.times(name + "/median_per_s", "busy/kernel/median_per_s"),
                all.times(name + "/slowest_per_s", name + "/median_per_s"));
  }
}

void print_port_echo(const figures& all) {
  if (!all.has("port_echo/asio/per_s")) return;
  std::printf("\n%-36s%10s%12s   (1 000 connections, 2 + 2 threads)\n", "echoes of 64 bytes", "1000/s", "x Asio");
  for (const auto& [key, title] :
       {std::pair{"fast", "loopsock, completion ports, fast path"}, std::pair{"ordinary", "loopsock, ordinary path"},
        std::pair{"asio", "Asio, epoll, kernel"}}) {
    const std::string name = std::string("port_echo/") + key + "/per_s";
    std::printf("  %-34s%10.1f%12.3f\n", title, all.middle(name) / 1e3, all.times(name, "port_echo/asio/per_s"));
  }
}

void print_refusals(const figures& all) {
  if (!all.has("refusal/marked/ms")) return;
  std::printf("\n%-36s%10s\n", "connect to a closed port", "ms");
  for (const char* key : {"unmarked", "marked"})
    std::printf("  %-34s%10.3f\n", key, all.middle(std::string("refusal/") + key + "/ms"));
}

void print_unread(const figures& all) {
  if (!all.has("unread/fast/1/right")) return;
  std::printf("\n%-36s%10s%10s%10s\n", "a reader that does not read", "growth KiB", "took KiB", "bytes");
  for (const std::string path : {"fast", "ordinary"}) {
    for (const std::size_t bytes : unread_writes) {
      const std::string name = "unread/" + path + "/" + std::to_string(bytes);
      std::printf("  %-34s%10.0f%10.0f%10s\n", (path + ", writes of " + std::to_string(bytes)).c_str(),
                  all.middle(name + "/growth_kib"), all.middle(name + "/accepted_bytes") / 1024,
                  all.middle(name + "/right") == 1 ? "right" : "WRONG");
    }
  }
}

}  // namespace

void print_head(const circumstances& of) {
  std::printf("loopsock_bars, %s UTC\n  %s; %s; %s\n  commit %s: %s\n", of.date.c_str(), of.processor.c_str(),
              of.system.c_str(), of.compiler.c_str(), of.commit.c_str(), of.command.c_str());
  std::printf("  Medians of the rounds; ratios are taken within a round, more than 1 is better than the other.\n");
}

void print_others(const figures& all) {
  // What this program's own interrupts and the idle system come to is below that.
  constexpr double quiet_percent = 5;
  const auto& values = all.of("others/percent");
  if (values.empty()) return;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  std::printf("  Others had %.1f to %.1f %% of the processors, round by round%s\n", *least, *most,
              *most > quiet_percent ? ": THE MACHINE WAS NOT QUIET, do not quote these figures." : ".");
}

void print_tables(const figures& all) {
  print_round_trips(all);
  print_streams(all);
  print_connects(all);
  print_idle(all);
  print_many(all, "fast", fast_counts);
  print_many(all, "ordinary", ordinary_counts);
  print_busy(all);
  print_port_echo(all);
  print_refusals(all);
  print_unread(all);
}

void print_bars(const std::vector<bar>& bars) {
  std::printf("\nbars\n");
  for (const bar& b : bars)
    std::printf("  %-6s %-82s %9.3f %-3s (%s %g)\n", b.holds() ? "holds" : "MISSED", b.sentence.c_str(), b.measured,
                b.unit.c_str(), b.at_least ? ">=" : "<=", b.bound);
}

}  // namespace loopsock_bars
