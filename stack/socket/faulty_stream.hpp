// faulty_stream: a carrier around another that moves less than it could, fails, and breaks, as a plan says (faults.hpp).
//
//   socket ─ read, write ─► [ cut to most_read, most_written · counted · broken after reset_after bytes ] ─► the carrier
//
// A break is a reset: from then on this end fails with connection_reset, and the peer is reset when this end closes.
//
// Threads  as stream says.
// Memory   deletes itself in close().
#pragma once

#include "stack/base/stream.hpp"
#include "stack/socket/faults.hpp"

namespace loopsock::faults {

class faulty_stream final : public stream {
 public:
  faulty_stream(stream& inner, plan& by) noexcept : inner_(inner), plan_(by) {}

  void attach(const notify_target& target) noexcept override { inner_.attach(target); }
  error connect_result() noexcept override { return inner_.connect_result(); }
  io_result read(buffers into, unsigned flags, deferred& work) noexcept override;
  bool may_read() noexcept override { return broken_ || inner_.may_read(); }
  io_result linger(const buffer& into, unsigned looks, deferred& work) noexcept override;
  bool want_read() noexcept override { return broken_ || inner_.want_read(); }
  bool post(const buffer&) noexcept override { return false; }
  std::size_t collect(deferred&) noexcept override { return 0; }
  void want_any_change() noexcept override { inner_.want_any_change(); }
  std::size_t unread() noexcept override { return broken_ ? 0 : inner_.unread(); }
  urgent_state urgent() noexcept override { return inner_.urgent(); }
  bool peer_gone() noexcept override { return broken_ || inner_.peer_gone(); }
  void stop_reading(deferred& work) noexcept override { inner_.stop_reading(work); }
  io_result write(const_buffers from, unsigned flags, deferred& work) noexcept override;
  bool may_write() noexcept override { return broken_ || inner_.may_write(); }
  bool want_write(std::size_t bytes) noexcept override { return broken_ || inner_.want_write(bytes); }
  void finish(deferred& work) noexcept override { inner_.finish(work); }
  error failure() noexcept override { return broken_ ? error::connection_reset : inner_.failure(); }
  void set_options(const stream_options& options, deferred& work) noexcept override {
    inner_.set_options(options, work);
  }
  bool drained() noexcept override { return broken_ || inner_.drained(); }
  void report(stream_report& out) noexcept override { inner_.report(out); }
  void close(bool abort, deferred& work) noexcept override;
  stream& bare() noexcept override { return inner_; }

 private:
  ~faulty_stream() = default;

  /// Why the next step fails; none: it may be taken.
  error before_step() noexcept;
  void moved(std::size_t bytes) noexcept;

  stream& inner_;
  plan& plan_;
  std::atomic<std::uint64_t> bytes_{0};  // writers: both sides
  std::atomic<bool> broken_{false};      // writers: both sides, once
};

}  // namespace loopsock::faults
