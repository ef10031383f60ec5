// statistics: medians, percentiles, and how one series stands to another. Pure, any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace loopsock_bars {

/// The value below which `part` of them lie (0 to 1); of two that are as good, the upper. 0 for none.
inline double percentile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  const auto place = std::min(values.size() - 1, static_cast<std::size_t>(static_cast<double>(values.size()) * part));
  const auto there = values.begin() + static_cast<std::ptrdiff_t>(place);
  std::nth_element(values.begin(), there, values.end());
  return *there;
}

/// The middle value, the upper of two; 0 for none.
inline double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

/// The median over the rounds of a/b. The two were measured shortly after one another in each round, so a machine that slows
/// down between rounds changes this less than it changes the ratio of the medians. 0 where there is nothing to compare.
inline double ratio(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    if (b[i] > 0) ratios.push_back(a[i] / b[i]);
  return median(std::move(ratios));
}

}  // namespace loopsock_bars
