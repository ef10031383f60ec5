// host_name on POSIX systems.
#include "stack/host/host_name.hpp"

#include <unistd.h>

namespace loopsock::host {

std::string host_name() {
  char name[256] = {};
  // A name that does not fit may come without its terminator (POSIX gethostname); the last byte stays ours.
  if (::gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return "localhost";
  return name;
}

const char* hosts_file_path() noexcept { return "/etc/hosts"; }

}  // namespace loopsock::host
