// pool_functions: thread pools as Win32 calls them.
//
// Threads  any, callbacks included.
#include <windows.h>

#include <mutex>
#include <new>

#include "compat/last_error.hpp"
#include "compat/overlapped/association.hpp"
#include "compat/overlapped/pool_objects.hpp"
#include "compat/overlapped/status.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {
namespace {

BOOL failed_with(int error) noexcept {
  set_error(error);
  return FALSE;
}

// The program's word for a pool of its own.
PTP_POOL name_of(thread_pool* pool) noexcept { return reinterpret_cast<PTP_POOL>(pool); }
thread_pool* pool_of(PTP_POOL name) noexcept { return reinterpret_cast<thread_pool*>(name); }

/// nullptr: no memory, or no room for a thread.
thread_pool* pool_of(const TP_CALLBACK_ENVIRON* environment) noexcept {
  const bool own = environment != nullptr && environment->Pool != nullptr;
  return own ? pool_of(environment->Pool) : thread_pool::usual();
}

/// A function that is called once.
class errand final : public pool_receiver {
 public:
  errand(PTP_SIMPLE_CALLBACK simple, LPTHREAD_START_ROUTINE item, PVOID context) noexcept
      : simple_(simple), item_(item), context_(context) {}

  void got(const port_entry&) noexcept override {
    {
      running_callback running;
      if (simple_ != nullptr)
        simple_(running.instance(), context_);
      else
        item_(context_);
    }
    delete this;
  }

 private:
  const PTP_SIMPLE_CALLBACK simple_;
  const LPTHREAD_START_ROUTINE item_;
  const PVOID context_;
};

BOOL run_once(thread_pool* pool, PTP_SIMPLE_CALLBACK simple, LPTHREAD_START_ROUTINE item, PVOID context) noexcept {
  if (simple == nullptr && item == nullptr) return failed_with(ERROR_INVALID_PARAMETER);
  auto* const one = pool != nullptr ? new (std::nothrow) errand(simple, item, context) : nullptr;
  if (one == nullptr) return failed_with(ERROR_NOT_ENOUGH_MEMORY);
  if (pool->submit(*one)) return TRUE;
  delete one;
  return failed_with(ERROR_NOT_ENOUGH_MEMORY);
}

/// What BindIoCompletionCallback calls. There is one for each function, kept for ever: nobody knows how long packets come.
class bound_function final : public pool_receiver {
 public:
  /// nullptr: no memory.
  static bound_function* of(LPOVERLAPPED_COMPLETION_ROUTINE function) noexcept {
    static constinit host::spin_mutex lock;
    static constinit bound_function* first = nullptr;
    const std::lock_guard hold(lock);
    for (bound_function* at = first; at != nullptr; at = at->next_) {
      if (at->function_ == function) return at;
    }
    auto* const fresh = new (std::nothrow) bound_function(function, first);
    if (fresh != nullptr) first = fresh;
    return fresh;
  }

  void got(const port_entry& packet) noexcept override {
    function_(win32_error_of(packet.status), packet.bytes, packet.overlapped);
  }

 private:
  bound_function(LPOVERLAPPED_COMPLETION_ROUTINE function, bound_function* next) noexcept
      : function_(function), next_(next) {}
  const LPOVERLAPPED_COMPLETION_ROUTINE function_;
  bound_function* const next_;
};

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE function, PVOID context, ULONG) {
  return run_once(thread_pool::usual(), nullptr, function, context);
}

BOOL WINAPI TrySubmitThreadpoolCallback(PTP_SIMPLE_CALLBACK function, PVOID context, PTP_CALLBACK_ENVIRON environment) {
  return run_once(pool_of(environment), function, nullptr, context);
}

// -- work

PTP_WORK WINAPI CreateThreadpoolWork(PTP_WORK_CALLBACK function, PVOID context, PTP_CALLBACK_ENVIRON environment) {
  thread_pool* const pool = pool_of(environment);
  if (function == nullptr) set_error(ERROR_INVALID_PARAMETER);
  if (function == nullptr) return nullptr;
  auto* const work = pool != nullptr ? new (std::nothrow) loopsock_tp_work(function, context, *pool) : nullptr;
  if (work == nullptr) set_error(ERROR_NOT_ENOUGH_MEMORY);
  return work;
}

// It cannot fail: without memory for the packet the function is called at once, on this thread.
VOID WINAPI SubmitThreadpoolWork(PTP_WORK work) {
  if (work->submit()) return;
  work->got({.generation = work->expect()});
}

VOID WINAPI WaitForThreadpoolWorkCallbacks(PTP_WORK work, BOOL cancel) { work->wait_for_callbacks(cancel != FALSE); }
VOID WINAPI CloseThreadpoolWork(PTP_WORK work) { work->release(); }

// -- bound sockets

BOOL WINAPI BindIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE function, ULONG flags) {
  if (function == nullptr || flags != 0) return failed_with(ERROR_INVALID_PARAMETER);
  thread_pool* const pool = thread_pool::usual();
  bound_function* const bound = pool != nullptr ? bound_function::of(function) : nullptr;
  if (bound == nullptr) return failed_with(ERROR_NOT_ENOUGH_MEMORY);
  const int failed = associate_with(file, pool->port(), bound->key(), nullptr);
  return failed == 0 ? TRUE : failed_with(failed);
}

PTP_IO WINAPI CreateThreadpoolIo(HANDLE file, PTP_WIN32_IO_CALLBACK function, PVOID context,
                                 PTP_CALLBACK_ENVIRON environment) {
  if (function == nullptr) set_error(ERROR_INVALID_PARAMETER);
  if (function == nullptr) return nullptr;
  thread_pool* const pool = pool_of(environment);
  auto* const io = pool != nullptr ? new (std::nothrow) loopsock_tp_io(function, context) : nullptr;
  if (io == nullptr) {
    set_error(ERROR_NOT_ENOUGH_MEMORY);
    return nullptr;
  }
  io->hold();  // the link's
  const int failed = associate_with(file, pool->port(), io->key(), io);
  if (failed == 0) return io;
  io->let_go();
  io->release();
  set_error(failed);
  return nullptr;
}

VOID WINAPI StartThreadpoolIo(PTP_IO io) { io->announce(); }
VOID WINAPI CancelThreadpoolIo(PTP_IO io) { io->take_back(); }
VOID WINAPI WaitForThreadpoolIoCallbacks(PTP_IO io, BOOL cancel) { io->wait_for_callbacks(cancel != FALSE); }
VOID WINAPI CloseThreadpoolIo(PTP_IO io) { io->release(); }

// -- pools

PTP_POOL WINAPI CreateThreadpool(PVOID reserved) {
  thread_pool* const pool = reserved == nullptr ? thread_pool::make() : nullptr;
  if (pool == nullptr) set_error(reserved == nullptr ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_PARAMETER);
  return name_of(pool);
}

VOID WINAPI CloseThreadpool(PTP_POOL pool) { pool_of(pool)->give_up(); }
VOID WINAPI SetThreadpoolThreadMaximum(PTP_POOL pool, DWORD threads) { pool_of(pool)->set_most(threads); }

BOOL WINAPI SetThreadpoolThreadMinimum(PTP_POOL pool, DWORD threads) {
  return pool_of(pool)->set_least(threads) ? TRUE : failed_with(ERROR_NOT_ENOUGH_MEMORY);
}

// -- inside a callback

BOOL WINAPI CallbackMayRunLong(PTP_CALLBACK_INSTANCE) { return TRUE; }
VOID WINAPI SetEventWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance, HANDLE event) {
  instance->event_at_end = event;
}

}  // extern "C"
