// filtered_stream: its life, and what the socket asks of it.
#include "stack/filter/filtered_stream.hpp"

#include <algorithm>
#include <cassert>
#include <new>
#include <utility>

#include "stack/host/waiting.hpp"

namespace loopsock::filter {
namespace {

// Stages that nobody uses.
constinit host::spin_mutex pool_lock;
constinit filtered_stream* free_ones = nullptr;
constinit std::size_t in_use = 0;

/// What is always taken, however small SO_SNDBUF is.
constexpr std::size_t least_send_limit = 2048;

}  // namespace

// ------------------------------------------------------------------------------------------------------------------ life

filtered_stream* filtered_stream::take() noexcept {
  {
    const std::lock_guard hold(pool_lock);
    ++in_use;
    if (free_ones != nullptr) return std::exchange(free_ones, free_ones->next_free_);
  }
  auto* const fresh = new (std::nothrow) filtered_stream;
  if (fresh == nullptr) {
    const std::lock_guard hold(pool_lock);
    --in_use;
  }
  return fresh;
}

std::size_t filtered_stream::count() noexcept {
  const std::lock_guard hold(pool_lock);
  return in_use;
}

stream* filtered_stream::around(stream& carrier, const flow& about) noexcept {
  filtered_stream* const one = take();
  if (one == nullptr) return nullptr;
  const std::lock_guard hold(one->lock_);
  if (++one->last_number_ == 0) ++one->last_number_;
  one->number_ = one->last_number_;
  one->carrier_ = &carrier;
  one->about_ = about;
  one->about_.number = next_flow();
  one->since_ = latest();
  one->held_ = true;
  return one;
}

// The last thing that a thread does here: afterwards the stage may be somebody else's.
void filtered_stream::give_back_if_done() noexcept {
  if (number_ == 0 || held_ || carrier_ != nullptr || beginning_ || inward_.running || outward_.running) return;
  number_ = 0;
  above_ = {};
  options_ = {};
  begun_ = end_of_stream_ = reading_stopped_ = stalled_ = read_wanted_ = false;
  cleared_urgent_ = finish_wanted_ = finished_ = false;
  failure_ = error::none;
  inward_ = outward_ = {};
  arrived_ = {};
  outgoing_.clear();
  cleared_.clear();
  urgent_end_ = 0;
  write_wanted_ = 0;
  readable_.store(false, std::memory_order_relaxed);
  writable_.store(true, std::memory_order_relaxed);
  const std::lock_guard hold(pool_lock);
  next_free_ = std::exchange(free_ones, this);
  --in_use;
}

void filtered_stream::attach(const notify_target& target) noexcept {
  const std::lock_guard hold(lock_);
  above_ = target;
  about_.socket = target.number;
  if (carrier_ != nullptr) carrier_->attach(self());
}

void filtered_stream::set_options(const stream_options& options, deferred& work) noexcept {
  const std::lock_guard hold(lock_);
  options_ = options;
  stream_options below = options;
  below.urgent_inline = false;  // where the urgent byte stands is seen more easily when it stands beside the others
  below.send_buffer /= 2;
  if (carrier_ != nullptr) carrier_->set_options(below, work);
  update_readable(work);
  work.tell(self(), events::readable);  // the first time it begins, later there may be more room
}

void filtered_stream::close(bool abort, deferred& work) noexcept {
  const std::lock_guard hold(lock_);
  held_ = false;
  above_ = {};
  arrived_.step_over(options_.urgent_inline);
  if (abort || failure_ != error::none || arrived_.size() != 0) {
    end_carrier(true, work);
  } else {
    finish_wanted_ = true;
    work.tell(self(), events::writable);
  }
  give_back_if_done();
}

// Ends the connection below; filters that are being asked find it gone.
void filtered_stream::end_carrier(bool abort, deferred& more) noexcept {
  if (carrier_ != nullptr) std::exchange(carrier_, nullptr)->close(abort, more);
}

void filtered_stream::fail(error why, deferred& more) noexcept {
  if (failure_ != error::none) return;
  failure_ = why;
  arrived_.clear();  // a reset discards what was not read
  outgoing_.clear();
  cleared_.clear();
  if (!held_) end_carrier(true, more);
  update_readable(more);
  update_writable(more);
}

void filtered_stream::reset(error why, deferred& more) noexcept {
  fail(why, more);
  end_carrier(true, more);
}

error filtered_stream::failure() noexcept {
  const std::lock_guard hold(lock_);
  return failure_ != error::none || carrier_ == nullptr ? failure_ : carrier_->failure();
}

void filtered_stream::report(stream_report& out) noexcept {
  const std::lock_guard hold(lock_);
  if (carrier_ != nullptr) carrier_->report(out);
  out.queued += outgoing_.size() + cleared_.size();
}

void filtered_stream::check_invariants() const noexcept {
  // Who has no socket tells none.
  assert(held_ || above_.sink == nullptr);
  // Nothing is kept of a connection that is broken.
  assert(failure_ == error::none || (arrived_.size() == 0 && outgoing_.size() == 0 && cleared_.size() == 0));
  // The end comes after all bytes.
  assert(!finished_ || (outgoing_.size() == 0 && cleared_.size() == 0));
}

// --------------------------------------------------------------------------------------------------------------- reading

io_result filtered_stream::read(buffers into, unsigned flags, deferred& work) noexcept {
  const std::lock_guard hold(lock_);
  if (failure_ != error::none) return {.failure = failure_};
  const bool peek = (flags & stream_peek) != 0;
  io_result result;
  if ((flags & stream_urgent) != 0) {
    // In line there is no byte beside the stream.
    if (options_.urgent_inline) return {.failure = error::invalid_argument};
    for (const buffer& piece : into) {
      if (piece.size == 0) continue;
      result.failure = arrived_.take_urgent(peek, *piece.data);
      result.bytes = result.failure == error::none ? 1 : 0;
      break;
    }
  } else {
    arrived_.step_over(options_.urgent_inline);
    const bool nothing = arrived_.limit(options_.urgent_inline) == 0;
    if (nothing && !end_of_stream_) result.failure = error::would_block;
    result.end_of_stream = nothing && end_of_stream_;
    result.bytes = arrived_.read(into, peek, options_.urgent_inline);
  }
  if (stalled_ && arrived_.size() < options_.receive_window) {
    stalled_ = false;
    work.tell(self(), events::readable);
  }
  update_readable(work);
  check_invariants();
  return result;
}

// acquire: pairs with update_readable(); whoever sees true finds the bytes once it has the lock.
bool filtered_stream::may_read() noexcept { return readable_.load(std::memory_order_acquire); }

io_result filtered_stream::linger(const buffer&, unsigned looks, deferred&) noexcept {
  for (unsigned turn = 0; turn < looks; ++turn) {
    if (may_read()) return {};
    host::relax();
  }
  return {.failure = error::would_block};
}

bool filtered_stream::want_read() noexcept {
  const std::lock_guard hold(lock_);
  if (may_read()) return true;
  read_wanted_ = true;
  return false;
}

void filtered_stream::want_any_change() noexcept {
  const std::lock_guard hold(lock_);
  read_wanted_ = true;
}

std::size_t filtered_stream::unread() noexcept {
  const std::lock_guard hold(lock_);
  return arrived_.limit(options_.urgent_inline);
}

urgent_state filtered_stream::urgent() noexcept {
  const std::lock_guard hold(lock_);
  return arrived_.state();
}

bool filtered_stream::peer_gone() noexcept {
  const std::lock_guard hold(lock_);
  return end_of_stream_ || failure_ != error::none;
}

void filtered_stream::stop_reading(deferred& work) noexcept {
  const std::lock_guard hold(lock_);
  reading_stopped_ = true;
  arrived_.step_over(options_.urgent_inline);
  if (arrived_.size() != 0) {
    reset(error::connection_aborted, work);
  } else if (carrier_ != nullptr) {
    carrier_->stop_reading(work);
  }
}

void filtered_stream::update_readable(deferred& more, bool mark_moved) noexcept {
  const bool readable = failure_ != error::none || end_of_stream_ || arrived_.limit(options_.urgent_inline) != 0;
  readable_.store(readable, std::memory_order_release);  // pairs with may_read()
  if ((readable || mark_moved) && read_wanted_) {
    read_wanted_ = false;
    more.tell(above_, events::readable);
  }
}

// --------------------------------------------------------------------------------------------------------------- writing

std::size_t filtered_stream::send_limit() const noexcept {
  return std::max(options_.send_buffer / 2, least_send_limit);
}

std::size_t filtered_stream::room() const noexcept {
  const std::size_t queued = outgoing_.size() + cleared_.size();
  return send_limit() > queued ? send_limit() - queued : 0;
}

bool filtered_stream::ready_for(std::size_t wanted) const noexcept {
  return failure_ != error::none || room() >= std::min(wanted, send_limit() / 2);
}

io_result filtered_stream::write(const_buffers from, unsigned flags, deferred& work) noexcept {
  const std::lock_guard hold(lock_);
  if (failure_ != error::none) return {.failure = failure_};
  if (finish_wanted_) return {.failure = error::shut_down};
  const std::size_t total = total_size(from);
  std::size_t left = std::min(total, room());
  if (left == 0 && total != 0) return {.failure = error::would_block};
  io_result result;
  for (const const_buffer& piece : from) {
    const std::size_t count = std::min(piece.size, left);
    if (!outgoing_.append(piece.data, count)) break;
    result.bytes += count;
    left -= count;
  }
  if (result.bytes == 0 && total != 0) return {.failure = error::no_buffers};
  if ((flags & stream_urgent) != 0 && result.bytes == total) urgent_end_ = outward_.offset + outgoing_.size();
  work.tell(self(), events::writable);
  update_writable(work);
  check_invariants();
  return result;
}

// acquire: pairs with update_writable().
bool filtered_stream::may_write() noexcept { return writable_.load(std::memory_order_acquire); }

bool filtered_stream::want_write(std::size_t bytes) noexcept {
  const std::lock_guard hold(lock_);
  if (ready_for(bytes)) return true;
  write_wanted_ = bytes;
  return false;
}

void filtered_stream::finish(deferred& work) noexcept {
  const std::lock_guard hold(lock_);
  finish_wanted_ = true;
  work.tell(self(), events::writable);
}

bool filtered_stream::drained() noexcept {
  const std::lock_guard hold(lock_);
  if (failure_ != error::none || carrier_ == nullptr) return true;
  const bool passed = outgoing_.size() == 0 && cleared_.size() == 0;
  return passed && carrier_->drained();
}

void filtered_stream::update_writable(deferred& more) noexcept {
  writable_.store(failure_ != error::none || room() != 0, std::memory_order_release);  // pairs with may_write()
  if (write_wanted_ != 0 && ready_for(write_wanted_)) {
    write_wanted_ = 0;
    more.tell(above_, events::writable);
  }
}

// ---------------------------------------------------------------------------------------------------------- being told

void filtered_stream::on_events(handle expected, events what, deferred& more) noexcept {
  holding hold(lock_);
  if (number_ != expected || beginning_) return;
  const bool first = !begun_;
  if (first) begin(hold);
  if (first || any(what & events::readable)) pass(inward_, &filtered_stream::step_inward, hold, more);
  if (first || any(what & events::writable)) pass(outward_, &filtered_stream::step_outward, hold, more);
  give_back_if_done();
}

// What comes while the filters are told is seen afterwards: whoever tells them looks at both directions then.
void filtered_stream::begin(holding& hold) noexcept {
  beginning_ = true;
  const flow about = about_;
  hold.unlock();
  established(about);
  hold.lock();
  beginning_ = false;
  begun_ = true;
}

void filtered_stream::pass(passage& way, step one, holding& hold, deferred& more) noexcept {
  way.again = true;
  if (way.running) return;
  way.running = true;
  while (std::exchange(way.again, false)) {
    while ((this->*one)(hold, more)) {
    }
  }
  way.running = false;
  check_invariants();
}

verdict filtered_stream::ask(const portion& piece, holding& hold) noexcept {
  const flow about = about_;
  const filter_id since = since_;
  hold.unlock();
  const verdict word = inspect(about, piece, since);
  hold.lock();
  return word;
}

}  // namespace loopsock::filter
