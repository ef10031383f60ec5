// deferred: what has to be told to somebody once no lock is held.
//
// Code that holds a lock never calls out. It notes here whom to tell and what about; the outermost caller runs the notes
// after it has let go of everything. Telling may produce more notes (a woken operation frees room, which lets another one
// go on): run() goes on until none is left, in a loop, never in recursion.
//
// Threads  one deferred belongs to one call on one thread; it lies on that thread's stack.
// Memory   the first notes need no allocation.
// Lifetime a note names its sink by pointer and handle. Sinks are never freed (socket slots are type-stable), and a sink whose
//          handle has changed since ignores the note: a note to a socket closed meanwhile is harmless.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace loopsock {

/// A socket's number: a multiple of 4 that fits in 31 bits; 0 is nobody.
using handle = std::uint32_t;

class deferred;
struct operation;

/// What a carrier tells its socket. Bits, because several can come together.
enum class events : std::uint32_t {
  none = 0,
  // data, urgent data, end of stream or an error waits at the reading side; at a listener: something is in its queue
  readable = 1u << 0,
  writable = 1u << 1,     // there is room again, or an error waits at the writing side
  connected = 1u << 2,    // a connect has succeeded or failed: ask the stream which
  acceptable = 1u << 3,   // a connection (or a request for one) waits at TCP's listener
  received = 1u << 4,     // receives (or accepts) have ended and are to be told in order
  sent = 1u << 5,         // the same of sends
  asked_for = 1u << 6,    // requests wait at a listener for the word of filters
  established = 1u << 7,  // a connection exists: filters are to be told
};
constexpr events operator|(events a, events b) noexcept { return events(std::uint32_t(a) | std::uint32_t(b)); }
constexpr events operator&(events a, events b) noexcept { return events(std::uint32_t(a) & std::uint32_t(b)); }
constexpr events operator~(events a) noexcept { return events(~std::uint32_t(a)); }
constexpr bool any(events e) noexcept { return e != events::none; }

/// Whoever is told: the socket. Called with no lock held.
class event_sink {
 public:
  virtual void on_events(handle expected, events what, deferred& more) noexcept = 0;

 protected:
  ~event_sink() = default;
};

/// A sink and the handle it had when it was named. The default is nobody, which drops every note.
struct notify_target {
  event_sink* sink = nullptr;
  handle number = 0;
};

class deferred {
 public:
  deferred() = default;
  deferred(const deferred&) = delete;
  deferred& operator=(const deferred&) = delete;
  /// Whoever made notes also runs them: a forgotten run() is a lost wake-up, so the destructor runs what is left.
  ~deferred() { run(); }

  /// Tell `target` about `what` later. Notes to the same target are merged.
  void tell(const notify_target& target, events what) noexcept;

  /// This operation is complete: call its completion later. The operation is the caller's until then.
  void complete(operation& finished) noexcept;

  /// Tells everybody, then whoever that concerned, until nobody is left. No lock may be held.
  void run() noexcept {
    if (!empty()) run_slowly();
  }

  [[nodiscard]] bool empty() const noexcept { return count_ == 0 && finished_first_ == nullptr; }

 private:
  // Plain, so that making a deferred, which every send and receive does, clears no memory.
  struct note {
    event_sink* sink;
    handle number;
    events what;
  };
  static constexpr std::size_t usual_notes = 6;
  void run_slowly() noexcept;
  note take_note() noexcept;

  std::size_t count_ = 0;  // in notes_; those beyond lie in overflow_
  operation* finished_first_ = nullptr;
  operation* finished_last_ = nullptr;
  std::unique_ptr<std::vector<note>> overflow_;  // made when a call has to tell more than a handful of sockets
  note notes_[usual_notes];                      // the first count_ are written
};

}  // namespace loopsock
