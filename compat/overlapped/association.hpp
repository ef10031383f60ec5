// association: from a handle to its link to completion ports.
//
// Threads  any.
#pragma once

#include <windows.h>

#include "compat/overlapped/port_link.hpp"

namespace loopsock::compat {

/// 0, or ERROR_INVALID_HANDLE; ERROR_INVALID_PARAMETER: a socket made without WSA_FLAG_OVERLAPPED, or no socket; ERROR_NOT_ENOUGH_MEMORY.
int link_of(HANDLE file, ref<port_link>& out) noexcept;

/// The same errors; ERROR_INVALID_PARAMETER also when it has a port already. `keeper` is the link's only after success.
int associate_with(HANDLE file, completion_port& port, ULONG_PTR key, link_keeper* keeper) noexcept;

}  // namespace loopsock::compat
