// spin_mutex: the path taken when somebody else holds it.
#include "stack/host/spin_mutex.hpp"

namespace loopsock::host {

void spin_mutex::lock_slowly() noexcept {
  for (unsigned turn = 0; turn < waiting->spins; ++turn) {
    // Look before trying: a failed exchange would take the cache line away from the holder.
    if (word_.load(std::memory_order_relaxed) == 0 && try_lock()) return;
    relax();
  }
  // Whoever gets it from here on holds it as 2: a sleeper that is woken cannot know whether others sleep still.
  while (word_.exchange(2, std::memory_order_acquire) != 0) waiting->wait(word_, 2, never);
}

}  // namespace loopsock::host
