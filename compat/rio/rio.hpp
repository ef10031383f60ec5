// rio: the table of Registered I/O's functions, which programs ask for with SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER.
//
// Threads  any.
#pragma once

#include "compat/control_code.hpp"

namespace loopsock::compat {

/// The row of that control code. 0; WSAEINVAL: another table was asked for, or one of another size. WSAEFAULT.
int give_rio_table(control_call& call);

}  // namespace loopsock::compat
