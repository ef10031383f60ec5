// options: the command line.
#pragma once

#include <string>
#include <vector>

#include "measurement.hpp"

namespace loopsock_bars {

struct options {
  unsigned rounds = 5;
  setting how;
  std::vector<std::string> only;  // names of measurements; empty: all
  std::string json;               // a file; empty: none
  std::string plots;              // a folder; empty: none
  bool help = false;

  bool wants(std::string_view name) const;
};

std::string help_text();

/// std::runtime_error with a sentence where an option is unknown or its value makes no sense.
options parse_options(int argc, char** argv);

}  // namespace loopsock_bars
