// circumstances: on what, of what and how a run was made, for the head of the tables, the JSON file and the pictures. Its
// .cpp is the system's business.
#pragma once

#include <string>

namespace loopsock_bars {

struct circumstances {
  std::string processor;  // the model, and how many of them this process may use
  std::string system;     // the kernel
  std::string compiler;
  std::string commit;  // that was built; "…-dirty" when the sources differed; "unknown" where there is no git
  std::string command;
  std::string date;  // UTC
};

circumstances describe(int argc, char** argv);

}  // namespace loopsock_bars
