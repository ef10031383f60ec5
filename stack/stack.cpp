// stack: start and stop.
#include "stack/stack.hpp"

#include <atomic>
#include <memory>
#include <mutex>

#include "stack/captures.hpp"
#include "stack/diag/trace.hpp"
#include "stack/host/driver.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/lwip/core.hpp"
#include "stack/socket/node_capture.hpp"
#include "stack/socket/socket.hpp"
#include "stack/socket/whole_stack.hpp"
#include "stack/tap.hpp"

namespace loopsock {
namespace {

struct stack_life {
  host::spin_mutex exclusive;  // start and stop, one at a time; never taken on a data path
  unsigned starts = 0;
  std::atomic<bool> running{false};  // writer: start and stop; readers: every call's first check
  driver_maker make_driver = host::make_thread_driver;
  std::unique_ptr<host::driver> driver;  // made once, started and stopped again and again
};

stack_life& life() noexcept {
  static stack_life& one = *new stack_life;  // leaked: calls during exit must still find it
  return one;
}

/// Life's lock held. False: no memory.
bool make_driver(stack_life& the) noexcept {
  if (the.driver) return true;
  the.driver = the.make_driver();
  if (!the.driver) return false;
  on_timer_moved([]() noexcept { life().driver->timer_moved(); });
  return true;
}

}  // namespace

error start() noexcept {
  stack_life& the = life();
  const std::lock_guard hold(the.exclusive);
  if (the.starts == 0) {
    const error failed = lwip::start_core();
    if (failed != error::none) return failed;
    show_loopback(lwip::own_node(), "lo");
    if (!make_driver(the)) return error::no_buffers;
    const error undriven = the.driver->start({next_timer, run_timers});
    if (undriven != error::none) return undriven;
    start_environment_capture();
    socket::admit_sockets();
    the.running.store(true, std::memory_order_release);
    trace(trace_topic::driver, "the stack is started");
    links_from_environment(*the.driver);
  }
  ++the.starts;
  return error::none;
}

error stop() noexcept {
  stack_life& the = life();
  const std::lock_guard hold(the.exclusive);
  if (the.starts == 0) return error::not_initialised;
  if (--the.starts != 0) return error::none;
  the.running.store(false, std::memory_order_release);  // new calls are refused from here on
  socket::close_all();
  lwip::drop_everything();
  the.driver->stop();
  stop_environment_capture();
  trace(trace_topic::driver, "the stack is stopped");
  return error::none;
}

void set_driver_maker(driver_maker make) noexcept {
  stack_life& the = life();
  const std::lock_guard hold(the.exclusive);
  the.make_driver = make != nullptr ? make : host::make_thread_driver;
  the.driver = nullptr;
}

host::driver* the_driver() noexcept {
  stack_life& the = life();
  const std::lock_guard hold(the.exclusive);
  return make_driver(the) ? the.driver.get() : nullptr;
}

bool running() noexcept { return life().running.load(std::memory_order_acquire); }

}  // namespace loopsock
