// core_lock: the core lock for the glue itself, without delivering anything, and the chores that wait for its end.
//
// A core_guard delivers packets and tells the driver when it ends. Somebody who only looks at a few fields or arms a flag
// needs the lock alone: plain_core_lock. Such a section may not call an lwIP function that sends.
//
// A chore is work that an lwIP callback must not do itself, because lwIP is in the middle of something (a hook sees a
// packet before it is processed). It is run after that packet, still under the lock.
//
// Threads  any; chores only under the core lock.
// Memory   a chore lies in its owner, who cancels it before it dies.
#pragma once

#include "stack/lwip/core.hpp"

namespace loopsock::lwip {

/// With `on` in place.
void lock_core(node& on) noexcept;
void unlock_core() noexcept;
/// Whether the calling thread holds it. Debug builds only; others always say yes.
bool core_is_locked() noexcept;

class plain_core_lock {
 public:
  explicit plain_core_lock(node& on) noexcept { lock_core(on); }
  ~plain_core_lock() { unlock_core(); }
  plain_core_lock(const plain_core_lock&) = delete;
  plain_core_lock& operator=(const plain_core_lock&) = delete;
};

struct chore {
  void (*run)(chore&) noexcept = nullptr;
  chore* next = nullptr;
  chore* previous = nullptr;
  bool waiting = false;
};

/// Runs it once, soon; one that waits already is not queued twice.
void add_chore(chore& what) noexcept;
/// Takes it back, if it waits.
void cancel_chore(chore& what) noexcept;

}  // namespace loopsock::lwip
