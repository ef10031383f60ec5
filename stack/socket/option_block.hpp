// option_block: a socket's options, which cost nothing as long as they are the usual ones.
//
//   socket a ─┐
//   socket b ─┴─► [ options ]      never written once it is there: who changes an option gets a block of his own
//   socket c ───► nothing: all options are as a fresh socket has them
//
// So the sockets that a listener hands out share its block, and a million idle sockets have none.
//
// Threads  each by its socket's control lock; the count in a block, which many share, by itself.
// Memory   one pointer (std::shared_ptr has two, and every socket has it).
#pragma once

#include <atomic>
#include <cstdint>
#include <new>
#include <utility>

#include "loopsock/error.hpp"
#include "stack/socket/socket_options.hpp"

namespace loopsock {

class option_block {
 public:
  option_block() = default;
  option_block(const option_block& other) noexcept : own_(other.own_) {
    if (own_ != nullptr) own_->owners.fetch_add(1, std::memory_order_relaxed);
  }
  option_block& operator=(option_block other) noexcept {
    std::swap(own_, other.own_);
    return *this;
  }
  ~option_block() { set_usual(); }

  const socket_options& operator*() const noexcept { return own_ != nullptr ? own_->options : usual(); }
  const socket_options* operator->() const noexcept { return &**this; }

  /// no_buffers: nothing has changed.
  error set(const socket_options& fresh) noexcept {
    block* mine = nullptr;
    if (fresh != usual()) {
      mine = new (std::nothrow) block{fresh};
      if (mine == nullptr) return error::no_buffers;
    }
    set_usual();
    own_ = mine;
    return error::none;
  }
  void set_usual() noexcept {
    block* const old = std::exchange(own_, nullptr);
    // acq_rel: whoever deletes it sees that the others have done with it.
    if (old != nullptr && old->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete old;
  }

 private:
  struct block {
    const socket_options options;
    std::atomic<std::uint32_t> owners{1};
  };

  // Made when first needed: a program may open sockets while its own global objects are made.
  static const socket_options& usual() noexcept {
    static const socket_options one;
    return one;
  }

  block* own_ = nullptr;  // nullptr: the usual ones
};

}  // namespace loopsock
