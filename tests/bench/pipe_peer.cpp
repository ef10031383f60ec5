// pipe_peer: pipe2, twice. Compiled without loopsock's headers.
#include "pipe_peer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "descriptor_endpoint_linux.hpp"

namespace loopsock_bars {

connection open_pipe() {
  int there[2], back[2];
  if (::pipe2(there, O_CLOEXEC) != 0 || ::pipe2(back, O_CLOEXEC) != 0) fail_natively("pipe2");
  return {std::make_unique<descriptor_endpoint>(back[0], there[1], false),
          std::make_unique<descriptor_endpoint>(there[0], back[1], false)};
}

}  // namespace loopsock_bars
