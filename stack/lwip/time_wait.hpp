// time_wait: a bound on the connections that wait in TIME-WAIT.
//
// lwIP recycles the oldest when its pool of pcbs is empty; with malloc it never is. And every SYN walks all of them.
//
// Threads  the core lock is held.
#pragma once

namespace loopsock::lwip {

/// A connection was closed and may come to TIME-WAIT. Now and then this ends the oldest that are more than 1024.
void count_closed() noexcept;

}  // namespace loopsock::lwip
