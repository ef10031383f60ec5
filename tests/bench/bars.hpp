// bars: what loopsock must reach, as sentences with a measured value and a verdict. Pure.
#pragma once

#include <string>
#include <vector>

#include "results.hpp"

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

std::vector<bar> judge(const results& r);

}  // namespace loopsock_bars
