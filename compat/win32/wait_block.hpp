// wait_block: one thread's wait, and its place in the line of each object it waits for.
//
//   object a   first_wait_ ──► [link of wait 1] ──► [link of wait 2]
//   object b   first_wait_ ──► [link of wait 1]             a wait_block has a link per object
//
// A wait for any of several ends when one of the objects claims it, under that object's lock alone. A wait for all ("whole") needs all the
// locks: whoever changes one of its objects pins it, lets go of his own lock, and then takes the locks of all its objects in the order of
// their addresses, to take everything or nothing.
//
// Threads  made and left by the waiting thread, on its stack; try_whole() by whoever has pinned it.
// Lifetime leave() waits for those who have it pinned. An object whose line it stands in is held by the wait's caller.
#pragma once

#include <atomic>
#include <cstddef>
#include <span>

#include "compat/win32/object.hpp"
#include "compat/win32/sleeper.hpp"
#include "compat/win32/waits.hpp"

namespace loopsock::compat {

struct wait_link {
  kernel_object* object;
  wait_block* block;
  wait_link* next;  // in the object's line, under its lock; with `before` and the next two
  wait_link* before;
  bool linked;
  std::uint32_t tried;  // the object's pass that has tried this whole wait last
  std::uint32_t index;  // in the caller's list
};

class wait_block {
 public:
  wait_block(std::span<kernel_object* const> objects, bool whole, thread_object& who) noexcept;
  wait_block(const wait_block&) = delete;
  wait_block& operator=(const wait_block&) = delete;

  /// Looks at one object and takes it if it can be.
  static bool take_now(kernel_object& object, thread_object& who, bool& abandoned) noexcept;

  /// Takes what can be taken, else stands in line for all of them. True: the wait has ended, with index() for answer.
  bool stand_in_line() noexcept;
  /// Takes all objects or none, and stands in no line.
  bool take_whole_now() noexcept;
  /// Out of every line. Nobody but the owner knows the wait afterwards.
  void leave() noexcept;

  sleeper& sleep() noexcept { return sleep_; }
  [[nodiscard]] std::uint32_t index() const noexcept { return index_; }
  [[nodiscard]] bool abandoned() const noexcept { return abandoned_; }

 private:
  friend class kernel_object;
  bool stand_for_any() noexcept;
  bool stand_for_whole() noexcept;
  void try_whole() noexcept;
  bool take_whole() noexcept;
  void lock_all() noexcept;
  void unlock_all() noexcept;
  static void link(wait_link& one) noexcept;
  static void unlink(wait_link& one) noexcept;
  std::span<wait_link> links() noexcept { return {links_, count_}; }

  sleeper sleep_;
  thread_object& who_;
  const bool whole_;
  bool abandoned_ = false;              // writer: who has claimed, before he wakes
  std::uint32_t index_ = 0;             // writer: the owner
  wait_block* woken_ = nullptr;         // in serve()'s list of those whom it has claimed
  std::atomic<std::uint32_t> pins_{0};  // who is at it with no lock of a line held. Writers: they.
  std::size_t count_;
  wait_link
      links_[most_waited_for];  // the first count_ are written; a whole wait's in the order of the objects' addresses
};

}  // namespace loopsock::compat
