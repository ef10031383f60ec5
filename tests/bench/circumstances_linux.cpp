// circumstances_linux: /proc, uname, and the commit that commit.cmake has found at build time. Compiled without loopsock's drop-in headers.
#include "circumstances.hpp"

#include <sys/utsname.h>

#include <ctime>
#include <fstream>

#include "bars_commit.hpp"
#include "processors.hpp"

namespace loopsock_bars {
namespace {

std::string processor_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const auto colon = line.find(": ");
    if (line.compare(0, 10, "model name") == 0 && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown processor";
}

std::string now_in_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts);
  return text;
}

}  // namespace

circumstances describe(int argc, char** argv) {
  circumstances all;
  all.processor = processor_model() + ", " + std::to_string(usable_processors()) + " processors";
  utsname system{};
  if (::uname(&system) == 0) all.system = std::string(system.sysname) + " " + system.release + " " + system.machine;
#ifdef __clang__
  all.compiler = "clang " __clang_version__;
#else
  all.compiler = "gcc " __VERSION__;
#endif
  all.commit = LOOPSOCK_BARS_COMMIT;
  all.command = "loopsock_bars";
  for (int i = 1; i < argc; ++i) all.command += std::string(" ") + argv[i];
  all.date = now_in_utc();
  return all;
}

}  // namespace loopsock_bars
