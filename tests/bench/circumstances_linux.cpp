// circumstances_linux: /proc, uname and git. Compiled without loopsock's drop-in headers.
#include "circumstances.hpp"

#include <sys/utsname.h>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <memory>

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

// The first line that a command prints; empty when it fails.
std::string first_line_of(const char* command) {
  const auto closes = [](std::FILE* f) { ::pclose(f); };
  const std::unique_ptr<std::FILE, decltype(closes)> output(::popen(command, "r"), closes);
  char text[256] = "";
  if (!output || !std::fgets(text, sizeof text, output.get())) return {};
  std::string line(text);
  while (!line.empty() && line.back() == '\n') line.pop_back();
  return line;
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
  all.commit = first_line_of("git -C '" LOOPSOCK_SOURCE_DIR "' describe --always --dirty --abbrev=12 2>/dev/null");
  if (all.commit.empty()) all.commit = "unknown";
  all.command = "loopsock_bars";
  for (int i = 1; i < argc; ++i) all.command += std::string(" ") + argv[i];
  all.date = now_in_utc();
  return all;
}

}  // namespace loopsock_bars
