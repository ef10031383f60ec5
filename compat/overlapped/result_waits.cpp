#include "compat/overlapped/result_waits.hpp"

#include <ntstatus.h>

#include <atomic>
#include <mutex>

#include "compat/win32/sleeper.hpp"
#include "compat/win32/thread.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat::result_waits {
namespace {

constexpr std::uint32_t it_ended = 0;

struct waiter {
  const OVERLAPPED* operation = nullptr;
  sleeper word;
  waiter* next = nullptr;
};

// How many wait. Writers: wait(), both ends (seq_cst); reader: told() (seq_cst, after Internal was written).
constinit std::atomic<std::uint32_t> waiting{0};
constinit host::spin_mutex lock;  // guards the list
constinit waiter* first = nullptr;

bool is_pending(const OVERLAPPED& operation) noexcept {
  // The program's memory, which the ending operation writes; we only read. seq_cst: pairs with overlapped_call::tell().
  const auto internal = std::atomic_ref(const_cast<OVERLAPPED&>(operation).Internal).load(std::memory_order_seq_cst);
  return internal == static_cast<ULONG>(STATUS_PENDING);
}

void take_out(waiter& own) noexcept {
  const std::lock_guard hold(lock);
  for (waiter** at = &first; *at != nullptr; at = &(*at)->next) {
    if (*at != &own) continue;
    *at = own.next;
    return;
  }
}

}  // namespace

waited wait(const OVERLAPPED& operation, host::time_point deadline, bool alertable) noexcept {
  thread_object* const thread = alertable ? this_thread_object() : nullptr;
  waiter own;
  own.operation = &operation;
  if (thread != nullptr && (thread->run_apcs() || !thread->begin_alertable(own.word))) {
    thread->run_apcs();
    return waited::apcs_ran;
  }
  waiting.fetch_add(1, std::memory_order_seq_cst);
  {
    const std::lock_guard hold(lock);
    own.next = first;
    first = &own;
  }
  // Whoever wakes us has claimed the sleep; where we claim it ourselves nobody will.
  const bool over = !is_pending(operation) && own.word.claim(it_ended);
  const std::uint32_t why = over ? it_ended : own.word.sleep(deadline);
  take_out(own);
  waiting.fetch_sub(1, std::memory_order_seq_cst);
  if (thread != nullptr) thread->end_alertable();
  if (why == it_ended) return waited::ended;
  if (why == sleeper::timed_out) return waited::timed_out;
  thread->run_apcs();
  return waited::apcs_ran;
}

void told(const OVERLAPPED* operation) noexcept {
  if (waiting.load(std::memory_order_seq_cst) == 0) return;
  waiter* woken = nullptr;
  {
    const std::lock_guard hold(lock);
    for (waiter** at = &first; *at != nullptr;) {
      waiter* const one = *at;
      if (one->operation != operation || !one->word.claim(it_ended)) {
        at = &one->next;
        continue;
      }
      *at = one->next;
      one->next = woken;
      woken = one;
    }
  }
  while (woken != nullptr) {
    waiter* const next = woken->next;  // gone once it is woken
    woken->word.wake();
    woken = next;
  }
}

}  // namespace loopsock::compat::result_waits
