// option_block: a socket's options, which cost nothing as long as they are the usual ones.
//
//   socket a ─┐
//   socket b ─┴─► [ options ]      never written once it is there: who changes an option gets a block of his own
//   socket c ───► nothing: all options are as a fresh socket has them
//
// So the sockets that a listener hands out share its block, and a million idle sockets have none.
//
// Threads  each by its socket's control lock.
#pragma once

#include <memory>
#include <new>

#include "loopsock/error.hpp"
#include "stack/socket/socket_options.hpp"

namespace loopsock {

class option_block {
 public:
  const socket_options& operator*() const noexcept { return own_ ? *own_ : usual(); }
  const socket_options* operator->() const noexcept { return &**this; }

  /// no_buffers: nothing has changed.
  error set(const socket_options& fresh) noexcept {
    try {
      own_ = fresh == usual() ? nullptr : std::make_shared<const socket_options>(fresh);
    } catch (const std::bad_alloc&) {
      return error::no_buffers;
    }
    return error::none;
  }
  void set_usual() noexcept { own_ = nullptr; }

 private:
  // Made when first needed: a program may open sockets while its own global objects are made.
  static const socket_options& usual() noexcept {
    static const socket_options one;
    return one;
  }

  std::shared_ptr<const socket_options> own_;  // nullptr: the usual ones
};

}  // namespace loopsock
