#include "compat/overlapped/port_link.hpp"

#include <utility>

namespace loopsock::compat {

// Under socket_side's lock; nobody else has it: the count is 0 and all was given back.
void port_link::begin(handle number) noexcept {
  unused_.store(false, std::memory_order_relaxed);
  number_.store(number, std::memory_order_relaxed);
  linking_.store(false, std::memory_order_relaxed);
  modes_.store(0, std::memory_order_relaxed);
  signalled_.store(false, std::memory_order_relaxed);
  // release: pairs with hold_if_of().
  count_.store(1, std::memory_order_release);
}

bool port_link::hold_if_of(handle number) noexcept {
  std::int64_t count = count_.load(std::memory_order_relaxed);
  do {
    if (count == 0) return false;
    // acquire: pairs with begin(); the number is that of the life that this count belongs to.
  } while (!count_.compare_exchange_weak(count, count + 1, std::memory_order_acquire, std::memory_order_relaxed));
  if (number_.load(std::memory_order_relaxed) == number) return true;
  release();
  return false;
}

void port_link::release() noexcept {
  // acq_rel: pairs with every other release; the last one sees what all the others did.
  if (count_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  if (completion_port* const port = port_.exchange(nullptr, std::memory_order_relaxed)) port->release();
  if (link_keeper* const keeper = std::exchange(keeper_, nullptr)) keeper->let_go();
  if (event_object* const event = event_.exchange(nullptr, std::memory_order_relaxed)) event->release();
  unused_.store(true, std::memory_order_release);  // pairs with socket_side: it may be begun anew
}

bool port_link::associate(completion_port& port, ULONG_PTR key, link_keeper* keeper) noexcept {
  if (linking_.exchange(true, std::memory_order_relaxed)) return false;
  port.hold();
  key_ = key;
  keeper_ = keeper;
  port_.store(&port, std::memory_order_release);  // pairs with port()
  return true;
}

void port_link::clear_signal() noexcept {
  signalled_.store(false, std::memory_order_relaxed);
  if (event_object* const event = event_.load(std::memory_order_acquire)) event->reset();
}

void port_link::give_signal() noexcept {
  signalled_.exchange(true, std::memory_order_seq_cst);
  if (event_object* const event = event_.load(std::memory_order_seq_cst)) event->set();
}

ref<event_object> port_link::signal() noexcept {
  event_object* here = event_.load(std::memory_order_acquire);
  if (here == nullptr) {
    event_object* const fresh = make_event(true, false).detach();
    if (fresh == nullptr) return {};
    if (event_.compare_exchange_strong(here, fresh, std::memory_order_seq_cst)) {
      here = fresh;
      if (signalled_.load(std::memory_order_seq_cst)) here->set();
    } else {
      fresh->release();
    }
  }
  return ref<event_object>::share(here);
}

}  // namespace loopsock::compat
