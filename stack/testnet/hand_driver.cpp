// hand_driver: see the header.
#include "stack/testnet/hand_driver.hpp"

#include <atomic>
#include <new>

namespace loopsock {
namespace {

// Writers: start() and stop(); readers: who has the clock. The pair belongs together, and both functions may be called at any time.
constinit std::atomic<host::time_point (*)() noexcept> next{nullptr};
constinit std::atomic<void (*)() noexcept> run{nullptr};

class hand_driver final : public host::driver {
 public:
  error start(const host::timer_source& source) noexcept override {
    run.store(source.run, std::memory_order_release);
    next.store(source.next, std::memory_order_release);
    return error::none;
  }
  void stop() noexcept override { next.store(nullptr, std::memory_order_release); }
  void timer_moved() noexcept override {}
};

}  // namespace

std::unique_ptr<host::driver> make_hand_driver() noexcept {
  return std::unique_ptr<host::driver>(new (std::nothrow) hand_driver);
}

host::time_point next_by_hand() noexcept {
  const auto ask = next.load(std::memory_order_acquire);
  return ask != nullptr ? ask() : host::never;
}

void run_by_hand() noexcept {
  if (const auto does = run.load(std::memory_order_acquire)) does();
}

}  // namespace loopsock
