// socket_queues: pending sends and receives of a stream: one step forward, to the end, or back out.
//
//   start ─► the line [ op ][ op ][ op ] ─► moved on by whoever makes it possible ─► ended ─► told
//                       └ the first one's buffer may be lent to the peer's writer: "posted"
//
// Whoever takes an operation out of its line, under the side's lock, ends it; it is told later, with no lock held. While the first
// receive is posted, its end looks at the carrier only after take_back_post().
#include <mutex>

#include "stack/socket/accept_operation.hpp"
#include "stack/socket/receive_operation.hpp"
#include "stack/socket/socket.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock {

// -------------------------------------------------------------------------------------------------------- one step forward

// True: the operation is complete, its result stands. Receive lock held.
bool socket::advance_receive(operation& op, deferred& work) noexcept {
  const std::size_t wanted = total_size(op.into);
  for (;;) {
    io_result step;
    if (op.result.bytes == 0) {
      step = carrier_->read(op.into, op.flags, work);
    } else {
      const buffer rest = remainder(op.into, op.result.bytes);
      step = carrier_->read({&rest, 1}, op.flags, work);
    }
    if (step.failure == error::would_block) {
      op.result.failure = error::would_block;
      return false;
    }
    if (step.failure != error::none) {
      // Bytes that were received before the failure are still good; the next call answers the failure.
      op.result.failure = op.result.bytes != 0 ? error::none : step.failure;
      return true;
    }
    op.result.bytes += step.bytes;
    op.result.end_of_stream = step.end_of_stream;
    op.result.failure = error::none;
    const bool whole = (op.flags & stream_wait_all) != 0 && (op.flags & (stream_peek | stream_urgent)) == 0;
    if (!whole || step.end_of_stream || op.result.bytes >= wanted) return true;
  }
}

// The same for sending. Send lock held.
bool socket::advance_send(operation& op, deferred& work) noexcept {
  const std::size_t wanted = total_size(op.from);
  while (op.result.bytes < wanted) {
    io_result step;
    if (op.result.bytes == 0) {
      step = carrier_->write(op.from, op.flags, work);
    } else {
      const const_buffer rest = remainder(op.from, op.result.bytes);
      // Urgent is the last byte of all: the flag goes with the piece that ends there.
      const bool last = op.result.bytes + rest.size == wanted;
      step = carrier_->write({&rest, 1}, last ? op.flags : op.flags & ~unsigned{stream_urgent}, work);
    }
    if (step.failure == error::would_block || (step.failure == error::none && step.bytes == 0)) {
      op.result.failure = error::would_block;
      return false;
    }
    if (step.failure != error::none) {
      op.result.failure = step.failure;
      return true;
    }
    op.result.bytes += step.bytes;
  }
  op.result.failure = error::none;
  return true;
}

// ------------------------------------------------------------------------------------------------------------ lending ahead

// The first receive waits, and the carrier's wish stands: until then its buffer is the writer's, where the carrier can do that.
void socket::post_front() noexcept {
  const operation& op = *receives_.front();
  if ((op.flags & (stream_peek | stream_urgent)) != 0) return;
  posted_ = carrier_->post(remainder(op.into, op.result.bytes));
}

// Before anything else looks at the reading side. What came straight into the buffer may have ended the receive.
void socket::take_back_post(deferred& work) noexcept {
  if (!posted_) return;
  posted_ = false;
  const std::size_t came = carrier_->collect(work);
  if (came == 0) return;
  operation& op = *receives_.front();
  op.result.bytes += came;
  op.result.failure = error::none;
  fill_further_pieces(op, work);
  const bool whole = (op.flags & stream_wait_all) != 0;
  if (whole && op.result.bytes < total_size(op.into)) return;
  receives_.pop();
  end_receive(op, work);
}

// A writer is lent one piece of a list of buffers. What it had beyond that lies in the carrier, for the pieces that follow.
void socket::fill_further_pieces(operation& op, deferred& work) noexcept {
  if (op.into.size() < 2) return;
  const std::size_t room = total_size(op.into);
  while (op.result.bytes < room) {
    const buffer rest = remainder(op.into, op.result.bytes);
    const io_result more = carrier_->read({&rest, 1}, op.flags, work);
    if (more.failure != error::none || more.bytes == 0) return;
    op.result.bytes += more.bytes;
  }
}

// --------------------------------------------------------------------------------------------------------------- the lines

// A closed slot, which may be somebody else's by now, has neither carrier nor operations of ours.
void socket::advance_receives(deferred& work) noexcept {
  take_back_post(work);
  while (carrier_ != nullptr && !receives_.empty()) {
    operation& op = *receives_.front();
    if (advance_receive(op, work)) {
      receives_.pop();
      end_receive(op, work);
    } else if (!carrier_->want_read()) {
      post_front();
      return;  // the carrier will tell
    }
  }
  stop_when_received(work);
}

void socket::advance_sends(deferred& work) noexcept {
  while (carrier_ != nullptr && !sends_.empty()) {
    operation& op = *sends_.front();
    if (advance_send(op, work)) {
      sends_.pop();
      end_send(op, work);
      if (sends_.empty()) signal_watches(work);  // who polls for writing waited for the line, not for the carrier
    } else if (!carrier_->want_write(total_size(op.from) - op.result.bytes)) {
      return;
    }
  }
  finish_when_sent(work);
}

void socket::finish_when_sent(deferred& work) noexcept {
  if (!finish_wanted_ || !sends_.empty() || carrier_ == nullptr) return;
  finish_wanted_ = false;
  carrier_->finish(work);
}

void socket::stop_when_received(deferred& work) noexcept {
  if (!stop_wanted_ || !receives_.empty() || carrier_ == nullptr) return;
  stop_wanted_ = false;
  carrier_->stop_reading(work);
}

// An operation has left its line without being served. What stood behind it may be able to go on, and its wish, which
// counted for the line, was not theirs. The side's lock held.
void socket::move_on(bool receiving, deferred& work) noexcept {
  if (!receiving) {
    advance_sends(work);
    if (sends_.empty()) signal_watches(work);
  } else if (listener_) {
    advance_accepts(work);
  } else if (port_ != nullptr) {
    advance_datagrams(work);
  } else {
    advance_receives(work);
  }
}

// ------------------------------------------------------------------------------------------------------------------ ending

void socket::end_receive(operation& op, deferred& work) noexcept {
  if (!op.in_order) {
    work.complete(op);
  } else if (ended_receives_.push(op)) {
    work.tell({this, number()}, events::received);
  }
}

void socket::end_send(operation& op, deferred& work) noexcept {
  if (!op.in_order) {
    work.complete(op);
  } else if (ended_sends_.push(op)) {
    work.tell({this, number()}, events::sent);
  }
}

// Whoever put the first operation into the line comes here, with no lock held, whatever has become of the socket since.
void socket::tell_ended(bool receiving) noexcept {
  for (;;) {
    operation* op = nullptr;
    {
      const std::lock_guard side(receiving ? receive_lock_ : send_lock_);
      op = receiving ? ended_receives_.pop() : ended_sends_.pop();
    }
    if (op == nullptr) return;
    op->complete(*op);
  }
}

void socket::end_blocking_receives(deferred& work) noexcept {
  operation_queue kept;
  while (operation* op = receives_.pop()) {
    if (op->in_order) {
      kept.push(*op);
      continue;
    }
    op->result.failure = error::shut_down;
    end_receive(*op, work);
  }
  receives_ = kept;
}

void socket::end_all(operation_queue& line, bool receiving, error why, error why_overlapped, deferred& work) noexcept {
  while (operation* op = line.pop()) {
    op->result.failure = op->in_order ? why_overlapped : why;
    if (receiving)
      end_receive(*op, work);
    else
      end_send(*op, work);
  }
}

// ---------------------------------------------------------------------------------------------------------------- starting

// True: complete now. False: it waits in the line, and the carrier will tell. Receive lock held.
bool socket::begin_receive(operation& op, deferred& work) noexcept {
  const bool urgent = (op.flags & stream_urgent) != 0;
  const bool first = receives_.empty();
  if (first || urgent || (op.flags & stream_peek) != 0) {
    take_back_post(work);
    // Mostly there is nothing yet, which is cheaper to see than to find out.
    op.result.failure = error::would_block;
    if ((urgent || carrier_->may_read()) && advance_receive(op, work)) return true;
  }
  if (urgent) return true;  // a receive of urgent data never waits
  receives_.push(op);
  if (first && !carrier_->want_read()) {
    post_front();  // there was nothing a moment ago, and there still is not
  } else {
    advance_receives(work);
  }
  return false;
}

bool socket::begin_send(operation& op, deferred& work) noexcept {
  if (sends_.empty() && advance_send(op, work)) return true;
  sends_.push(op);
  advance_sends(work);
  return false;
}

// An operation that has ended at once must not be told before those that ended earlier.
error socket::started(operation& op, bool complete, bool receiving, deferred& work) noexcept {
  if (!complete) return error::io_pending;
  if (!op.in_order || (receiving ? ended_receives_ : ended_sends_).idle()) return error::none;
  if (receiving)
    end_receive(op, work);
  else
    end_send(op, work);
  return error::io_pending;
}

error socket::start_receive(handle h, receive_operation& op, connection_number on) noexcept {
  deferred work;
  {
    const std::lock_guard side(receive_lock_);
    if (is(h) && port_ == nullptr) {
      if (!means(on)) return error::not_connected;
      const error refused = may_receive(h, op.flags);
      if (refused != error::none) return refused;
      return started(op, begin_receive(op, work), true, work);
    }
  }
  const error refused = may_receive_datagram(h);
  if (refused != error::none) return refused;
  const std::lock_guard side(receive_lock_);
  if (!is(h) || port_ == nullptr) return error::not_a_socket;
  if (receive_shut_) return error::shut_down;
  if (receives_.empty()) {
    *op.receipt = take_datagram(op.into, op.flags, work);
    if (op.receipt->failure != error::would_block) return started(op, true, true, work);
  }
  receives_.push(op);
  advance_datagrams(work);
  return error::io_pending;
}

error socket::start_send(handle h, operation& op, connection_number on) noexcept {
  deferred work;
  const std::lock_guard side(send_lock_);
  if (is(h) && !means(on)) return error::not_connected;
  const error refused = may_send(h);
  if (refused != error::none) return refused;
  if (port_ != nullptr) return error::not_supported;
  return started(op, begin_send(op, work), false, work);
}

void socket::expect_pieces(handle h) noexcept {
  const std::lock_guard side(send_lock_);
  if (is(h)) ++wholes_;
}

error socket::expect_no_more(handle h) noexcept {
  const std::lock_guard side(send_lock_);
  if (!is(h)) return error::not_a_socket;
  --wholes_;
  return error::none;
}

// -------------------------------------------------------------------------------------------------------------- cancelling

// False: it is not in the line, so somebody else ends it or has ended it. The side's lock held.
bool socket::take_out_receive(operation& op, error why, deferred& work) noexcept {
  if (posted_ && receives_.front() == &op) take_back_post(work);  // which may end it after all
  const bool mine = receives_.remove(op);
  if (mine) {
    op.result.failure = why;
    end_receive(op, work);
  }
  move_on(true, work);
  return mine;
}

bool socket::take_out_send(operation& op, error why, deferred& work) noexcept {
  if (!sends_.remove(op)) return false;
  op.result.failure = why;
  end_send(op, work);
  move_on(false, work);
  return true;
}

void socket::cancel(operation& op, error why) noexcept {
  deferred work;
  const std::lock_guard control(control_);
  if (connect_operation_ == &op) {
    connect_failed(why, work);
    return;
  }
  const std::scoped_lock sides(send_lock_, receive_lock_);
  if (!take_out_receive(op, why, work)) take_out_send(op, why, work);
}

std::size_t socket::cancel_if(handle h, operation_filter which, const void* context, error why) noexcept {
  deferred work;
  const std::lock_guard control(control_);
  if (!is(h)) return 0;
  std::size_t count = 0;
  if (connect_operation_ != nullptr && which(*connect_operation_, context)) {
    connect_failed(why, work);
    ++count;
  }
  const auto first_of = [&](const operation_queue& line) {
    return line.find([&](const operation& op) { return which(op, context); });
  };
  const std::scoped_lock sides(send_lock_, receive_lock_);
  take_back_post(work);
  while (operation* op = first_of(receives_)) {
    receives_.remove(*op);
    op->result.failure = why;
    end_receive(*op, work);
    ++count;
  }
  while (operation* op = first_of(sends_)) {
    sends_.remove(*op);
    op->result.failure = why;
    end_send(*op, work);
    ++count;
  }
  move_on(true, work);
  if (carrier_ != nullptr) move_on(false, work);
  return count;
}

std::size_t socket::cancel_everywhere(operation_filter which, const void* context, error why) noexcept {
  std::size_t count = 0;
  const std::uint32_t made = sockets().made();
  for (std::uint32_t i = 0; i < made; ++i) {
    socket& one = sockets().slot_at(i);
    const handle number = one.number();
    if (number != 0) count += one.cancel_if(number, which, context, why);
  }
  return count;
}

}  // namespace loopsock
