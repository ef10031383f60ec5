// table: what is printed in the end. Standard library only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace loopback_transfer {

/// One way, measured over several rounds.
struct row {
  std::string path;   // "kernel", "ordinary", "fast"
  std::string ioctl;  // which ends set the control code, in words
  std::string why;    // why this path, in words
  std::vector<double> bytes_per_second;
  std::vector<double> median_us;
  std::vector<double> p99_us;
  std::vector<double> ip_packets;  // sent by our stack meanwhile; empty where the kernel did the work
  std::vector<double> tcp_segments;
};

/// Prints the medians of each row, in 100 columns. The first row is what the others are compared with; a row without
/// measurements shows dashes.
void print_table(const std::vector<row>& rows);

/// 1234567 as "1,234,567".
std::string grouped(std::uint64_t number);

}  // namespace loopback_transfer
