// options: the command line. Standard library only.
#pragma once

#include <string>

#include "endpoint.hpp"

namespace loopback_transfer {

struct options {
  family which = family::ipv4;
  std::string file;        // empty: find one
  bool one_sided = false;  // only the client sets the control code
  unsigned requests = 3000;
  unsigned repeat = 5;
  bool repeat_given = false;  // then the rounds are run however long they take
  bool help = false;
};

/// Throws std::runtime_error with one line for a bad option.
options parse_options(int argc, char** argv);

/// What --help prints.
extern const char* const help_text;

}  // namespace loopback_transfer
