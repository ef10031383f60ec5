// lockstep: the waiting table in front of lockstep_state.
#include "stack/testnet/lockstep.hpp"

#include <atomic>

#include "stack/host/thread_births.hpp"
#include "stack/testnet/lockstep_state.hpp"

namespace loopsock::turns {
namespace {

// Where every clock begins: not at 0, so that "a while ago" exists; and what the calendar says then.
constexpr std::chrono::hours first_moment{24};
constexpr std::chrono::nanoseconds first_day =
    std::chrono::sys_days{std::chrono::year{2030} / 1 / 1}.time_since_epoch();

// Writer: the lockstep's beginning and end, while no other thread uses the table; readers: the table's functions.
constinit std::atomic<lockstep_state*> in_force{nullptr};
// Threads that an earlier lockstep has left to run freely may sleep in the system's own way. Written at a lockstep's end.
constinit std::atomic<bool> some_run_freely{false};

lockstep_state& now_in_force() noexcept { return *in_force.load(std::memory_order_acquire); }

host::time_point now() noexcept { return now_in_force().time(); }
bool wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected, host::time_point deadline) noexcept {
  return now_in_force().wait(word, expected, deadline);
}
void wake(const std::atomic<std::uint32_t>& word, bool everybody) noexcept {
  now_in_force().wake(&word, everybody);
  if (some_run_freely.load(std::memory_order_relaxed)) host::real_waiting().wake(word, everybody);
}
void yield() noexcept { now_in_force().yield(); }
std::chrono::nanoseconds since_1970() noexcept { return first_day + now().time_since_epoch(); }

constexpr host::waiting_table table{now, wait, wake, yield, since_1970, 0};

constexpr host::thread_births watch{
    [](host::thread_births::work whose) noexcept -> void* {
      if (whose == host::thread_births::work::anybodys) return now_in_force().add_member("thread of the library", true);
      member* const one = now_in_force().add_member("thread of CreateThread", true);
      one->on = lwip::set_this_threads_node(nullptr);
      lwip::set_this_threads_node(one->on);
      return one;
    },
    [](void* expected) noexcept {
      auto& one = *static_cast<member*>(expected);
      if (one.on != nullptr) lwip::set_this_threads_node(one.on);
      one.home->join(one);
    },
    [](void* expected) noexcept { static_cast<member*>(expected)->home->forget(*static_cast<member*>(expected)); }};

}  // namespace

lockstep::lockstep(std::uint64_t seed, events& what) : state_(new lockstep_state(seed, what)), before_(*host::waiting) {
  state_->now.store(host::clock_duration(first_moment).count(), std::memory_order_relaxed);
  in_force.store(state_, std::memory_order_release);
  host::set_waiting(table);
  host::set_births(&watch);
  state_->join(*state_->add_member("the thread of the test", false));
}

lockstep::~lockstep() {
  host::set_births(nullptr);
  host::set_waiting(before_);
  const bool some_are_left = state_->release_all();
  if (some_are_left) {
    some_run_freely.store(true, std::memory_order_relaxed);  // and the state is theirs until the process ends
  } else {
    delete state_;
  }
}

void* lockstep::expect(std::string name) { return state_->add_member(std::move(name), true); }
void lockstep::begin(void* expected) noexcept { state_->join(*static_cast<member*>(expected)); }
void lockstep::forget(void* expected) noexcept { state_->forget(*static_cast<member*>(expected)); }
void lockstep::go_outside(bool for_a_moment) noexcept { state_->go_outside(for_a_moment); }
void lockstep::come_back() noexcept { state_->come_back(); }

}  // namespace loopsock::turns
