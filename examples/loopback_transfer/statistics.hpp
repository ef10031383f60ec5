// statistics: the nearest-rank percentile. Pure, any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace loopback_transfer {

/// The value below or at which `share` (0 to 1) of `values` lie; 0.5 is the median. 0 for no values.
inline double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto last = values.size() - 1;
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(last) + 0.5);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::min(rank, last));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace loopback_transfer
