// processor_time_linux: the process's clock of processor time, and the first line of /proc/stat. Compiled without loopsock's
// drop-in headers. Interrupts that are ours, and the kernel's threads that work for us, count as others'.
#include "processor_time.hpp"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace loopsock_bars {
namespace {

double seconds_of(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

double processor_seconds() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }

double machine_busy_seconds() {
  // "cpu  user nice system idle iowait irq softirq steal …", in ticks
  std::ifstream stat("/proc/stat");
  std::string word;
  double user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0, steal = 0;
  stat >> word >> user >> nice >> system >> idle >> waiting >> irq >> softirq >> steal;
  return (user + nice + system + irq + softirq + steal) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

others_share::others_share()
    : wall_(seconds_of(CLOCK_MONOTONIC)), own_(processor_seconds()), busy_(machine_busy_seconds()) {}

double others_share::percent() const {
  const double all = (seconds_of(CLOCK_MONOTONIC) - wall_) * static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN));
  const double others = (machine_busy_seconds() - busy_) - (processor_seconds() - own_);
  return all > 0 ? std::max(0.0, 100 * others / all) : 0;
}

}  // namespace loopsock_bars
