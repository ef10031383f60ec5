// lockstep_state: see the header.
#include "stack/testnet/lockstep_state.hpp"

#include <pthread.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace loopsock::turns {
namespace {

// How far the clock goes at most when all that could run have yielded: who polls waits for time to pass.
constexpr std::chrono::milliseconds yield_lets_pass{1};

// One that has had its turn for so long, in real time, has probably met a lock that another one holds and that is none of this library's.
constexpr std::chrono::seconds suspicious{20};

// pthreads calls the ends of a thread in rounds. Others' ends may still wake somebody, so the turn is given up in a later one.
constexpr unsigned rounds_before_leaving = 2;

thread_local constinit member* me = nullptr;

pthread_key_t leaving_key() noexcept {
  static const pthread_key_t key = [] {
    pthread_key_t made{};
    const auto at_end = [](void* given) {
      auto* const one = static_cast<member*>(given);
      if (++one->ending < rounds_before_leaving) {
        pthread_setspecific(leaving_key(), one);
        return;
      }
      one->home->leave(*one);
    };
    if (pthread_key_create(&made, at_end) != 0) std::abort();
    return made;
  }();
  return key;
}

std::size_t bucket_of(const void* word) noexcept {
  return (reinterpret_cast<std::uintptr_t>(word) >> 2) * 0x9e3779b97f4a7c15u >> 54;
}

void give_turn(member& one) noexcept {
  // release: pairs with await_turn(); the next one sees what the last one did.
  one.turn.store(1, std::memory_order_release);
  host::real_waiting().wake(one.turn, false);
}

}  // namespace

// ------------------------------------------------------------------------------------------------------------------ members

member* lockstep_state::add_member(std::string name, bool is_ready) {
  auto* const one = new member;
  one->home = this;
  one->name = std::move(name);
  const lock held(mutex);
  all.push_back(one);
  if (is_ready) make_ready(*one);
  return one;
}

void lockstep_state::join(member& one) {
  me = &one;
  pthread_setspecific(leaving_key(), &one);
  lock held(mutex);
  if (running != &one) make_ready(one);
  if (running == nullptr) return pass_on(held, one, after::comes_back);
  await_turn(held, one);
}

void lockstep_state::leave(member& one) {
  {
    lock held(mutex);
    std::erase(all, &one);
    if (!over && running == &one) {
      if (all.empty()) {
        running = nullptr;
      } else {
        pass_on(held, one, after::is_gone);
      }
    }
  }
  me = nullptr;
  delete &one;
}

void lockstep_state::forget(member& one) {
  {
    const lock held(mutex);
    std::erase(all, &one);
    std::erase(ready, &one);
    std::erase(polling, &one);
  }
  delete &one;
}

member& lockstep_state::self() {
  if (me == nullptr || me->home != this) {
    std::string name;
    {
      const lock held(mutex);
      name = "thread of the program's own, " + std::to_string(++strangers);
    }
    join(*add_member(std::move(name), false));
  }
  return *me;
}

bool lockstep_state::release_all() {
  const lock held(mutex);
  over = true;
  member* const last = std::exchange(me, nullptr);
  if (last != nullptr) {
    pthread_setspecific(leaving_key(), nullptr);
    std::erase(all, last);
    delete last;
  }
  running = nullptr;
  for (wait_of* first : by_word) {
    for (wait_of* one = first; one != nullptr; one = one->next) one->outcome = wait_of::end::woken;
  }
  for (member* const one : all) give_turn(*one);
  return !all.empty();
}

// -------------------------------------------------------------------------------------------------------------------- waits

void lockstep_state::make_ready(member& one) {
  if (std::exchange(one.ready, true)) return;
  ready.push_back(&one);
}

void lockstep_state::add(wait_of& one) {
  one.number = ++waits;
  one.outer = std::exchange(one.who->innermost, &one);
  wait_of** link = &by_word[bucket_of(one.word)];
  while (*link != nullptr) link = &(*link)->next;
  *link = &one;
  if (one.deadline != host::never) with_deadline.insert(&one);
}

void lockstep_state::settle(wait_of& one, wait_of::end how) {
  one.outcome = how;
  wait_of** link = &by_word[bucket_of(one.word)];
  while (*link != &one) link = &(*link)->next;
  *link = one.next;
  if (one.deadline != host::never) with_deadline.erase(&one);
  // The one that runs, events perhaps, looks at its wait itself.
  if (one.who->innermost == &one && one.who != running) make_ready(*one.who);
}

bool lockstep_state::wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected, host::time_point deadline) {
  member& one = self();
  lock held(mutex);
  if (over || word.load(std::memory_order_acquire) != expected) return true;
  if (deadline <= time()) return false;
  wait_of wanted{&word, deadline, &one};
  add(wanted);
  pass_on(held, one, after::comes_back);
  one.innermost = wanted.outer;
  return wanted.outcome != wait_of::end::late;
}

void lockstep_state::wake(const void* word, bool everybody) {
  const lock held(mutex);
  for (wait_of* one = by_word[bucket_of(word)]; one != nullptr;) {
    wait_of* const following = one->next;
    if (one->word == word) {
      settle(*one, wait_of::end::woken);
      if (!everybody) return;
    }
    one = following;
  }
}

void lockstep_state::yield() {
  member& one = self();
  lock held(mutex);
  if (over) return;
  one.ready = true;
  polling.push_back(&one);
  pass_on(held, one, after::comes_back);
}

void lockstep_state::go_outside(bool for_a_moment) {
  member& one = self();
  lock held(mutex);
  ++outside;
  pass_on(held, one, for_a_moment ? after::is_gone_for_a_moment : after::is_gone);
}

void lockstep_state::come_back() {
  member& one = self();
  lock held(mutex);
  --outside;
  if (over) return;
  make_ready(one);
  if (running == nullptr) return pass_on(held, one, after::comes_back);
  await_turn(held, one);
}

// --------------------------------------------------------------------------------------------------------------------- turns

/// Whether there was somebody; it may be `from`, which then simply goes on.
bool lockstep_state::give_turn_to_somebody(member& from) {
  if (ready.empty()) return false;
  const std::size_t which = chance.below(ready.size());
  member& chosen = *std::exchange(ready[which], ready.back());
  ready.pop_back();
  chosen.ready = false;
  running = &chosen;
  if (&chosen != &from) give_turn(chosen);
  return true;
}

void lockstep_state::pass_on(lock& held, member& from, after what) {
  for (;;) {
    if (over) return;
    const bool settled = from.innermost != nullptr && from.innermost->outcome != wait_of::end::none;
    if (what == after::comes_back && settled) make_ready(from);
    if (give_turn_to_somebody(from)) {
      if (what == after::comes_back && running != &from) await_turn(held, from);
      return;
    }
    if (!polling.empty()) {
      let_pollers_look(held, from);
      continue;
    }
    // Whose clock should go on, if all are outside? A link's keep-alive could go on for ever.
    const bool stands_still = what == after::is_gone_for_a_moment || outside == all.size();
    const host::time_point moment = stands_still ? host::never : next_moment(held);
    if (moment != host::never) {
      move_clock(held, from, moment);
    } else if (outside != 0) {
      running = nullptr;  // until one of those comes back
      if (what == after::comes_back) await_turn(held, from);
      return;
    } else {
      be_stuck(held, from);
    }
  }
}

void lockstep_state::let_pollers_look(lock& held, member& from) {
  const std::vector<member*> those = std::exchange(polling, {});
  move_clock(held, from, std::min(next_moment(held), time() + yield_lets_pass));
  ready.insert(ready.end(), those.begin(), those.end());
}

host::time_point lockstep_state::next_moment(lock& held) {
  held.unlock();
  const host::time_point event = source.next();
  held.lock();
  return with_deadline.empty() ? event : std::min(event, (*with_deadline.begin())->deadline);
}

/// `from` runs what is due; those whose deadline has come are ready afterwards.
void lockstep_state::move_clock(lock& held, member& from, host::time_point to) {
  now.store(std::max(time(), to).time_since_epoch().count(), std::memory_order_relaxed);
  running = &from;
  held.unlock();
  if (source.next() <= time()) source.run();
  held.lock();
  while (!with_deadline.empty() && (*with_deadline.begin())->deadline <= time())
    settle(**with_deadline.begin(), wait_of::end::late);
}

void lockstep_state::await_turn(lock& held, member& one) {
  const std::uint64_t seen = waits;
  bool told = false;
  held.unlock();
  // acquire: pairs with give_turn().
  while (one.turn.load(std::memory_order_acquire) == 0) {
    const host::waiting_table& real = host::real_waiting();
    if (real.wait(one.turn, 0, told ? host::never : real.now() + suspicious)) continue;
    const std::lock_guard look(mutex);
    if (std::exchange(told, true) || running == nullptr || waits != seen) continue;
    std::fprintf(
        stderr,
        "loopsock: \"%s\" has had its turn for %lld seconds without a call that waits. Does it wait for a lock or a thread "
        "that is none of this library's?\n",
        running->name.c_str(), static_cast<long long>(suspicious.count()));
  }
  one.turn.store(0, std::memory_order_relaxed);
  held.lock();
}

void lockstep_state::be_stuck(lock& held, member& from) {
  std::fprintf(stderr, "loopsock: stuck: all of %zu threads wait, and nothing will ever happen\n", all.size());
  for (const member* one : all) std::fprintf(stderr, "loopsock:   %s\n", one->name.c_str());
  running = &from;
  held.unlock();
  if (!source.on_stuck()) {
    std::fprintf(stderr, "loopsock: there is no way out\n");
    std::abort();
  }
  held.lock();
}

}  // namespace loopsock::turns
