// bars: what loopsock must reach, as sentences with a measured value and a verdict. Pure.
#pragma once

#include <string>
#include <vector>

#include "figures.hpp"

namespace loopsock_bars {

struct bar {
  std::string key;       // for the JSON file
  std::string sentence;  // what must be so
  double measured = 0;
  double bound = 0;
  bool at_least = false;  // measured >= bound holds it; else measured <= bound does
  std::string unit;
  bool also = true;  // a further condition that no number tells
  bool holds() const { return also && (at_least ? measured >= bound : measured <= bound); }
};

/// Those whose figures are there. `most_connections`: how many were to be opened; fewer than that is a missed bar.
std::vector<bar> judge(const figures& all, std::size_t most_connections);

}  // namespace loopsock_bars
