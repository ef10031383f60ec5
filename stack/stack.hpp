// stack: start and stop, counted; the one file that knows all rooms of stack/.
//
// The first start() initialises lwIP (once in the process), the loopback link and the timer driver; the last stop() ends
// every socket abortively, joins the driver and leaves nothing running. start() may follow stop().
//
// Threads  any; start and stop exclude each other.
#pragma once

#include <memory>

#include <loopsock/error.hpp>

#include "stack/host/driver.hpp"

namespace loopsock {

/// no_buffers: no memory or no thread for the driver; the count is then unchanged.
error start() noexcept;
/// Pairs with one start(). Without one it does nothing and answers not_initialised.
error stop() noexcept;
/// What drives the stack from its next start on; nullptr: a thread of its own. While it is stopped.
using driver_maker = std::unique_ptr<host::driver> (*)() noexcept;
void set_driver_maker(driver_maker make) noexcept;
/// Between the first start and the last stop. Lock-free.
bool running() noexcept;

/// The stack's own driver, made when first needed and never ended; nullptr without memory. It drives between start and stop.
host::driver* the_driver() noexcept;

}  // namespace loopsock
