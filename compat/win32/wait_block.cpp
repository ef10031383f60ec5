#include "compat/win32/wait_block.hpp"

#include <algorithm>
#include <functional>

namespace loopsock::compat {

wait_block::wait_block(std::span<kernel_object* const> objects, bool whole, thread_object& who) noexcept
    : who_(who), whole_(whole), count_(std::min(objects.size(), most_waited_for)) {
  for (std::uint32_t i = 0; i < count_; ++i) links_[i] = {objects[i], this, nullptr, nullptr, false, 0, i};
  if (whole_)
    std::sort(links_, links_ + count_,
              [](const wait_link& a, const wait_link& b) { return std::less<>()(a.object, b.object); });
}

bool wait_block::take_now(kernel_object& object, thread_object& who, bool& abandoned) noexcept {
  const std::lock_guard lock(object.lock_);
  if (!object.may_take(who)) return false;
  abandoned = object.take(who);
  return true;
}

// ------------------------------------------------------------------------------------------------------------------ lines

// The object's lock held.
void wait_block::link(wait_link& one) noexcept {
  kernel_object& object = *one.object;
  one.linked = true;
  one.next = nullptr;
  one.before = object.last_wait_;
  (object.last_wait_ != nullptr ? object.last_wait_->next : object.first_wait_) = &one;
  object.last_wait_ = &one;
  if (!one.block->whole_) return;
  ++object.whole_waits_;
  one.tried = object.passes_;  // it has looked itself
}

// The object's lock held.
void wait_block::unlink(wait_link& one) noexcept {
  if (!one.linked) return;
  kernel_object& object = *one.object;
  one.linked = false;
  (one.before != nullptr ? one.before->next : object.first_wait_) = one.next;
  (one.next != nullptr ? one.next->before : object.last_wait_) = one.before;
  if (one.block->whole_) --object.whole_waits_;
}

bool wait_block::stand_in_line() noexcept { return whole_ ? stand_for_whole() : stand_for_any(); }

bool wait_block::stand_for_any() noexcept {
  for (wait_link& one : links()) {
    kernel_object& object = *one.object;
    const std::lock_guard lock(object.lock_);
    if (sleep_.claimed()) return false;  // by an object that it stands in line for already, or by an APC
    if (object.may_take(who_)) {
      if (!sleep_.claim(one.index)) return false;
      abandoned_ = object.take(who_);
      index_ = one.index;
      return true;
    }
    link(one);
  }
  return false;
}

bool wait_block::stand_for_whole() noexcept {
  lock_all();
  const bool taken = take_whole();
  if (!taken) std::for_each(links_, links_ + count_, [](wait_link& one) { link(one); });
  unlock_all();
  return taken;
}

bool wait_block::take_whole_now() noexcept {
  lock_all();
  const bool taken = take_whole();
  unlock_all();
  return taken;
}

void wait_block::leave() noexcept {
  for (wait_link& one : links()) {
    const std::lock_guard lock(one.object->lock_);
    unlink(one);
  }
  // acquire: pairs with try_whole(); who had it pinned is done with it.
  while (pins_.load(std::memory_order_acquire) != 0) host::waiting->yield();
}

// ------------------------------------------------------------------------------------------------------------- whole waits

void wait_block::lock_all() noexcept {
  for (wait_link& one : links()) one.object->lock_.lock();
}

void wait_block::unlock_all() noexcept {
  for (wait_link& one : links()) one.object->lock_.unlock();
}

// All locks held.
bool wait_block::take_whole() noexcept {
  for (wait_link& one : links()) {
    if (!one.object->may_take(who_)) return false;
  }
  if (!sleep_.claim(0)) return false;
  for (wait_link& one : links()) {
    if (one.object->take(who_)) abandoned_ = true;
    unlink(one);
  }
  return true;
}

// Pinned, no lock held. Afterwards it is not pinned, and may be gone.
void wait_block::try_whole() noexcept {
  lock_all();
  const bool taken = take_whole();
  unlock_all();
  pins_.fetch_sub(1, std::memory_order_release);  // pairs with leave()
  if (taken) sleep_.wake();                       // who has claimed it may still touch it
}

// ------------------------------------------------------------------------------------------------------------ the objects

// Gives what there is to those who wait, first to those who want several things at once: they are the ones that starve.
void kernel_object::serve(std::unique_lock<host::spin_mutex>& side) noexcept {
  if (whole_waits_ != 0) try_whole_waits(side);
  wait_block* woken = nullptr;
  wait_block** last = &woken;
  for (wait_link* at = first_wait_; at != nullptr;) {
    wait_link& one = *at;
    wait_block& block = *one.block;
    at = one.next;
    if (!may_take(block.who_)) break;  // then nobody else may either
    if (block.whole_ || !block.sleep_.claim(one.index)) continue;
    block.abandoned_ = take(block.who_);
    wait_block::unlink(one);
    block.woken_ = nullptr;
    *last = &block;
    last = &block.woken_;
  }
  side.unlock();
  while (woken != nullptr) {
    wait_block& one = *woken;
    woken = one.woken_;
    one.sleep_.wake();
  }
}

// Each once. The line may change meanwhile, as the lock is let go for each of them.
void kernel_object::try_whole_waits(std::unique_lock<host::spin_mutex>& side) noexcept {
  const std::uint32_t pass = ++passes_;
  for (;;) {
    wait_link* at = first_wait_;
    while (at != nullptr && (!at->block->whole_ || static_cast<std::int32_t>(at->tried - pass) >= 0)) at = at->next;
    if (at == nullptr || !may_take(at->block->who_)) return;
    at->tried = pass;
    wait_block& block = *at->block;
    block.pins_.fetch_add(1, std::memory_order_relaxed);  // under the lock, without which it cannot leave
    side.unlock();
    block.try_whole();
    side.lock();
  }
}

}  // namespace loopsock::compat
