#include "compat/win32/sleeper.hpp"

namespace loopsock::compat {
namespace {

// As in stack/socket/socket_data.cpp: a peer that is at work answers sooner than a sleep and a wake-up take.
constexpr unsigned yields_before_sleep = 2;

}  // namespace

std::uint32_t sleeper::sleep(host::time_point deadline) noexcept {
  for (unsigned yields = 0; yields <= yields_before_sleep && host::waiting->spins != 0; ++yields) {
    for (unsigned turn = 0; turn < host::waiting->spins; ++turn) {
      if (word_.signalled()) return reason_.load(std::memory_order_relaxed);
      host::relax();
    }
    host::waiting->yield();
  }
  if (!word_.await(deadline)) {
    if (claim(timed_out)) return timed_out;
    word_.await();  // somebody has claimed it and wakes it this very moment
  }
  return reason_.load(std::memory_order_relaxed);
}

}  // namespace loopsock::compat
