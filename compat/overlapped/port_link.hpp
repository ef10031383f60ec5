// port_link: what a socket, in one of its lives, has to do with ports and waits: the port it is associated with, how it wants to be told, and the
// signal that WaitForSingleObject sees when it is given the socket itself.
//
//   call ──holds──► port_link ──holds──► completion_port          A call may end after its socket was closed: it still finds the port here.
//
// Links are made by socket_side, and never freed: whoever finds an old one sees by its number, or by its count of 0, that it is not
// what he looks for. So starting an operation takes no lock here.
//
// Threads  any.
#pragma once

#include <atomic>
#include <cstdint>

#include "compat/overlapped/completion_port.hpp"
#include "compat/win32/event.hpp"
#include "stack/base/deferred.hpp"

namespace loopsock::compat {

/// What must stay as long as packets with a link's key may come.
class link_keeper {
 public:
  virtual void let_go() noexcept = 0;
  /// What the packet of a call is to carry that this thread begins now.
  virtual std::uint32_t generation_of_call() noexcept = 0;

 protected:
  ~link_keeper() = default;
};

class port_link {
 public:
  // -- counting

  void hold() noexcept { count_.fetch_add(1, std::memory_order_relaxed); }
  /// The last one lets go of the port.
  void release() noexcept;
  /// A count of the link, if it is in use and of that life.
  bool hold_if_of(handle number) noexcept;
  [[nodiscard]] handle number() const noexcept { return number_.load(std::memory_order_relaxed); }

  // -- the port. It is set once and stays for the life.

  /// False: there is a port already. `keeper`, if any, is let go with the link.
  bool associate(completion_port& port, ULONG_PTR key, link_keeper* keeper = nullptr) noexcept;
  // acquire: pairs with associate(); the key is there with it.
  [[nodiscard]] completion_port* port() const noexcept { return port_.load(std::memory_order_acquire); }
  [[nodiscard]] ULONG_PTR key() const noexcept { return key_; }
  /// Once there is a port.
  [[nodiscard]] link_keeper* keeper() const noexcept { return keeper_; }

  /// FILE_SKIP_COMPLETION_PORT_ON_SUCCESS and FILE_SKIP_SET_EVENT_ON_HANDLE; they can be set and not taken back.
  void add_modes(std::uint8_t modes) noexcept { modes_.fetch_or(modes, std::memory_order_relaxed); }
  [[nodiscard]] std::uint8_t modes() const noexcept { return modes_.load(std::memory_order_relaxed); }

  // -- the socket's own signal: for operations whose OVERLAPPED names no event

  void clear_signal() noexcept;
  void give_signal() noexcept;
  /// To wait for. Empty: no memory.
  ref<event_object> signal() noexcept;

 private:
  friend class socket_side;
  void begin(handle number) noexcept;

  std::atomic<std::int64_t> count_{0};  // 0: nobody's
  std::atomic<handle> number_{0};       // writer: begin()
  // Writers: begin(), and release() when all is given back (release); reader: socket_side (acquire).
  std::atomic<bool> unused_{true};
  std::atomic<bool> linking_{false};  // writers: associate(), begin()
  std::atomic<std::uint8_t> modes_{0};
  // Both sides of signal(): a signal given before the event is there is seen there, and the other way round (seq_cst).
  std::atomic<bool> signalled_{false};
  std::atomic<completion_port*> port_{nullptr};
  ULONG_PTR key_ = 0;                          // written before port_
  link_keeper* keeper_ = nullptr;              // the same
  std::atomic<event_object*> event_{nullptr};  // with a count
  port_link* older_ = nullptr;                 // socket_side's
};

}  // namespace loopsock::compat
