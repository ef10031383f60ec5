// resident_memory_linux: the second number of /proc/self/statm. Compiled without loopsock's drop-in headers.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "resident_memory.hpp"

namespace loopsock_bars {

std::size_t resident_bytes() {
  static const int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  char text[128];
  const ssize_t n = file < 0 ? -1 : ::pread(file, text, sizeof text - 1, 0);
  if (n <= 0) throw std::runtime_error("/proc/self/statm cannot be read");
  text[n] = 0;
  char* rest = nullptr;
  std::strtoull(text, &rest, 10);
  return static_cast<std::size_t>(std::strtoull(rest, nullptr, 10)) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace loopsock_bars
