// json: the results for a program to read. Every key and text is ours and free of what JSON would want escaped.
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "report.hpp"

namespace loopsock_bars {
namespace {

void write_values(std::FILE* out, const char* key, const std::vector<double>& values, bool last) {
  std::fprintf(out, "    \"%s\": [", key);
  for (std::size_t i = 0; i < values.size(); ++i) std::fprintf(out, "%s%.6g", i ? ", " : "", values[i]);
  std::fprintf(out, "]%s\n", last ? "" : ",");
}

void write_series(std::FILE* out, const char* key, const series& s) {
  std::fprintf(out, "  \"%s\": {\n", key);
  for (std::size_t p = 0; p < peer_count; ++p) write_values(out, peer_keys[p], s[p], p + 1 == peer_count);
  std::fprintf(out, "  },\n");
}

}  // namespace

void write_json(const std::string& path, const results& r, const std::vector<bar>& bars) {
  const auto closes = [](std::FILE* f) { std::fclose(f); };
  const std::unique_ptr<std::FILE, decltype(closes)> file(std::fopen(path.c_str(), "w"), closes);
  std::FILE* const out = file.get();
  if (!out) throw std::runtime_error("cannot write to " + path);

  std::fprintf(out, "{\n");
  write_series(out, "round_trip_us", r.round_trip_us);
  write_series(out, "stream_gb_per_s", r.stream_gbs);
  std::fprintf(out, "  \"refusal_ms\": {\n");
  write_values(out, "unmarked", r.refusal_ms[0], false);
  write_values(out, "marked", r.refusal_ms[1], true);
  std::fprintf(out, "  },\n  \"unread_seconds\": %g,\n  \"unread\": [\n", r.unread_seconds);
  for (std::size_t i = 0; i < r.unread.size(); ++i) {
    const unread_row& row = r.unread[i];
    std::fprintf(
        out,
        "    {\"marked\": %s, \"write_bytes\": %zu, \"accepted_bytes\": %zu, \"growth_kib\": %.0f, \"right\": %s}%s\n",
        row.marked ? "true" : "false", row.write_bytes, row.cost.accepted_bytes, row.cost.growth_kib,
        row.cost.right ? "true" : "false", i + 1 < r.unread.size() ? "," : "");
  }
  std::fprintf(out, "  ],\n  \"bars\": [\n");
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const bar& b = bars[i];
    std::fprintf(out, "    {\"bar\": \"%s\", \"measured\": %.6g, \"%s\": %g, \"unit\": \"%s\", \"holds\": %s}%s\n",
                 b.key.c_str(), b.measured, b.at_least ? "at_least" : "at_most", b.bound, b.unit.c_str(),
                 b.holds() ? "true" : "false", i + 1 < bars.size() ? "," : "");
  }
  std::fprintf(out, "  ]\n}\n");
  if (std::fflush(out) != 0 || std::ferror(out)) throw std::runtime_error("cannot write to " + path);
}

}  // namespace loopsock_bars
