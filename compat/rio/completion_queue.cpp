// completion_queue: see the header.
#include "compat/rio/completion_queue.hpp"

#include <mutex>
#include <utility>

namespace loopsock::compat {

void completion_queue::close() noexcept {
  ended_request* left = nullptr;
  {
    const std::lock_guard side(side_);
    closed_ = true;
    left = first_.exchange(nullptr, std::memory_order_relaxed);
    loud_ = 0;
  }
  while (left != nullptr) std::exchange(left, left->next_ended)->taken();
}

bool completion_queue::reserve(std::size_t count) noexcept {
  const std::lock_guard side(side_);
  if (count > room_ - reserved_) return false;
  reserved_ += count;
  return true;
}

void completion_queue::give_back(std::size_t count) noexcept {
  const std::lock_guard side(side_);
  reserved_ -= count;
}

int completion_queue::resize(std::size_t room) noexcept {
  const std::lock_guard side(side_);
  if (room < reserved_) return WSAETOOMANYREFS;
  room_ = room;
  return 0;
}

void completion_queue::put(ended_request& one, bool quietly) noexcept {
  bool due = false;
  bool nobody = false;
  {
    const std::lock_guard side(side_);
    one.next_ended = nullptr;
    one.quiet = quietly;
    nobody = closed_;
    if (!quietly && !nobody) ++loud_;
    if (nobody) {
      // Below, without the lock.
    } else if (first_.load(std::memory_order_relaxed) == nullptr) {
      first_.store(&one, std::memory_order_relaxed);
    } else {
      last_->next_ended = &one;
    }
    last_ = &one;
    due = !quietly && !nobody && std::exchange(armed_, false);
  }
  if (nobody) one.taken();
  if (due) tell();
}

std::size_t completion_queue::take(RIORESULT* out, std::size_t most) noexcept {
  // relaxed: who polls looks again anyway, and who was told has been through a lock that came after ours.
  if (first_.load(std::memory_order_relaxed) == nullptr) return 0;
  ended_request* taken = nullptr;
  std::size_t count = 0;
  {
    const std::lock_guard side(side_);
    taken = first_.load(std::memory_order_relaxed);
    ended_request* at = taken;
    ended_request* before = nullptr;
    for (; at != nullptr && count < most; at = at->next_ended) {
      out[count++] = at->outcome;
      if (!at->quiet) --loud_;
      before = at;
    }
    first_.store(at, std::memory_order_relaxed);
    if (before == nullptr) return 0;
    before->next_ended = nullptr;
  }
  while (taken != nullptr) std::exchange(taken, taken->next_ended)->taken();
  return count;
}

int completion_queue::notify() noexcept {
  if (!how_.event && !how_.port) return WSAEINVAL;
  if (how_.event && how_.resets_event) how_.event->reset();
  bool due = false;
  {
    const std::lock_guard side(side_);
    if (armed_) return WSAEALREADY;
    due = loud_ != 0;  // quiet ones leave the queue empty for this purpose (Microsoft's page of RIONotify)
    armed_ = !due;
  }
  if (due) tell();
  return 0;
}

void completion_queue::tell() noexcept {
  if (how_.event) {
    how_.event->set();
  } else if (how_.port) {
    how_.port->post(how_.packet);
  }
}

}  // namespace loopsock::compat
