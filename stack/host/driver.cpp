// thread_driver: an io_context, its thread, and what runs on it: the timer_chain and the watches of descriptors.
#include "stack/host/driver.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "stack/host/asio.hpp"
#include "stack/host/blocked_signals.hpp"
#include "stack/host/descriptor_watches.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/host/timer_chain.hpp"

namespace loopsock::host {
namespace {

class thread_driver final : public driver {
 public:
  thread_driver() : context_(1), chain_(context_), watches_(context_) {}
  ~thread_driver() override { thread_driver::stop(); }

  error start(const timer_source& source) noexcept override {
    if (on_own_thread()) return wanted_ ? error::none : error::in_progress;
    const std::lock_guard lock(mutex_);
    if (wanted_) return error::none;
    join();
    context_.restart();
    chain_.set_source(source);
    wanted_ = true;
    try {
      const blocked_signals quiet;
      thread_ = std::thread([this]() noexcept { run(); });
    } catch (const std::exception&) {
      wanted_ = false;
      return error::no_buffers;
    }
    return error::none;
  }

  void stop() noexcept override {
    if (on_own_thread()) {
      // Without the mutex: its holder may be waiting for this thread to end.
      end_soon();
      return;
    }
    const std::lock_guard lock(mutex_);
    end_soon();
    join();
  }

  void timer_moved() noexcept override { chain_.timer_moved(); }

  error watch(int descriptor, const descriptor_user& user) noexcept override { return watches_.add(descriptor, user); }
  void unwatch(int descriptor) noexcept override { watches_.remove(descriptor); }
  void await_writable(int descriptor) noexcept override { watches_.await_writable(descriptor); }

 private:
  void run() noexcept {
    // Without this, run() would return as soon as no timer is armed. With it the thread then sleeps in one system call.
    const auto stay = asio::make_work_guard(context_);
    own_thread_ = std::this_thread::get_id();
    context_.run();
    own_thread_ = std::thread::id();
  }

  [[nodiscard]] bool on_own_thread() const noexcept { return own_thread_ == std::this_thread::get_id(); }

  void end_soon() noexcept {
    wanted_ = false;
    context_.stop();
  }

  void join() noexcept {
    if (thread_.joinable()) thread_.join();
  }

  asio::io_context context_;  // lives as long as the driver, so that timer_moved() may come at any time
  timer_chain chain_;
  descriptor_watches watches_;
  spin_mutex mutex_;  // start() and stop(), and with them thread_
  std::thread thread_;
  std::atomic<bool> wanted_{false};            // written by start() and stop(); publishes nothing
  std::atomic<std::thread::id> own_thread_{};  // written by the driver's thread, compared by everybody with their own
};

}  // namespace

error driver::watch(int, const descriptor_user&) noexcept { return error::not_supported; }
void driver::unwatch(int) noexcept {}
void driver::await_writable(int) noexcept {}

std::unique_ptr<driver> make_thread_driver() noexcept {
  try {
    return std::make_unique<thread_driver>();
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace loopsock::host
