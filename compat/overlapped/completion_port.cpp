#include "compat/overlapped/completion_port.hpp"

#include <algorithm>
#include <mutex>
#include <new>
#include <thread>

#include "compat/overlapped/block_pool.hpp"
#include "compat/overlapped/port_membership.hpp"
#include "compat/win32/thread.hpp"

namespace loopsock::compat {
namespace {

// Why a thread's sleep in take() ends, besides sleeper's own reasons.
constexpr std::uint32_t was_handed_a_packet = 0;
constexpr std::uint32_t port_was_closed = 1;

/// What PostQueuedCompletionStatus was given.
class posted_packet final : public port_packet {
  static constexpr std::size_t bytes = 64;
  static constexpr std::size_t kept = 16384;
  using pool = block_pool<bytes, kept>;

 public:
  explicit posted_packet(const port_entry& what) noexcept { entry = what; }
  void spent() noexcept override { delete this; }
  static void* operator new(std::size_t, const std::nothrow_t&) noexcept {
    static_assert(sizeof(posted_packet) <= bytes);
    return pool::take();
  }
  static void operator delete(void* memory) noexcept { pool::give(memory); }
  static void operator delete(void* memory, const std::nothrow_t&) noexcept { pool::give(memory); }
};

void tell_spent(port_packet* first) noexcept {
  while (first != nullptr) {
    port_packet* const next = first->next;
    first->spent();
    first = next;
  }
}

}  // namespace

/// A thread inside take(). It lies on that thread's stack.
struct completion_port::waiter {
  sleeper word;
  waiter* next = nullptr;
  port_packet* handed = nullptr;
};

completion_port* completion_port::make(std::uint32_t concurrency) noexcept {
  const std::uint32_t processors = std::max(1u, std::thread::hardware_concurrency());
  return new (std::nothrow) completion_port(concurrency != 0 ? concurrency : processors);
}

void completion_port::release() noexcept {
  // acq_rel: pairs with every other release.
  if (count_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

completion_port::~completion_port() { tell_spent(first_); }

// ---------------------------------------------------------------------------------------------------------------- putting in

// Gives the oldest packet to the thread that came last, where both exist and the port has room for one more that runs. Lock held; whoever
// holds it wakes `woken` once he has let go. False: there was nobody or nothing.
bool completion_port::let_in(sleeper*& woken) noexcept {
  while (first_ != nullptr && waiting_ != nullptr && running_ < concurrency_) {
    waiter* const one = waiting_;
    waiting_ = one->next;
    if (!one->word.claim(was_handed_a_packet)) continue;  // its time is up, or an APC has come
    one->handed = first_;
    first_ = first_->next;
    if (first_ == nullptr) last_ = nullptr;
    ++running_;
    woken = &one->word;
    return true;
  }
  return false;
}

void completion_port::post(port_packet& packet) noexcept {
  packet.next = nullptr;
  sleeper* woken = nullptr;
  bool dropped = false;
  {
    const std::lock_guard hold(lock_);
    dropped = closed_;
    if (!dropped) {
      (last_ != nullptr ? last_->next : first_) = &packet;
      last_ = &packet;
      let_in(woken);
    }
  }
  if (woken != nullptr) woken->wake();
  if (dropped) packet.spent();
}

bool completion_port::post(const port_entry& entry) noexcept {
  auto* const packet = new (std::nothrow) posted_packet(entry);
  if (packet == nullptr) return false;
  post(*packet);
  return true;
}

void completion_port::close() noexcept {
  waiter* told = nullptr;
  port_packet* dropped = nullptr;
  {
    const std::lock_guard hold(lock_);
    closed_ = true;
    while (waiting_ != nullptr) {
      waiter* const one = waiting_;
      waiting_ = one->next;
      if (!one->word.claim(port_was_closed)) continue;
      one->next = told;
      told = one;
    }
    dropped = first_;
    first_ = last_ = nullptr;
  }
  while (told != nullptr) {
    waiter* const next = told->next;  // gone once it is woken
    told->word.wake();
    told = next;
  }
  tell_spent(dropped);
}

// --------------------------------------------------------------------------------------------------------------- taking out

// Lock held. The packets are added to `spent`, for when it is not.
std::size_t completion_port::take_queued(std::span<port_entry> room, port_packet*& spent) noexcept {
  std::size_t count = 0;
  while (first_ != nullptr && count < room.size()) {
    port_packet* const one = first_;
    first_ = one->next;
    room[count++] = one->entry;
    one->next = spent;
    spent = one;
  }
  if (first_ == nullptr) last_ = nullptr;
  return count;
}

completion_port::taken completion_port::take(std::span<port_entry> room, std::size_t& count, host::time_point deadline,
                                             bool alertable) noexcept {
  count = 0;
  waiter own;
  thread_object* const thread = alertable ? this_thread_object() : nullptr;
  if (thread != nullptr) {
    // APCs come first. From begin_alertable() on, one that comes claims our sleep.
    if (thread->run_apcs()) return taken::apcs_ran;
    if (!thread->begin_alertable(own.word)) {
      thread->run_apcs();
      return taken::apcs_ran;
    }
  }
  port_membership& me = port_membership::of_this_thread();
  const bool was_running = me.come_to(*this);
  port_packet* spent = nullptr;
  taken answer = taken::timed_out;
  bool sleeps = true;
  sleeper* woken = nullptr;
  {
    const std::lock_guard hold(lock_);
    if (was_running) --running_;
    const bool now = closed_ || (first_ != nullptr && running_ < concurrency_) || deadline <= host::now();
    if (now && own.word.claim(was_handed_a_packet)) {
      sleeps = false;
      if (closed_) {
        answer = taken::closed;
      } else if (first_ != nullptr && running_ < concurrency_) {
        answer = taken::some;
        ++running_;
        count = take_queued(room, spent);
      }
    } else {
      own.next = waiting_;
      waiting_ = &own;
      // An APC may have our sleep already, and there is room for one more now that we do not run.
      let_in(woken);
    }
  }
  if (woken != nullptr) woken->wake();
  if (sleeps) answer = sleep_in(own, room, count, spent, deadline);
  if (thread != nullptr) thread->end_alertable();
  if (answer == taken::some) me.runs_for(*this);
  tell_spent(spent);
  if (answer == taken::apcs_ran) thread->run_apcs();
  return answer;
}

completion_port::taken completion_port::sleep_in(waiter& own, std::span<port_entry> room, std::size_t& count,
                                                 port_packet*& spent, host::time_point deadline) noexcept {
  const std::uint32_t why = own.word.sleep(deadline);
  if (why == port_was_closed) return taken::closed;
  const std::lock_guard hold(lock_);
  if (why == was_handed_a_packet) {
    room[0] = own.handed->entry;
    own.handed->next = nullptr;
    spent = own.handed;
    count = 1 + (room.size() > 1 ? take_queued(room.subspan(1), spent) : 0);
    return taken::some;
  }
  // Nobody may find it here once it is gone. (Whoever found it before could not claim it.)
  for (waiter** at = &waiting_; *at != nullptr; at = &(*at)->next) {
    if (*at != &own) continue;
    *at = own.next;
    break;
  }
  return why == sleeper::alerted ? taken::apcs_ran : taken::timed_out;
}

// ------------------------------------------------------------------------------------------------------------- the threads

void completion_port::leave() noexcept {
  sleeper* woken = nullptr;
  {
    const std::lock_guard hold(lock_);
    --running_;
    let_in(woken);
  }
  if (woken != nullptr) woken->wake();
}

void completion_port::come_back() noexcept {
  const std::lock_guard hold(lock_);
  ++running_;
}

// ----------------------------------------------------------------------------------------------------------------- the pool

bool completion_port::has_packets() noexcept {
  const std::lock_guard hold(lock_);
  return first_ != nullptr;
}

void completion_port::set_concurrency(std::uint32_t threads) noexcept {
  bool more = true;
  while (more) {
    sleeper* woken = nullptr;
    {
      const std::lock_guard hold(lock_);
      concurrency_ = threads;
      more = let_in(woken);
    }
    if (woken != nullptr) woken->wake();
  }
}

}  // namespace loopsock::compat
