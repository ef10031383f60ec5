// tables: the results for a person to read, in columns of ASCII.
#include <algorithm>
#include <cstdio>

#include "report.hpp"
#include "statistics.hpp"

namespace loopsock_bars {
namespace {

using titles = std::array<const char*, peer_count>;

constexpr titles round_trip_titles{"raw hand-off of a cache line", "loopsock, fast path", "loopsock, ordinary path",
                                   "kernel TCP loopback", "lwIP's own socket layer"};
constexpr titles stream_titles{"raw ring of 256 KiB, two memcpy", "loopsock, fast path", "loopsock, ordinary path",
                               "kernel TCP loopback", "lwIP's own socket layer"};

// How many times as good as `reference`, whether less is better or more.
double times(const std::vector<double>& values, const std::vector<double>& reference, bool less_is_better) {
  return less_is_better ? ratio(reference, values) : ratio(values, reference);
}

void print_series(const char* title, const char* unit, const series& s, const titles& names, bool less_is_better) {
  std::printf("\n%-36s%10s%10s%10s%12s%12s\n", title, unit, "least", "most", "x kernel", "x limit");
  for (std::size_t p = 0; p < peer_count; ++p) {
    if (s[p].empty()) continue;
    const auto [least, most] = std::minmax_element(s[p].begin(), s[p].end());
    std::printf("  %-34s%10.3f%10.3f%10.3f%12.3f%12.4f\n", names[p], median(s[p]), *least, *most,
                times(s[p], s[kernel], less_is_better), times(s[p], s[limit], less_is_better));
  }
}

void print_refusals(const results& r) {
  std::printf("\n%-36s%10s%10s%10s\n", "connect to a closed port", "ms", "least", "most");
  for (std::size_t marked : {0u, 1u}) {
    const std::vector<double>& values = r.refusal_ms[marked];
    if (values.empty()) continue;
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    std::printf("  %-34s%10.3f%10.3f%10.3f\n", marked ? "marked" : "not marked", median(values), *least, *most);
  }
}

void print_unread(const results& r) {
  std::printf("\n%-36s%10s%10s%10s   (%g s each)\n", "a reader that never reads", "growth KiB", "took KiB", "bytes",
              r.unread_seconds);
  for (const unread_row& row : r.unread) {
    const std::string title = std::string(row.marked ? "fast" : "ordinary") +
                              (row.write_bytes == 1 ? ", one-byte writes" : ", 64 KiB writes");
    std::printf("  %-34s%10.0f%10.0f%10s\n", title.c_str(), row.cost.growth_kib,
                static_cast<double>(row.cost.accepted_bytes) / 1024, row.cost.right ? "right" : "WRONG");
  }
}

}  // namespace

void print_tables(const results& r) {
  print_series("64-byte round trip", "us", r.round_trip_us, round_trip_titles, true);
  print_series("64 KiB writes", "GB/s", r.stream_gbs, stream_titles, false);
  print_refusals(r);
  print_unread(r);
}

void print_bars(const std::vector<bar>& bars) {
  std::printf("\nbars\n");
  for (const bar& b : bars)
    std::printf("  %-6s %-78s %9.3f %-3s (%s %g)\n", b.holds() ? "holds" : "FAILS", b.sentence.c_str(), b.measured,
                b.unit.c_str(), b.at_least ? ">=" : "<=", b.bound);
}

}  // namespace loopsock_bars
