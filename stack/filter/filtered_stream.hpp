// filtered_stream: a carrier around an ordinary carrier, whose bytes pass the filters on their way.
//
//   socket ── write() ─► [ outgoing_ ] ─► callouts ─► [ cleared_ ] ─► carrier.write()      outward
//   socket ◄─ read() ─── [ arrived_  ] ◄───────────── callouts ◄───── carrier.read()       inward
//
// Nobody may be called under a lock, and read() and write() are called under the socket's. So they only move bytes to and from the
// queues and leave a note to the stage itself; when the note is run, with no lock held, the stage moves bytes and asks. Of each direction one
// thread at a time does so: who comes meanwhile says "again" and goes. So pieces of one direction are shown in order, and a callout
// that takes its time holds up its own direction only.
//
// Before the first byte the filters are told that the connection is established.
//
// Memory   SO_SNDBUF is shared with the carrier, half and half; arrived_ is bounded by SO_RCVBUF, in addition to what the carrier has.
//          Stages are type-stable, as sockets are, since notes name them: used again under another number, never freed. A stage that its
//          socket has closed goes on until what was written has passed, and then gives itself back.
// Threads  any. lock_ guards everything; it is taken inside the socket's locks and outside lwIP's core lock. readable_ and writable_ are
//          written under it and read by whoever spins.
#pragma once

#include <atomic>
#include <mutex>

#include "stack/base/stream.hpp"
#include "stack/filter/arrived_bytes.hpp"
#include "stack/filter/byte_queue.hpp"
#include "stack/filter/registry.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::filter {

class filtered_stream final : public stream, public event_sink {
 public:
  /// Takes over an established carrier; `about` without socket and number. nullptr: no memory, and the carrier is still the caller's.
  static stream* around(stream& carrier, const flow& about) noexcept;
  /// How many are in use.
  static std::size_t count() noexcept;

  void attach(const notify_target& target) noexcept override;
  error connect_result() noexcept override { return error::none; }
  io_result read(buffers into, unsigned flags, deferred& work) noexcept override;
  bool may_read() noexcept override;
  io_result linger(const buffer& into, unsigned looks, deferred& work) noexcept override;
  bool want_read() noexcept override;
  bool post(const buffer&) noexcept override { return false; }
  std::size_t collect(deferred&) noexcept override { return 0; }
  void want_any_change() noexcept override;
  std::size_t unread() noexcept override;
  urgent_state urgent() noexcept override;
  bool peer_gone() noexcept override;
  void stop_reading(deferred& work) noexcept override;
  io_result write(const_buffers from, unsigned flags, deferred& work) noexcept override;
  bool may_write() noexcept override;
  bool want_write(std::size_t bytes) noexcept override;
  void finish(deferred& work) noexcept override;
  error failure() noexcept override;
  void set_options(const stream_options& options, deferred& work) noexcept override;
  bool drained() noexcept override;
  void report(stream_report& out) noexcept override;
  void close(bool abort, deferred& work) noexcept override;

  void on_events(handle expected, events what, deferred& more) noexcept override;

 private:
  using holding = std::unique_lock<host::spin_mutex>;
  /// One direction's way through the filters.
  struct passage {
    bool running = false;  // a thread moves bytes, perhaps in a callout
    bool again = false;    // and shall look once more
    std::uint64_t offset = 0;
  };
  static constexpr std::size_t piece_bytes = 16 * 1024;

  static filtered_stream* take() noexcept;
  void give_back_if_done() noexcept;
  [[nodiscard]] notify_target self() noexcept { return {this, number_}; }

  // All with lock_ held; those that get it as an argument let go of it while they ask.
  void begin(holding& hold) noexcept;
  using step = bool (filtered_stream::*)(holding&, deferred&);
  void pass(passage& way, step one, holding& hold, deferred& more) noexcept;
  verdict ask(const portion& piece, holding& hold) noexcept;
  bool step_inward(holding& hold, deferred& more) noexcept;  // filtered_inward.cpp
  bool let_in(const portion& piece, holding& hold, deferred& more) noexcept;
  bool step_outward(holding& hold, deferred& more) noexcept;  // filtered_outward.cpp
  bool hand_on(deferred& more) noexcept;
  bool ask_outward(holding& hold, deferred& more) noexcept;
  bool end_outward(holding& hold, deferred& more) noexcept;
  void fail(error why, deferred& more) noexcept;
  void reset(error why, deferred& more) noexcept;
  void end_carrier(bool abort, deferred& more) noexcept;
  void update_readable(deferred& more, bool mark_moved = false) noexcept;
  void update_writable(deferred& more) noexcept;
  [[nodiscard]] std::size_t send_limit() const noexcept;
  [[nodiscard]] std::size_t room() const noexcept;
  [[nodiscard]] bool ready_for(std::size_t wanted) const noexcept;
  void check_invariants() const noexcept;

  host::spin_mutex lock_;
  handle number_ = 0;  // of this life of the stage; 0: in none
  handle last_number_ = 0;
  filtered_stream* next_free_ = nullptr;  // the pool's

  stream* carrier_ = nullptr;
  notify_target above_;
  flow about_;
  filter_id since_ = 0;  // filters that are older are asked
  stream_options options_;
  bool held_ = false;  // by the socket
  bool begun_ = false, beginning_ = false;
  error failure_ = error::none;  // sticky

  passage inward_, outward_;
  arrived_bytes arrived_;
  bool end_of_stream_ = false;
  bool reading_stopped_ = false;
  bool stalled_ = false;  // arrived_ is full; read() goes on
  bool read_wanted_ = false;

  byte_queue outgoing_, cleared_;
  bool cleared_urgent_ = false;
  std::uint64_t urgent_end_ = 0;  // the offset behind the last urgent byte written
  bool finish_wanted_ = false, finished_ = false;
  std::size_t write_wanted_ = 0;  // bytes of room; 0: nobody waits

  std::atomic<bool> readable_{false}, writable_{true};
};

}  // namespace loopsock::filter
