// unix_peer: socketpair. Compiled without loopsock's headers.
#include "unix_peer.hpp"

#include <sys/socket.h>

#include "descriptor_endpoint_linux.hpp"

namespace loopsock_bars {

connection open_unix() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail_natively("socketpair");
  return {std::make_unique<descriptor_endpoint>(ends[0], ends[0], false),
          std::make_unique<descriptor_endpoint>(ends[1], ends[1], false)};
}

}  // namespace loopsock_bars
