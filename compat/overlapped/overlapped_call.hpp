// overlapped_call: one overlapped call under way: the program's OVERLAPPED, and where the call's end is told.
//
//   make_call ─► begin() ─► start at the socket ─┬─ none        it is over already ─► end_at_once(outcome)
//        │          │                            ├─ io_pending  ended() will be called, by whoever ends the operation ─► end(outcome)
//        └──────────┴─ an error: drop() ◄────────┴─ refused     nothing is told
//
//   An end is told in this order, which programs may rely on:
//     the call's own outputs → InternalHigh → Internal (release) → event → packet at the port → completion routine
//   From Internal on the OVERLAPPED is the program's again and is not touched; the call is freed by whoever reads the packet, by the
//   completion routine, or at once where there is neither.
//
// A kind of call derives from overlapped_operation<Operation>, where Operation is what the socket queues (receive_operation for sends, connects and
// receives of streams, any_receive_operation for all receives, accept_operation for accepts), and says in ended() what its end means:
//
//   struct connect_call final : overlapped_operation<receive_operation> {
//     void ended() noexcept override { end(outcome_of(result)); }
//   };
//   auto* const call = make_call<connect_call>();
//   if (call == nullptr) return set_error(WSAENOBUFS);
//   const int unfit = call->begin(request, one);            // WSAEINVAL, WSA_INVALID_HANDLE, …: the call is gone
//   if (unfit != 0) return set_error(unfit);
//   const error e = one->start_connect(one.number, to, *call);
//   if (e == error::io_pending) return set_error(WSA_IO_PENDING);      // the call may be gone already
//   if (e != error::none) return set_error(call->refuse(e));
//   return … call->end_at_once(outcome_of(call->result)) …;            // 0 or the error
//
// Threads  begin() on the thread that makes the call; end() on any, with no lock held; exactly once.
// Memory   calls come from pools (overlapped_call.cpp): a new one costs no malloc once things are running.
#pragma once

#include <winsock2.h>
#include <ws2spi.h>

#include <new>

#include "compat/handles.hpp"
#include "compat/overlapped/completion_port.hpp"
#include "compat/overlapped/news.hpp"
#include "compat/overlapped/port_link.hpp"
#include "compat/overlapped/status.hpp"
#include "compat/overlapped_request.hpp"
#include "stack/base/operation.hpp"
#include "stack/socket/accept_operation.hpp"
#include "stack/socket/receive_operation.hpp"

namespace loopsock::compat {

/// How a call ended: what OVERLAPPED.Internal and InternalHigh become.
struct outcome {
  NTSTATUS status = 0;
  std::uint32_t bytes = 0;
};

/// The outcome of a stream's operation, or of one that moves no bytes.
outcome outcome_of(const io_result& result) noexcept;

class overlapped_call : public port_packet {
 public:
  /// What sends and receives of bytes, of which one is made per message, may have.
  static constexpr std::size_t small_call_bytes = 192;

  overlapped_call(const overlapped_call&) = delete;
  overlapped_call& operator=(const overlapped_call&) = delete;

  /// Takes hold of the event, the socket's link to a port and, for a completion routine, the thread; marks the OVERLAPPED as pending. 0; or the
  /// error, and then the call is gone: WSAEFAULT, WSA_INVALID_HANDLE (hEvent), WSAEINVAL (a routine, and a port), WSAENOTSOCK, WSAENOBUFS.
  int begin(const overlapped_request& request, const open_socket& one) noexcept;
  /// begin() in two steps, for calls that leave the OVERLAPPED alone when they fail: prepare() has begin()'s errors, mark() makes it pending.
  int prepare(const overlapped_request& request, const open_socket& one) noexcept;
  void mark() noexcept;

  /// It was over before anybody waited. 0 or a Winsock error; the call is gone. An error of severity "error" (NTSTATUS 0xc…) is told to
  /// nobody but the caller, as on Windows; success and warnings are told as if the call had been pending.
  int end_at_once(outcome how) noexcept;
  /// It was pending and is over. The call is gone.
  void end(outcome how) noexcept;
  /// Nothing was started: returns the error as Winsock's number; the call is gone.
  int refuse(error why) noexcept;
  /// The same without an error.
  void drop() noexcept { delete this; }

  // -- who it is, for cancelling

  [[nodiscard]] WSAOVERLAPPED* structure() const noexcept { return entry.overlapped; }
  /// The Win32 number of the thread that started it.
  [[nodiscard]] std::uint32_t starter() const noexcept { return starter_; }
  /// Different for every call of the process, as long as anybody can remember it.
  [[nodiscard]] std::uint64_t serial() const noexcept { return serial_; }
  [[nodiscard]] const open_socket& at() const noexcept { return at_; }
  [[nodiscard]] bool has_port() const noexcept { return link_ && link_->port() != nullptr; }

  // -- memory

  static void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept;
  static void operator delete(void* memory, std::size_t bytes) noexcept;
  static void operator delete(void* memory, const std::nothrow_t&) noexcept;

  virtual ~overlapped_call();

 protected:
  overlapped_call() noexcept = default;
  /// The operation that this call is has ended: work out the outcome, write the outputs and end().
  virtual void ended() noexcept = 0;
  /// Somebody has taken the call out of waiting_calls to cancel it. Ends it, unless the kind of call knows better.
  virtual void cancelled() noexcept;

 private:
  template <class Operation>
  friend class overlapped_operation;
  friend class waiting_calls;
  void spent() noexcept override { delete this; }
  void tell(outcome how, bool at_once) noexcept;
  bool queue_routine() noexcept;
  void run_routine() noexcept;
  int look_at(const overlapped_request& request, const open_socket& one) noexcept;
  int look_at_routine(const overlapped_request& request, thread_object& starter) noexcept;

  // With the packet, which comes first, all that ending and freeing a call looks at: one cache line, behind that of the operation.
  ref<port_link> link_;
  news news_;

  // For who starts and who cancels it.
  open_socket at_;
  std::uint32_t starter_ = 0;
  bool skips_port_ = false;  // hEvent with its lowest bit set
  bool waits_ = false;       // waiting_calls', like the next
  std::uint64_t serial_ = 0;
  overlapped_call* next_waiting_ = nullptr;
  overlapped_call* before_waiting_ = nullptr;
};

template <class Operation>
class overlapped_operation : public Operation, public overlapped_call {
 public:
  /// The call that this operation is; nullptr: it is another kind of operation.
  static overlapped_call* behind(operation& op) noexcept {
    return op.complete == &over ? static_cast<overlapped_operation*>(static_cast<Operation*>(&op)) : nullptr;
  }

 protected:
  overlapped_operation() noexcept {
    this->complete = &over;
    this->in_order = true;
  }

 private:
  static void over(operation& self) noexcept { behind(self)->ended(); }
};

/// The overlapped call that a socket's operation is, of whichever kind; nullptr: it is none.
inline overlapped_call* call_behind(operation& op) noexcept {
  if (overlapped_call* const call = overlapped_operation<receive_operation>::behind(op)) return call;
  if (overlapped_call* const call = overlapped_operation<any_receive_operation>::behind(op)) return call;
  return overlapped_operation<accept_operation>::behind(op);
}
inline const overlapped_call* call_behind(const operation& op) noexcept {
  return call_behind(const_cast<operation&>(op));  // NOLINT: read only, as the result says
}

/// nullptr: no memory.
template <class Call, class... Arguments>
Call* make_call(Arguments&&... arguments) noexcept {
  return new (std::nothrow) Call(static_cast<Arguments&&>(arguments)...);
}

}  // namespace loopsock::compat
