// readiness: one wait over many sockets.
#include "stack/socket/readiness.hpp"

#include <array>

#include "stack/base/call_memory.hpp"
#include "stack/socket/socket.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock {
namespace {

std::size_t look(std::span<poll_entry> entries, bool arm) noexcept {
  std::size_t count = 0;
  for (poll_entry& entry : entries) {
    entry.state = ready::none;
    socket* const at = sockets().find(entry.number);
    entry.invalid = at == nullptr || at->state_of(entry.number, entry.interest, arm, entry.state) != error::none;
    if (entry.invalid || any(entry.state)) ++count;
  }
  return count;
}

/// Watches on all entries for as long as it lives.
class standing {
 public:
  standing(std::span<poll_entry> entries, wake_word& word) noexcept : entries_(entries) {
    watches_ = local_.data();
    if (entries.size() > local_.size()) {
      watches_ = many_.make(entries.size());
      if (watches_ == nullptr) return;
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
      watches_[i].one.waiter = &word;
      watches_[i].at = sockets().find(entries[i].number);
      if (watches_[i].at != nullptr) (void)watches_[i].at->join(entries[i].number, watches_[i].one);
    }
  }
  ~standing() {
    if (watches_ == nullptr) return;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (watches_[i].at != nullptr) watches_[i].at->leave(watches_[i].one);
    }
  }
  standing(const standing&) = delete;
  standing& operator=(const standing&) = delete;
  [[nodiscard]] bool complete() const noexcept { return watches_ != nullptr; }

 private:
  struct place {
    watch one;
    socket* at = nullptr;  // joined, whether or not the handle was still good: leave() is due
  };
  std::span<poll_entry> entries_;
  std::array<place, 64> local_;
  call_array<place> many_;
  place* watches_ = nullptr;
};

}  // namespace

poll_result poll_sockets(std::span<poll_entry> entries, host::time_point deadline) noexcept {
  std::size_t count = look(entries, false);
  if (count != 0 || deadline <= host::now()) return {count};
  wake_word word;
  const standing watches(entries, word);
  if (!watches.complete()) return {0, error::no_buffers};
  for (;;) {
    // Take the signal back, look (arming what is not ready), sleep: a change after the look signals again.
    word.reset();
    count = look(entries, true);
    if (count != 0) return {count};
    switch (word.wait(deadline)) {
      case wait_outcome::done: break;
      case wait_outcome::timed_out: return {look(entries, false)};
      case wait_outcome::cancelled: return {0, error::interrupted};
    }
  }
}

}  // namespace loopsock
