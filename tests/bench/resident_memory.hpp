// resident_memory: how much memory the process really has. Its .cpp is the system's business.
#pragma once

#include <cstddef>

namespace loopsock_bars {

/// Bytes, in whole pages. Allocates nothing. std::runtime_error where the system does not tell.
std::size_t resident_bytes();

}  // namespace loopsock_bars
