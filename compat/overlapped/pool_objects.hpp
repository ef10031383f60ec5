// pool_objects: what programs hand to a thread pool: a function to be called once, a piece of work that can be submitted again and again, a
// socket whose operations are told to a function.
//
//   expect() ─► the packet carries the generation ─► got() ─┬─ of this generation: called
//                   │                                       └─ of an older one: dropped
//                   └ a cancelling wait begins the next generation: what was announced before is due no more, whenever and in whatever
//                     order its packets come, and on whichever threads
//
//   due_         packets of this generation that were announced and are still to come. One that comes when there are none was not
//                announced, and does nothing
//   cancelled_   the same of older generations. Only for who holds the object
//   unfinished_  callbacks that are due or run: who waits for them looks here
//   holders_     the program until it closes the object, every announced packet, the socket's link: the last one frees it
//
// A socket's operation is announced (StartThreadpoolIo) before it begins, and belongs to the generation of its announcement. The call finds it
// where the same thread has made both, with no other announcement between; otherwise it takes the generation that it begins in.
//
// Threads  any; closing from inside a callback is in order.
#pragma once

#include <windows.h>

#include <atomic>
#include <cstdint>

#include "compat/overlapped/port_link.hpp"
#include "compat/overlapped/thread_pool.hpp"
#include "stack/host/spin_mutex.hpp"

/// What a callback gets to name itself.
struct _TP_CALLBACK_INSTANCE {
  HANDLE event_at_end = nullptr;  // SetEventWhenCallbackReturns
};

namespace loopsock::compat {

/// One callback's time.
class running_callback {
 public:
  running_callback() noexcept = default;
  ~running_callback() {
    if (instance_.event_at_end != nullptr) SetEvent(instance_.event_at_end);
  }
  running_callback(const running_callback&) = delete;
  running_callback& operator=(const running_callback&) = delete;
  [[nodiscard]] PTP_CALLBACK_INSTANCE instance() noexcept { return &instance_; }

 private:
  _TP_CALLBACK_INSTANCE instance_;
};

class pool_object : public pool_receiver {
 public:
  pool_object(const pool_object&) = delete;
  pool_object& operator=(const pool_object&) = delete;

  void hold() noexcept { holders_.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept {
    // acq_rel: pairs with every other release.
    if (holders_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  /// A packet will come. What it must carry.
  std::uint32_t expect() noexcept;
  /// It will not come after all.
  void forget(std::uint32_t generation) noexcept;
  void wait_for_callbacks(bool cancel) noexcept;

  void got(const port_entry& packet) noexcept final;

 protected:
  pool_object() noexcept = default;
  virtual ~pool_object() = default;
  virtual void call(PTP_CALLBACK_INSTANCE instance, const port_entry& packet) noexcept = 0;
  [[nodiscard]] std::uint32_t generation() noexcept;
  /// What a call carries that this thread announced in that generation.
  [[nodiscard]] std::uint32_t generation_announced(std::uint32_t by_this_thread) noexcept;

 private:
  enum class packet_is : std::uint8_t { due, cancelled, unexpected };
  packet_is strike_off(std::uint32_t generation) noexcept;
  void finish(std::uint32_t count) noexcept;

  host::spin_mutex lock_;
  std::uint32_t generation_ = 0;  // under lock_
  std::uint32_t due_ = 0;         // the same
  std::uint32_t cancelled_ = 0;   // the same

  std::atomic<std::uint32_t> holders_{1};
  std::atomic<std::uint32_t> unfinished_{0};  // who waits sleeps on it
  std::atomic<std::uint32_t> waiting_{0};     // threads that wait
};

}  // namespace loopsock::compat

struct loopsock_tp_work final : loopsock::compat::pool_object {
  loopsock_tp_work(PTP_WORK_CALLBACK function, PVOID context, loopsock::compat::thread_pool& pool) noexcept
      : function_(function), context_(context), pool_(pool) {}
  bool submit() noexcept;

 private:
  void call(PTP_CALLBACK_INSTANCE instance, const loopsock::compat::port_entry&) noexcept override {
    function_(instance, context_, this);
  }
  const PTP_WORK_CALLBACK function_;
  const PVOID context_;
  loopsock::compat::thread_pool& pool_;
};

struct loopsock_tp_io final : loopsock::compat::pool_object, loopsock::compat::link_keeper {
  loopsock_tp_io(PTP_WIN32_IO_CALLBACK function, PVOID context) noexcept : function_(function), context_(context) {}
  void let_go() noexcept override { release(); }
  std::uint32_t generation_of_call() noexcept override;

  /// An operation of the socket is about to begin.
  void announce() noexcept;
  /// It has failed at once, or has ended at once and queues no packet.
  void take_back() noexcept;

 private:
  void call(PTP_CALLBACK_INSTANCE instance, const loopsock::compat::port_entry& packet) noexcept override;
  const PTP_WIN32_IO_CALLBACK function_;
  const PVOID context_;
};
