// processors: pinning threads. Its .cpp is the system's business and is compiled without loopsock's drop-in headers.
#pragma once

namespace loopsock_bars {

/// How many processors this process may use.
unsigned usable_processors();

/// Ties the calling thread to the number-th of these; does nothing where there are not that many.
void pin_this_thread(unsigned number);

}  // namespace loopsock_bars
