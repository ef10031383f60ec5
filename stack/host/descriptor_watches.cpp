// descriptor_watches: see the header.
//
// An Asio object may be used by one thread at a time, so each watch has a small lock around its own. `calling_` says that its
// user is being called: remove() waits for that to end, unless it is called from there.
#include "stack/host/descriptor_watches.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "stack/host/waiting.hpp"

namespace loopsock::host {

class descriptor_watch : public std::enable_shared_from_this<descriptor_watch> {
 public:
  descriptor_watch(asio::io_context& context, int number, const descriptor_user& user)
      : number_(number), user_(user), descriptor_(context, number) {}
  // Asio would close it.
  ~descriptor_watch() { let_go(); }

  [[nodiscard]] int number() const noexcept { return number_; }

  void await(asio::posix::stream_descriptor::wait_type what) {
    const std::lock_guard lock(mutex_);
    if (gone_) return;
    descriptor_.async_wait(what, [self = shared_from_this(), what](const auto& cancelled) noexcept {
      if (!cancelled) self->ready(what);
    });
  }

  void end() noexcept {
    {
      const std::lock_guard lock(mutex_);
      let_go();
    }
    if (caller_.load(std::memory_order_relaxed) == std::this_thread::get_id()) return;
    // acquire: pairs with ready(); what the user did is done.
    while (calling_.load(std::memory_order_acquire) != 0) waiting->wait(calling_, 1, never);
  }

 private:
  void let_go() noexcept {
    if (gone_) return;
    gone_ = true;
    descriptor_.release();  // cancels what waits
  }

  void ready(asio::posix::stream_descriptor::wait_type what) noexcept {
    {
      const std::lock_guard lock(mutex_);
      if (gone_) return;
      // Under the lock: whoever ends the watch afterwards sees it.
      caller_.store(std::this_thread::get_id(), std::memory_order_relaxed);
      calling_.store(1, std::memory_order_relaxed);
    }
    const bool readable = what == asio::posix::stream_descriptor::wait_read;
    (readable ? user_.readable : user_.writable)(user_.whose);
    caller_.store(std::thread::id(), std::memory_order_relaxed);
    // release: pairs with end().
    calling_.store(0, std::memory_order_release);
    waiting->wake(calling_, true);
    if (!readable) return;
    try {
      await(what);
    } catch (const std::exception&) {
      // Asio hands the memory of the handler that has just run to this one, so there is some.
    }
  }

  const int number_;
  const descriptor_user user_;
  spin_mutex mutex_;  // descriptor_ and gone_
  asio::posix::stream_descriptor descriptor_;
  bool gone_ = false;
  std::atomic<std::uint32_t> calling_{0};  // written by the context's thread, waited for by end()
  std::atomic<std::thread::id> caller_{};  // written by the context's thread, compared by everybody with their own
};

descriptor_watches::~descriptor_watches() {
  for (const auto& one : all_) one->end();
}

error descriptor_watches::add(int descriptor, const descriptor_user& user) noexcept {
  try {
    const auto made = std::make_shared<descriptor_watch>(context_, descriptor, user);
    {
      const std::lock_guard lock(mutex_);
      all_.push_back(made);
    }
    made->await(asio::posix::stream_descriptor::wait_read);
    return error::none;
  } catch (const std::exception&) {  // no memory, or nothing that can be waited for
    remove(descriptor);
    return error::no_buffers;
  }
}

void descriptor_watches::remove(int descriptor) noexcept {
  const auto found = find(descriptor);
  if (found == nullptr) return;
  found->end();
  // Only now: whoever finds none knows that nothing touches the descriptor any more.
  const std::lock_guard lock(mutex_);
  std::erase(all_, found);
}

void descriptor_watches::await_writable(int descriptor) noexcept {
  try {
    if (const auto found = find(descriptor)) found->await(asio::posix::stream_descriptor::wait_write);
  } catch (const std::exception&) {
    // No memory: the user's next attempt asks again.
  }
}

std::shared_ptr<descriptor_watch> descriptor_watches::find(int descriptor) noexcept {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(all_, [&](const auto& one) { return one->number() == descriptor; });
  return found != all_.end() ? *found : nullptr;
}

}  // namespace loopsock::host
