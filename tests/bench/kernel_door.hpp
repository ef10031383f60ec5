// kernel_door: the operating system's connect and accept. Its .cpp is compiled without loopsock's drop-in headers.
#pragma once

#include "door.hpp"

namespace loopsock_bars {

std::unique_ptr<door> open_kernel_door();

}  // namespace loopsock_bars
