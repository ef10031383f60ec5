// lockstep_state: whose turn it is, who is ready, who waits for what, and the clock.
//
//   by_word        buckets of waits, oldest first: wake() takes the oldest for its word
//   with_deadline  the same waits, by when they end
//   ready          members that could go on, in the order in which they became so
//   polling        those that have yielded: they go on when nobody else can, and some time has passed
//
// Threads  the mutex guards everything; it is never held while anything else is called.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "stack/lwip/node.hpp"
#include "stack/testnet/draws.hpp"
#include "stack/testnet/lockstep.hpp"

namespace loopsock::turns {

struct member;

/// One wait of one member. A wait may begin inside another, when the thread that runs events meets a lock that is held.
struct wait_of {
  enum class end : std::uint8_t { none, woken, late };

  const std::atomic<std::uint32_t>* word;
  host::time_point deadline;
  member* who;
  wait_of* outer = nullptr;
  wait_of* next = nullptr;  // in its bucket
  std::uint64_t number = 0;
  end outcome = end::none;
};

struct member {
  lockstep_state* home = nullptr;
  std::string name;
  lwip::node* on = nullptr;            // the host that it begins on; nullptr: none
  std::atomic<std::uint32_t> turn{0};  // writer: who passes the turn on; reader: the member, asleep on it
  wait_of* innermost = nullptr;
  bool ready = false;   // or polling
  unsigned ending = 0;  // how often pthreads has asked for its end
};

struct lockstep_state {
  using lock = std::unique_lock<std::mutex>;
  enum class after : std::uint8_t { comes_back, is_gone, is_gone_for_a_moment };

  lockstep_state(std::uint64_t seed, lockstep::events& what) : chance(seed, "turns"), source(what) {}

  [[nodiscard]] host::time_point time() const noexcept {
    return host::time_point(host::clock_duration(now.load(std::memory_order_relaxed)));
  }

  member* add_member(std::string name, bool is_ready);
  /// The calling thread is this member, and has its turn on return.
  void join(member& one);
  void leave(member& one);
  /// One that was expected does not come.
  void forget(member& one);
  /// The calling thread's member, made if it has none.
  member& self();

  bool wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected, host::time_point deadline);
  void wake(const void* word, bool everybody);
  void yield();
  void go_outside(bool for_a_moment);
  void come_back();
  /// Everybody goes on, without turns. Whether anybody is left.
  bool release_all();

  // Those below have the mutex.
  void make_ready(member& one);
  void add(wait_of& one);
  void settle(wait_of& one, wait_of::end how);
  /// Gives the turn to one that is ready, or else moves the clock until somebody is.
  void pass_on(lock& held, member& from, after what);
  /// Those that poll are ready, a little later.
  void let_pollers_look(lock& held, member& from);
  void await_turn(lock& held, member& one);
  bool give_turn_to_somebody(member& from);
  void move_clock(lock& held, member& from, host::time_point to);
  host::time_point next_moment(lock& held);
  void be_stuck(lock& held, member& from);

  std::mutex mutex;
  draws chance;
  lockstep::events& source;
  std::vector<member*> ready, polling;
  struct earlier {
    bool operator()(const wait_of* a, const wait_of* b) const noexcept {
      return a->deadline != b->deadline ? a->deadline < b->deadline : a->number < b->number;
    }
  };
  std::set<wait_of*, earlier> with_deadline;
  std::array<wait_of*, 1024> by_word{};
  std::vector<member*> all;
  member* running = nullptr;
  std::uint64_t waits = 0;
  std::size_t outside = 0;
  std::size_t strangers = 0;
  bool over = false;
  // Writer: who moves the clock, with the mutex; readers: everybody.
  std::atomic<host::clock_duration::rep> now;
};

}  // namespace loopsock::turns
