// completion_port: a queue of packets that tell of ended operations, and the threads that take them out.
//
//   post() ─► [ packet ][ packet ][ packet ] ─► take()          first in, first out
//                  └ nobody queues while a thread may take it: the one that came last is handed it and woken (its cache is warm)
//
//   running_   threads that have taken a packet and have neither come back nor gone to sleep in one of our waits. While there are as many
//              as the port's concurrency, packets stay in the queue. A thread that goes to sleep lets another one in.
//
// A packet is a part of what it tells of (an overlapped_call), or comes from a pool (PostQueuedCompletionStatus): queueing allocates nothing
// and wakes nobody who is awake.
//
// Threads  any. One lock, held for a few instructions.
// Memory   counted: the HANDLE (port_handle), the sockets that are associated, the threads that are inside. Once the last HANDLE is
//          closed nobody can take packets any more: those there are and those that come are dropped.
#pragma once

#include <windows.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "compat/win32/object.hpp"
#include "compat/win32/sleeper.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {

/// What a thread learns from a packet.
struct port_entry {
  ULONG_PTR key = 0;
  OVERLAPPED* overlapped = nullptr;
  std::uint32_t bytes = 0;
  NTSTATUS status = 0;
  std::uint32_t generation = 0;  // of a pool object's packet: see pool_objects.hpp
};

struct port_packet {
  port_packet* next = nullptr;  // the port's
  port_entry entry;

  /// It was taken, or dropped because the port is closed: nobody needs it any more.
  virtual void spent() noexcept = 0;

 protected:
  ~port_packet() = default;
};

class completion_port {
 public:
  /// `concurrency` 0: as many as there are processors. One count, the maker's. nullptr: no memory.
  static completion_port* make(std::uint32_t concurrency) noexcept;

  void hold() noexcept { count_.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept;

  /// The packet is the port's from here on.
  void post(port_packet& packet) noexcept;
  /// The same for what PostQueuedCompletionStatus was given. False: no memory, or the port is closed.
  bool post(const port_entry& entry) noexcept;

  enum class taken : std::uint8_t { some, timed_out, apcs_ran, closed };
  /// Takes at least one and at most room.size() packets; `count` says how many. apcs_ran only where `alertable`.
  taken take(std::span<port_entry> room, std::size_t& count, host::time_point deadline, bool alertable) noexcept;

  /// Nobody takes packets any more; who waits is told so.
  void close() noexcept;

  // -- for the thread pool

  [[nodiscard]] bool has_packets() noexcept;
  void set_concurrency(std::uint32_t threads) noexcept;

  completion_port(const completion_port&) = delete;
  completion_port& operator=(const completion_port&) = delete;

 private:
  struct waiter;
  friend class port_membership;
  explicit completion_port(std::uint32_t concurrency) noexcept : concurrency_(concurrency) {}
  ~completion_port();
  std::size_t take_queued(std::span<port_entry> room, port_packet*& spent) noexcept;
  taken sleep_in(waiter& own, std::span<port_entry> room, std::size_t& count, port_packet*& spent,
                 host::time_point deadline) noexcept;
  bool let_in(sleeper*& woken) noexcept;
  void leave() noexcept;
  void come_back() noexcept;

  std::atomic<std::int64_t> count_{1};

  host::spin_mutex lock_;

  // Under lock_.
  std::uint32_t concurrency_;
  std::uint32_t running_ = 0;
  bool closed_ = false;
  port_packet* first_ = nullptr;
  port_packet* last_ = nullptr;
  waiter* waiting_ = nullptr;  // the one that came last is first
};

/// What a HANDLE of a port names. Closing the last one closes the port, whoever is inside.
class port_handle final : public kernel_object {
 public:
  static constexpr object_kind kind_of_type = object_kind::completion_port;
  explicit port_handle(completion_port& port) noexcept : kernel_object(kind_of_type), port_(port) {}
  [[nodiscard]] completion_port& port() const noexcept { return port_; }

 protected:
  ~port_handle() override {
    port_.close();
    port_.release();
  }

 private:
  completion_port& port_;  // with a count
};

}  // namespace loopsock::compat
