// host_name on POSIX systems.
#include "stack/host/host_name.hpp"

#include <unistd.h>

#include <atomic>

namespace loopsock::host {

namespace {

// Writer: set_host_name_source(), while nobody asks.
constinit std::atomic<std::string (*)()> named_by{nullptr};

}  // namespace

void set_host_name_source(std::string (*source)()) noexcept { named_by.store(source, std::memory_order_release); }

std::string host_name() {
  if (const auto source = named_by.load(std::memory_order_acquire)) return source();
  char name[256] = {};
  // A name that does not fit may come without its terminator (POSIX gethostname); the last byte stays ours.
  if (::gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return "localhost";
  return name;
}

const char* hosts_file_path() noexcept { return "/etc/hosts"; }

}  // namespace loopsock::host
