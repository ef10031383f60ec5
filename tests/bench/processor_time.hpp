// processor_time: who has run for how long. Its .cpp is the system's business.
#pragma once

namespace loopsock_bars {

/// Seconds that this process has run, all its threads together.
double processor_seconds();

/// Seconds that the machine's processors have been busy since it started, all of them together: with this process, with others,
/// with interrupts, and what a hypervisor took away. 0 where the system does not tell.
double machine_busy_seconds();

/// From its making on: the part of all processors' time, in percent, that did not go to this process and was not idle. It tells
/// whether a run's figures mean anything.
class others_share {
 public:
  others_share();
  double percent() const;

 private:
  double wall_, own_, busy_;
};

}  // namespace loopsock_bars
