// tcp_ends: what tests of the ordinary carrier share: a listener, ends without sockets, and virtual time.
//
// Every call delivers what it causes before it returns, so nothing here waits.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "stack/host/waiting.hpp"
#include "stack/lwip/core.hpp"
#include "stack/lwip/tcp_listener.hpp"
#include "stack/lwip/tcp_stream.hpp"
#include "tests/support/catch.hpp"

namespace tcp_test {

using namespace loopsock;

constexpr std::size_t everything = std::numeric_limits<std::size_t>::max();

/// A socket that only remembers what it was told.
struct recorder final : event_sink {
  void on_events(handle, events what, deferred&) noexcept override { told = told | what; }
  events take() noexcept {
    const events all = told;
    told = events::none;
    return all;
  }
  notify_target target() noexcept { return {this, 4}; }
  events told = events::none;
};

inline bool has(events all, events one) { return any(all & one); }

inline std::atomic<unsigned> released_tuples{0};
inline void count_released(const endpoint&, const endpoint&) noexcept { ++released_tuples; }

inline std::uint16_t next_port() {
  static std::uint16_t port = 20000;
  return ++port;
}

/// Virtual time, set forward by the tests that need lwIP's timers.
inline host::time_point the_time{std::chrono::hours(1)};
inline host::time_point virtual_now() noexcept { return the_time; }

inline void pass(std::chrono::milliseconds span) {
  for (; span.count() > 0; span -= std::chrono::milliseconds(50)) {
    the_time += std::chrono::milliseconds(50);
    lwip::run_timers();
  }
}

inline void start() {
  static const host::waiting_table table = [] {
    host::waiting_table t = host::real_waiting();
    t.now = virtual_now;
    return t;
  }();
  host::set_waiting(table);
  REQUIRE(lwip::start_core() == error::none);
}

inline stream_options window(std::size_t receive, std::size_t send = 65536) {
  stream_options options;
  options.receive_window = receive;
  options.send_buffer = send;
  return options;
}

inline const ip_address here = ip_address::loopback_v4();

/// A listener with its gate.
struct server {
  explicit server(endpoint where, std::uint32_t backlog = 8, bool conditional = false, bool dual = false) : at(where) {
    start();
    gate.set_limit(backlog);
    gate.set_conditional(conditional);
    REQUIRE(lwip::tcp_listener::open(at, dual, gate, told.target(), count_released, listener) == error::none);
  }
  ~server() { close(); }
  void close() {
    deferred work;
    if (listener != nullptr) listener->close(work);
    listener = nullptr;
  }
  lwip::established take() {
    deferred work;
    const lwip::established one = listener->take(work);
    if (one.carrier != nullptr) gate.give_back();
    return one;
  }

  endpoint at;
  accept_gate gate;
  recorder told;
  lwip::tcp_listener* listener = nullptr;
};

/// One end, closed when it goes.
struct end {
  end() = default;
  explicit end(stream* s) : carrier(s) { carrier->attach(told.target()); }
  end(const end&) = delete;
  ~end() { close(); }

  error connect(const endpoint& from, const endpoint& to, const stream_options& options = {}) {
    deferred work;
    return lwip::connect_tcp(from, to, options, told.target(), count_released, work, carrier);
  }
  io_result write(std::string_view text, unsigned flags = 0) {
    deferred work;
    const const_buffer piece{reinterpret_cast<const std::byte*>(text.data()), text.size()};
    return carrier->write({&piece, 1}, flags, work);
  }
  std::string read(std::size_t most = 1 << 20, unsigned flags = 0) {
    static thread_local std::vector<std::byte> scratch(1
                                                       << 20);  // reused: filling a fresh one would be most of the work
    deferred work;
    const buffer piece{scratch.data(), std::min(most, scratch.size())};
    last = carrier->read({&piece, 1}, flags, work);
    return {reinterpret_cast<const char*>(scratch.data()), last.bytes};
  }
  void finish() {
    deferred work;
    carrier->finish(work);
  }
  void stop_reading() {
    deferred work;
    carrier->stop_reading(work);
  }
  void set(const stream_options& options) {
    deferred work;
    carrier->set_options(options, work);
  }
  void close(bool abort = false) {
    if (carrier == nullptr) return;
    deferred work;
    carrier->close(abort, work);
    carrier = nullptr;
  }

  recorder told;
  stream* carrier = nullptr;
  io_result last;
};

/// Two ends that are connected.
struct connection {
  explicit connection(const stream_options& client = {}, const stream_options& accepted = {}, ip_address to = here,
                      ip_address from = here)
      : listening({to, next_port()}) {
    deferred work;
    listening.listener->set_options(accepted, work);
    REQUIRE(near.connect({from, next_port()}, listening.at, client) == error::none);
    REQUIRE(near.carrier->connect_result() == error::none);
    REQUIRE(has(near.told.take(), events::connected));
    REQUIRE(has(listening.told.take(), events::acceptable));
    const lwip::established one = listening.take();
    REQUIRE(one.carrier != nullptr);
    CHECK(one.local == listening.at);
    far.carrier = one.carrier;
    far.carrier->attach(far.told.target());
  }

  server listening;
  end near, far;
};

inline std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  std::uint32_t state = 1;
  for (char& c : text) {
    state = state * 1664525u + 1013904223u;
    c = static_cast<char>(state >> 24);
  }
  return text;
}

/// Moves `text` from one end to the other, reading at most `step` at a time; what arrived. Fails on a standstill.
inline std::string transfer(end& from, end& to, const std::string& text, std::size_t step) {
  std::string arrived;
  std::size_t sent = 0;
  for (bool moved = true; arrived.size() < text.size() && moved;) {
    moved = false;
    if (sent < text.size()) {
      const std::size_t bytes = from.write(std::string_view(text).substr(sent)).bytes;
      sent += bytes;
      moved = bytes != 0;
    }
    const std::string part = to.read(step);
    arrived += part;
    moved = moved || !part.empty();
  }
  return arrived;
}

}  // namespace tcp_test
