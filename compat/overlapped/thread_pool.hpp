// thread_pool: threads of the library's own that run what programs hand to them, and serve sockets that are bound to them.
//
//   submit() ──────────────────────► [ completion_port ] ─► a thread: receiver->got(packet)
//   an operation on a bound socket ─►
//
// The port's key says who receives. As many threads run at a time as there are processors; one that goes to sleep in a call of ours lets
// another in (completion_port.hpp). Sleeps that we do not see, the supervisor finds out by the clock: while all that may run are busy and nothing
// moves, it lets one more run. There is always one thread that is not busy, up to `most`.
//
// Threads  any. got() is called with no lock held.
// Memory   the pools themselves are never freed: their threads may come back at any time. Threads that have had nothing to do for some
//          seconds end, all but one.
#pragma once

#include <atomic>
#include <cstdint>

#include "compat/overlapped/completion_port.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/host/wake_word.hpp"

namespace loopsock::compat {

/// Whoever is told of a packet. The key of the packet is its address.
class pool_receiver {
 public:
  virtual void got(const port_entry& packet) noexcept = 0;
  [[nodiscard]] ULONG_PTR key() noexcept { return reinterpret_cast<ULONG_PTR>(this); }

 protected:
  ~pool_receiver() = default;
};

class thread_pool {
 public:
  /// The process's own. nullptr: no memory, or no room for a thread.
  static thread_pool* usual() noexcept;
  /// A further one, for a program that wants its own. The same.
  static thread_pool* make() noexcept;
  /// Gives a further one up: it goes on until it has nothing to do.
  void give_up() noexcept;

  /// got() will be called once, with nothing but the key and the generation. False: no memory.
  bool submit(pool_receiver& receiver, std::uint32_t generation = 0) noexcept {
    return port_.post(port_entry{.key = receiver.key(), .generation = generation});
  }
  /// What sockets are associated with; the key is a receiver's.
  [[nodiscard]] completion_port& port() noexcept { return port_; }

  /// How many threads there are at most, and how many stay. (At least 1.)
  void set_most(std::uint32_t threads) noexcept;
  bool set_least(std::uint32_t threads) noexcept;

 private:
  explicit thread_pool(completion_port& port) noexcept : port_(port) {}
  bool start() noexcept;
  bool add_thread() noexcept;
  bool keep_one_free() noexcept;
  bool may_leave() noexcept;
  void work() noexcept;
  void supervise() noexcept;
  [[nodiscard]] std::uint32_t limit() noexcept;

  completion_port& port_;

  host::spin_mutex lock_;
  std::uint32_t threads_ = 0;  // under lock_
  std::uint32_t least_ = 1;    // the same
  std::uint32_t most_ = 500;   // the same; Windows' own number

  std::atomic<std::uint32_t> idle_{0};   // threads inside take(); writers: the threads
  std::atomic<std::uint64_t> taken_{0};  // packets so far; writers: the threads; reader: the supervisor
  std::atomic<std::uint32_t> busy_{0};   // threads inside got(); writers: the threads; reader: the supervisor
  // Something was taken, so the supervisor looks. Writers: the threads set it, the supervisor clears it and sleeps on it.
  std::atomic<std::uint32_t> watched_{0};
};

}  // namespace loopsock::compat
