// completion_queue: where ended requests of registered I/O wait until the program takes their results.
//
//   request ends ─► put() ─► [ request ][ request ][ request ] ─► take() ─► free for its request queue again
//                      └ armed by notify(): one event or one packet at a port, then disarmed
//
// The requests themselves stand in line, so nothing is allocated and nothing can overflow: the size that the program gave bounds how many requests
// the queues that end here may have. A program that polls makes no system call; take() does not even lock when there is nothing.
//
// Threads  any. (Windows leaves it to the program that take() is called by one thread at a time; here it does no harm.)
#pragma once

#include <mswsock.h>

#include <atomic>

#include "compat/overlapped/completion_port.hpp"
#include "compat/win32/event.hpp"
#include "compat/win32/object.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {

/// A request that has ended.
struct ended_request {
  ended_request* next_ended = nullptr;  // the completion queue's
  RIORESULT outcome{};
  bool quiet = false;  // the completion queue's: RIONotify does not count it

  /// Its result was taken, or nobody can take it any more. No lock held.
  virtual void taken() noexcept = 0;

 protected:
  ~ended_request() = default;
};

class completion_queue final : public kernel_object {
 public:
  static constexpr object_kind kind_of_type = object_kind::completion_queue;

  /// How the program wants to be told; by default not at all.
  struct notification {
    ref<event_object> event;
    bool resets_event = false;
    ref<completion_port> port;  // not its handle: closing that must wake the threads inside
    port_entry packet;
  };
  completion_queue(std::size_t room, notification how) noexcept
      : kernel_object(kind_of_type), how_(std::move(how)), room_(room) {}
  ~completion_queue() override = default;

  /// Room for that many requests more, of one request queue. False: there is not as much.
  bool reserve(std::size_t count) noexcept;
  void give_back(std::size_t count) noexcept;
  /// 0; WSAETOOMANYREFS: more than that is reserved.
  int resize(std::size_t room) noexcept;

  /// The program has closed it: what stands here is free again, and so is whatever comes.
  void close() noexcept;

  void put(ended_request& one, bool quietly) noexcept;
  std::size_t take(RIORESULT* out, std::size_t most) noexcept;
  /// 0; WSAEINVAL: nobody said how. WSAEALREADY: armed already.
  int notify() noexcept;

 private:
  void tell() noexcept;

  const notification how_;
  host::spin_mutex side_;
  // The rest under side_.
  std::size_t room_;
  std::size_t reserved_ = 0;
  std::size_t loud_ = 0;  // of those in line, the ones that are not quiet
  bool armed_ = false;
  bool closed_ = false;
  ended_request* last_ = nullptr;
  std::atomic<ended_request*> first_{nullptr};  // also read without, by take(), as a hint
};

}  // namespace loopsock::compat
