// processors_linux: sched_setaffinity. The set that the process began with is remembered, because a pinned thread's own is
// smaller.
#include <sched.h>

#include "processors.hpp"

namespace loopsock_bars {
namespace {

// Read before main, hence from the first thread and unpinned.
const cpu_set_t allowed = [] {
  cpu_set_t set;
  CPU_ZERO(&set);
  ::sched_getaffinity(0, sizeof set, &set);
  return set;
}();

}  // namespace

unsigned usable_processors() { return static_cast<unsigned>(CPU_COUNT(&allowed)); }

void pin_this_thread(unsigned number) {
  for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &allowed) || number-- != 0) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    ::sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

}  // namespace loopsock_bars
