// options: the command line.
#pragma once

#include <string>

#include "two_threads.hpp"

namespace loopsock_bars {

struct options {
  unsigned rounds = 5;
  work each;  // pinning, and how long one peer is measured in one round
  std::chrono::milliseconds memory{2000};
  std::string json;  // a file; empty: none
  bool help = false;
};

extern const char* const help_text;

/// std::runtime_error with a sentence where an option is unknown or its value makes no sense.
options parse_options(int argc, char** argv);

}  // namespace loopsock_bars
