// table: columns of fixed width, all of them ASCII inside so that printf's widths hold.
#include "table.hpp"

#include <cmath>
#include <cstdio>

#include "statistics.hpp"

namespace loopback_transfer {
namespace {

double median(const std::vector<double>& values) { return percentile(values, 0.5); }

std::string fixed(double value, int decimals) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string whole(const std::vector<double>& values) {
  if (values.empty()) return "-";
  const auto number = static_cast<std::uint64_t>(std::llround(median(values)));
  return number < 1'000'000 ? grouped(number) : std::to_string(number);  // with commas it would burst the column
}

std::string microseconds(const std::vector<double>& values) {
  return values.empty() ? "-" : fixed(median(values), median(values) < 10 ? 2 : 1);
}

// "-" where either side was not measured.
std::string times(double numerator, double denominator) {
  return numerator > 0 && denominator > 0 ? fixed(numerator / denominator, 2) + "x" : "-";
}

void print_row(const row& r, const row& reference) {
  std::vector<double> megabytes;
  for (const double rate : r.bytes_per_second) megabytes.push_back(rate / 1e6);
  std::printf("%-9s%-12s%-21s%8s%8s%9s%8s%8s%8s%9s\n", r.path.c_str(), r.ioctl.c_str(), r.why.c_str(),
              whole(megabytes).c_str(), times(median(r.bytes_per_second), median(reference.bytes_per_second)).c_str(),
              microseconds(r.median_us).c_str(), times(median(reference.median_us), median(r.median_us)).c_str(),
              microseconds(r.p99_us).c_str(), whole(r.ip_packets).c_str(), whole(r.tcp_segments).c_str());
}

}  // namespace

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

void print_table(const std::vector<row>& rows) {
  if (rows.empty()) return;
  std::printf("%-42s%16s%25s%17s\n", "", "file", "64-byte round trip", "sent by loopsock");
  std::printf("%-9s%-12s%-21s%8s%8s%9s%8s%8s%8s%9s\n", "path", "ioctl", "why", "MB/s", "ratio", "median", "ratio",
              "p99", "packets", "segments");
  std::printf("%s\n", std::string(100, '-').c_str());
  for (const row& r : rows) print_row(r, rows.front());
}

}  // namespace loopback_transfer
