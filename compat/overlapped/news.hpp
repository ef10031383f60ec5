// news: how a call's end is told besides its OVERLAPPED: by an event, by a completion routine, or by neither.
//
// Never by both: with a routine, hEvent is the program's own. So it is one word, the lowest bit of which says what it is.
//
// Threads  one call's own.
#pragma once

#include <winsock2.h>
#include <ws2spi.h>

#include <cstdint>
#include <memory>
#include <utility>

#include "compat/win32/apc.hpp"
#include "compat/win32/event.hpp"
#include "compat/win32/thread.hpp"

namespace loopsock::compat {

class overlapped_call;

/// What telling by a completion routine needs.
struct routine_part : apc {
  overlapped_call* call = nullptr;
  LPWSAOVERLAPPED_COMPLETION_ROUTINE routine = nullptr;
  LPOVERLAPPED_COMPLETION_ROUTINE file_routine = nullptr;  // of ReadFileEx and WriteFileEx, in place of the other
  LPWPUQUEUEAPC queue_upcall = nullptr;                    // of a provider that was given one
  WSATHREADID thread_id{};                                 // a copy of what the caller pointed to
  ref<thread_object> thread;
};

class news {
 public:
  news() = default;
  ~news() { forget(); }
  news(const news&) = delete;
  news& operator=(const news&) = delete;

  void by(ref<event_object> event) noexcept {
    forget();
    word_ = reinterpret_cast<std::uintptr_t>(event.detach());
  }
  void by(std::unique_ptr<routine_part> routine) noexcept {
    forget();
    if (routine) word_ = reinterpret_cast<std::uintptr_t>(routine.release()) | is_routine;
  }
  void forget() noexcept {
    const std::uintptr_t old = std::exchange(word_, 0);
    if (old == 0) return;
    if ((old & is_routine) != 0) {
      delete reinterpret_cast<routine_part*>(old & ~is_routine);
    } else {
      reinterpret_cast<event_object*>(old)->release();
    }
  }

  [[nodiscard]] event_object* event() const noexcept {
    return (word_ & is_routine) == 0 ? reinterpret_cast<event_object*>(word_) : nullptr;
  }
  [[nodiscard]] routine_part* routine() const noexcept {
    return (word_ & is_routine) != 0 ? reinterpret_cast<routine_part*>(word_ & ~is_routine) : nullptr;
  }

 private:
  static constexpr std::uintptr_t is_routine = 1;
  std::uintptr_t word_ = 0;  // an event, with a count; or a routine_part of ours, with the bit
};

}  // namespace loopsock::compat
