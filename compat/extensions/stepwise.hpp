// stepwise: a call that needs several operations, one after the other, and can be cancelled at any moment, also between two of them.
//
//   operation ─► its end is looked at ─► operation ─► … ─► finished() ─► tell()
//        └ found in a socket's line        └ found in no line: so the call stands among waiting_calls from its beginning to its end
//
// The call is told by the last of those who hold it:
//   the step        the operation under way, or the thread that makes the next one; until finished()
//   waiting_calls   until somebody takes the call out: finished(), or who cancels
//   a start         while an operation is being started, which may be over, step and all, before the start has returned
//
// Who cancels sets the mark and then takes the operation out of its line; who starts one puts it into the line and then looks at the mark (both
// seq_cst). So one of the two sees the other, and "cancelled" is the end of the operation that was under way.
//
// Threads  any; one step at a time.
#pragma once

#include <atomic>

#include "compat/handles.hpp"
#include "compat/overlapped/overlapped_call.hpp"
#include "compat/socket_side.hpp"

namespace loopsock::compat {

template <class Operation>
class stepwise : public overlapped_operation<Operation> {
 public:
  /// Before the first step, after begin(). False: the socket is closed; the caller has the call.
  [[nodiscard]] bool enlist() noexcept { return line().add(*this); }
  /// The first step was refused. True: the caller has the call. False: somebody is cancelling it, so that it must be told: finished().
  [[nodiscard]] bool withdraw() noexcept { return line().remove(*this); }
  /// What the program is answered where withdraw() was true: the socket was closed before anything was started.
  static constexpr error refusal(error started) noexcept {
    return started == error::aborted ? error::not_a_socket : started;
  }

 protected:
  /// Starts the next operation, `step`, at a socket. io_pending: it is under way, and the call may be gone. Anything else: it is over at once,
  /// or refused with that error; `aborted` also where the socket was closed meanwhile.
  template <class Start>
  [[nodiscard]] error start_step(const open_socket& where, operation& step, Start start) noexcept {
    const open_socket at = where;
    holders_.fetch_add(1, std::memory_order_relaxed);
    at_.store(at.slot, std::memory_order_seq_cst);
    step_.store(&step, std::memory_order_seq_cst);
    const error started = given_up_.load(std::memory_order_seq_cst) ? error::aborted : start(at);
    if (started == error::io_pending && given_up_.load(std::memory_order_seq_cst)) at->cancel(step, error::aborted);
    let_go();
    return started == error::not_a_socket ? error::aborted : started;
  }
  /// There is no further step. The call may be gone afterwards.
  void finished() noexcept {
    if (line().remove(*this)) let_go();
    let_go();
  }
  /// Ends the call, once.
  virtual void tell() noexcept = 0;

 private:
  void cancelled() noexcept final {
    given_up_.store(true, std::memory_order_seq_cst);
    socket* const at = at_.load(std::memory_order_seq_cst);
    operation* const step = step_.load(std::memory_order_seq_cst);
    if (at != nullptr && step != nullptr) at->cancel(*step, error::aborted);
    let_go();
  }
  void let_go() noexcept {
    // acq_rel: the last one sees what the others have written.
    if (holders_.fetch_sub(1, std::memory_order_acq_rel) == 1) tell();
  }
  /// Of the socket that the call was made for; begin() has made it.
  [[nodiscard]] waiting_calls& line() const noexcept { return socket_side::here(this->at())->waiting(); }

  std::atomic<int> holders_{2};            // see above
  std::atomic<bool> given_up_{false};      // writer: cancelled(); reader: start_step()
  std::atomic<socket*> at_{nullptr};       // writer: start_step(); reader: cancelled(). Where
  std::atomic<operation*> step_{nullptr};  // the same. What
};

}  // namespace loopsock::compat
