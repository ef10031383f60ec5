// descriptor_watches: tells who wants to know that a descriptor can be read or written, on whatever io_context it is given.
//
//   add(7, user) ──► async_wait ──► [context's thread: user.readable()] ──► async_wait ──► …      until remove(7)
//
// A user is called by one thread at a time, and reads until nothing is left or it has done enough: what is left is told again.
// Writing is asked for once each time, with await_writable().
//
// Threads  any. No lock is held while a user is called.
// Lifetime outlives the run of its io_context, and ends before it. The descriptors stay their users', who remove them before they close them.
#pragma once

#include <memory>
#include <vector>

#include "stack/host/asio.hpp"
#include "stack/host/driver.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::host {

class descriptor_watch;

class descriptor_watches {
 public:
  explicit descriptor_watches(asio::io_context& context) noexcept : context_(context) {}
  ~descriptor_watches();
  descriptor_watches(const descriptor_watches&) = delete;
  descriptor_watches& operator=(const descriptor_watches&) = delete;

  /// As driver's functions of like name.
  error add(int descriptor, const descriptor_user& user) noexcept;
  void remove(int descriptor) noexcept;
  void await_writable(int descriptor) noexcept;

 private:
  std::shared_ptr<descriptor_watch> find(int descriptor) noexcept;

  asio::io_context& context_;
  spin_mutex mutex_;  // the list; taken before no other
  std::vector<std::shared_ptr<descriptor_watch>> all_;
};

}  // namespace loopsock::host
