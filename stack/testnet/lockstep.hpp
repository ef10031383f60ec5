// lockstep: threads that run one at a time, in an order drawn from a seed, on a clock that stands still while one of them runs.
//
// It is a form of the waiting table (stack/host/waiting.hpp), through which everything in this library sleeps, wakes and reads the time.
//
//   running   one member has the turn; it keeps it until it waits, yields or ends
//   ready     the others that could go on; which one is next, the seed says; those that have yielded only when all have, a little later
//   waiting   the rest: for a word to be woken, or for a deadline
//
//   nobody is ready ──► the clock goes to the next event or deadline ──► the events run, on the thread that was the last to wait
//   …and there is no event ──► the run is stuck: on_stuck() may still change something; otherwise what each waits for is printed
//
// A thread becomes a member when this library starts it (thread_births), or with its first wait. Threads of the program's own that are not
// announced come into play at a moment that no seed decides; and a wait in foreign code has to be said, by go_outside().
//
// Threads  any. Members are few thousand at most.
// Memory   members until they end. One lockstep at a time exists in a process.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "stack/host/driver.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::turns {

struct lockstep_state;

class lockstep {
 public:
  struct events {
    virtual host::time_point next() noexcept = 0;
    virtual void run() noexcept = 0;
    /// Nobody will ever go on. Whether something was changed.
    virtual bool on_stuck() noexcept = 0;

   protected:
    ~events() = default;
  };

  /// Puts itself in the place of the waiting table, and the calling thread is its first member. The stack is not running.
  lockstep(std::uint64_t seed, events& what);
  /// Members that are left wake without a reason, and run freely from then on.
  ~lockstep();
  lockstep(const lockstep&) = delete;
  lockstep& operator=(const lockstep&) = delete;

  /// A thread that will come is ready from now on: its turn waits for it.
  void* expect(std::string name);
  /// On that thread.
  void begin(void* expected) noexcept;
  void forget(void* expected) noexcept;

  /// The calling thread waits in foreign code: what it waits for is nobody's business here, and the others go on. For a moment: the clock stands
  /// still where nobody else can go on.
  void go_outside(bool for_a_moment = false) noexcept;
  void come_back() noexcept;

 private:
  lockstep_state* const state_;
  const host::waiting_table& before_;
};

}  // namespace loopsock::turns
