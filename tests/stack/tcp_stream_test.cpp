// tcp_stream: the ordinary carrier by itself, without sockets: one thread, both ends, lwIP's loopback in between.
//
// Every call delivers what it causes before it returns, so nothing here waits. Where a timer is wanted, time is virtual.
#include "stack/lwip/tcp_stream.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/stack/tcp_ends.hpp"

using namespace tcp_test;

TEST_CASE("tcp_stream: a connection over loopback carries bytes both ways") {
  connection c;
  CHECK(c.near.write("hello").bytes == 5);
  CHECK(c.far.carrier->unread() == 5);
  CHECK(c.far.read() == "hello");
  CHECK(c.far.write("good day").bytes == 8);
  CHECK(c.near.read() == "good day");
  CHECK(c.near.read().empty());
  CHECK(c.near.last.failure == error::would_block);
}

TEST_CASE("tcp_stream: pieces are gathered and scattered, and a peek takes nothing") {
  connection c;
  deferred work;
  const std::string a = "one", b = "two";
  const std::array<const_buffer, 3> out{const_buffer{reinterpret_cast<const std::byte*>(a.data()), 3}, const_buffer{},
                                        const_buffer{reinterpret_cast<const std::byte*>(b.data()), 3}};
  CHECK(c.near.carrier->write(out, 0, work).bytes == 6);
  CHECK(c.far.read(4, stream_peek) == "onet");
  std::array<std::byte, 2> first{};
  std::array<std::byte, 8> second{};
  const std::array<buffer, 2> in{buffer{first.data(), first.size()}, buffer{second.data(), second.size()}};
  CHECK(c.far.carrier->read(in, 0, work).bytes == 6);
  CHECK(std::memcmp(first.data(), "on", 2) == 0);
  CHECK(std::memcmp(second.data(), "etwo", 4) == 0);
}

TEST_CASE("tcp_stream: much is gathered from uneven pieces, between small writes that wait") {
  // Much is copied before the core lock is taken, a little by lwIP itself; with the window closed the two lie one behind the other.
  const auto window_bytes = GENERATE(as<std::size_t>{}, 5000, 20000, 65536);
  CAPTURE(window_bytes);
  connection c(window(65536, 1 << 20), window(window_bytes));
  const std::string text = pattern(400'001);
  const auto piece = [&](std::size_t from, std::size_t size) {
    return const_buffer{reinterpret_cast<const std::byte*>(text.data()) + from, size};
  };
  std::string arrived;
  std::size_t sent = 0;
  for (unsigned round = 0; sent < text.size(); ++round) {
    const std::size_t left = text.size() - sent;
    deferred work;
    if (round % 2 == 0) {
      const std::array<const_buffer, 1> little{piece(sent, std::min<std::size_t>(left, 3))};
      sent += c.near.carrier->write(little, 0, work).bytes;
    } else {
      const std::size_t a = std::min<std::size_t>(left, 1), b = std::min<std::size_t>(left - a, 40'000);
      const std::size_t d = std::min<std::size_t>(left - a - b, 33'333);
      const std::array<const_buffer, 4> much{piece(sent, a), piece(sent + a, b), const_buffer{},
                                             piece(sent + a + b, d)};
      sent += c.near.carrier->write(much, 0, work).bytes;
    }
    if (round % 3 == 2 || c.near.carrier->may_write() == false) arrived += c.far.read(50'000);
  }
  for (std::string part; !(part = c.far.read(50'000)).empty();) arrived += part;
  CHECK((arrived == text));
  CHECK(c.near.carrier->drained());
}

TEST_CASE("tcp_stream: a reader that waits is told once") {
  connection c;
  CHECK_FALSE(c.far.carrier->want_read());
  c.near.write("a");
  CHECK(has(c.far.told.take(), events::readable));
  c.near.write("b");
  CHECK(c.far.told.take() == events::none);
  CHECK(c.far.carrier->may_read());
  CHECK(c.far.carrier->want_read());
}

TEST_CASE("tcp_stream: all of 127/8 and ::1 are reached") {
  const ip_address nine = ip_address::v4(127, 0, 0, 9);
  const ip_address seven = ip_address::v4(127, 1, 2, 7);
  {
    connection c({}, {}, nine, here);
    CHECK((transfer(c.near, c.far, pattern(200000), 65536) == pattern(200000)));
  }
  {
    connection c({}, {}, nine, seven);
    CHECK((transfer(c.far, c.near, pattern(200000), 65536) == pattern(200000)));
  }
  {
    connection c({}, {}, ip_address::loopback_v6(), ip_address::loopback_v6());
    CHECK((transfer(c.near, c.far, pattern(200000), 65536) == pattern(200000)));
  }
  CHECK(lwip::is_own_address(nine));
  CHECK(lwip::is_own_address(ip_address::loopback_v6()));
  CHECK_FALSE(lwip::is_own_address(ip_address::v4(10, 0, 0, 1)));
  CHECK(lwip::source_for(nine) == here);
  CHECK(lwip::source_for(ip_address::loopback_v6()) == ip_address::loopback_v6());
  CHECK(lwip::source_for(ip_address::v4(10, 0, 0, 1)).family == ip_family::none);
  CHECK(lwip::source_for(ip_address::v6({0x20, 1})).family == ip_family::none);
}

TEST_CASE("tcp_stream: a dual-mode listener takes both families") {
  server s({ip_address::any_v6(), next_port()}, 8, false, true);
  end v4, v6;
  REQUIRE(v4.connect({here, next_port()}, {here, s.at.port}) == error::none);
  CHECK(v4.carrier->connect_result() == error::none);
  REQUIRE(v6.connect({ip_address::loopback_v6(), next_port()}, {ip_address::loopback_v6(), s.at.port}) == error::none);
  CHECK(v6.carrier->connect_result() == error::none);
  end a(s.take().carrier), b(s.take().carrier);
  v4.write("four");
  v6.write("six");
  CHECK(a.read() == "four");
  CHECK(b.read() == "six");
}

TEST_CASE("tcp_stream: two listeners share a port on different addresses") {
  const std::uint16_t port = next_port();
  server any({ip_address::any_v4(), port});
  server nine({ip_address::v4(127, 0, 0, 9), port});
  end a, b;
  REQUIRE(a.connect({here, next_port()}, {here, port}) == error::none);
  REQUIRE(b.connect({here, next_port()}, {ip_address::v4(127, 0, 0, 9), port}) == error::none);
  end from_any(any.take().carrier), from_nine(nine.take().carrier);
  a.write("a");
  b.write("b");
  CHECK(from_any.read() == "a");
  CHECK(from_nine.read() == "b");
}

TEST_CASE("tcp_stream: nobody listens, so the connection is refused") {
  start();
  end e;
  REQUIRE(e.connect({here, next_port()}, {here, next_port()}) == error::none);
  CHECK(e.carrier->connect_result() == error::connection_refused);
  CHECK(has(e.told.take(), events::connected));
  CHECK(e.carrier->failure() == error::connection_refused);
}

TEST_CASE("tcp_stream: no route, no connection") {
  start();
  end e;
  CHECK(e.connect({here, next_port()}, {ip_address::v4(10, 0, 0, 1), 80}) == error::network_unreachable);
  CHECK(e.carrier == nullptr);
}

TEST_CASE("tcp_stream: a full window stops the writer, and a reader that drains it wakes the writer") {
  connection c(window(65536, 16384), window(32768));
  const std::string text = pattern(1 << 20);
  std::size_t sent = 0;
  for (std::size_t bytes; (bytes = c.near.write(std::string_view(text).substr(sent)).bytes) != 0;) sent += bytes;
  CHECK(c.near.write("x").failure == error::would_block);
  CHECK(sent >= 32768);
  CHECK(sent <= 32768 + 32768 + 16384);
  CHECK(c.far.carrier->unread() == 32768);
  CHECK_FALSE(c.near.carrier->may_write());
  CHECK_FALSE(c.near.carrier->want_write(1));
  CHECK_FALSE(c.near.carrier->drained());

  std::string arrived;
  while (arrived.size() < 32768) arrived += c.far.read(4096);
  CHECK(has(c.near.told.take(), events::writable));
  CHECK(c.near.carrier->may_write());
  while (arrived.size() < sent) {
    const std::string part = c.far.read();
    REQUIRE_FALSE(part.empty());
    arrived += part;
  }
  CHECK((arrived == text.substr(0, sent)));
  CHECK(c.near.carrier->drained());
}

TEST_CASE("tcp_stream: receive buffers of any size never stall") {
  const auto receive = GENERATE(as<std::size_t>{}, 1, 2, 3, 100, 1460, 8192, 65535, 65536, 100000, 1 << 20);
  const auto step = GENERATE(as<std::size_t>{}, 7, 1 << 20);
  CAPTURE(receive, step);
  const std::string text = pattern(receive < 100 || step < 100 ? 20000 : 1 << 20);
  SECTION("set before the connection, at the accepting end") {
    connection c({}, window(receive));
    CHECK((transfer(c.near, c.far, text, step) == text));
  }
  SECTION("set before the connection, at the connecting end") {
    connection c(window(receive), {});
    CHECK((transfer(c.far, c.near, text, step) == text));
  }
  SECTION("set during the connection, and back again") {
    connection c;
    const std::string before = pattern(100000);
    CHECK((transfer(c.near, c.far, before, step) == before));
    c.far.set(window(receive));
    CHECK((transfer(c.near, c.far, text, step) == text));
    c.far.set(window(65536));
    CHECK((transfer(c.near, c.far, before, step) == before));
  }
  SECTION("set while a full window is unread") {
    connection c;
    const std::string more = pattern(200000);
    std::size_t sent = 0;
    for (std::size_t bytes; (bytes = c.near.write(std::string_view(more).substr(sent)).bytes) != 0;) sent += bytes;
    c.far.set(window(receive));
    std::string arrived;
    for (std::string part; !(part = c.far.read(step)).empty();) arrived += part;
    CHECK((arrived == more.substr(0, sent)));
  }
}

TEST_CASE("tcp_stream: what is held unread stays within the receive buffer") {
  const auto receive = GENERATE(as<std::size_t>{}, 1, 100, 8192, 65536, 300000);
  connection c(window(65536, 1 << 20), window(receive));
  const std::string text = pattern(1 << 20);
  std::size_t sent = 0;
  for (std::size_t bytes; (bytes = c.near.write(std::string_view(text).substr(sent)).bytes) != 0;) sent += bytes;
  CHECK(c.far.carrier->unread() == receive);
  pass(std::chrono::seconds(20));  // lwIP probes a closed window
  CHECK(c.far.carrier->unread() == receive);
}

TEST_CASE("tcp_stream: two ends with closed windows do not answer each other for ever") {
  connection c;
  const std::string text = pattern(200000);
  std::size_t there = 0, back = 0;
  for (std::size_t bytes; (bytes = c.near.write(std::string_view(text).substr(there)).bytes) != 0;) there += bytes;
  for (std::size_t bytes; (bytes = c.far.write(std::string_view(text).substr(back)).bytes) != 0;) back += bytes;
  const lwip::packet_counters before = lwip::counters();
  pass(std::chrono::seconds(60));  // both probe
  CHECK(lwip::counters().tcp_sent - before.tcp_sent < 200);
  SECTION("and go on when they read") {
    std::string a, b;
    for (bool more = true; more;) {
      const std::string from_near = c.far.read(10000), from_far = c.near.read(10000);
      a += from_near;
      b += from_far;
      more = !from_near.empty() || !from_far.empty();
    }
    CHECK((a == text.substr(0, there)));
    CHECK((b == text.substr(0, back)));
  }
  SECTION("and hear of a reset") {
    c.near.close(true);
    CHECK(c.far.carrier->failure() == error::connection_reset);
  }
}

TEST_CASE("tcp_stream: a send buffer of 0 is legal") {
  connection c(window(65536, 0), window(1000));
  const std::string text = pattern(100000);
  CHECK((transfer(c.near, c.far, text, 300) == text));
}

TEST_CASE("tcp_stream: one thread sends a receive buffer and then reads its echo") {
  connection c;
  const std::string text = pattern(65536);
  for (int round = 0; round < 20; ++round) {
    REQUIRE(c.near.write(text).bytes == 65536);
    std::string there;
    while (there.size() < 65536) {
      const std::string part = c.far.read();
      REQUIRE_FALSE(part.empty());
      there += part;
    }
    REQUIRE(c.far.write(there).bytes == 65536);
    std::string back;
    while (back.size() < 65536) {
      const std::string part = c.near.read();
      REQUIRE_FALSE(part.empty());
      back += part;
    }
    REQUIRE((back == text));
  }
}

TEST_CASE("tcp_stream: many small writes are kept together and arrive whole") {
  const bool no_delay = GENERATE(false, true);
  stream_options options;
  options.no_delay = no_delay;
  connection c(options, {});
  std::string sent;
  for (int i = 0; i < 30000; ++i) {
    const std::string one(1, static_cast<char>(i));
    if (c.near.write(one).bytes == 1) sent += one;
  }
  CHECK(sent.size() == 30000);
  std::string arrived;
  for (std::string part; !(part = c.far.read(999)).empty();) arrived += part;
  CHECK((arrived == sent));
}

TEST_CASE("tcp_stream: half close: the end of the stream comes after the data, and the other direction goes on") {
  connection c;
  c.near.write("last words");
  c.near.finish();
  CHECK(c.near.write("more").failure == error::shut_down);
  CHECK(c.far.carrier->peer_gone());
  CHECK(c.far.read(4) == "last");
  CHECK(c.far.read() == " words");
  CHECK_FALSE(c.far.last.end_of_stream);
  CHECK(c.far.read().empty());
  CHECK(c.far.last.end_of_stream);
  CHECK(c.far.last.failure == error::none);
  CHECK(c.far.write("still here").bytes == 10);
  CHECK(c.near.read() == "still here");
  c.far.finish();
  CHECK(c.near.read().empty());
  CHECK(c.near.last.end_of_stream);
  CHECK(c.near.carrier->failure() == error::none);
  CHECK(c.far.carrier->failure() == error::none);
}

TEST_CASE("tcp_stream: the end of the stream needs no room in a full window") {
  connection c;
  const std::string text = pattern(65536);
  REQUIRE(c.near.write(text).bytes == 65536);
  c.near.finish();
  std::string arrived;
  for (std::string part; !(part = c.far.read()).empty();) arrived += part;
  CHECK((arrived == text));
  CHECK(c.far.last.end_of_stream);
}

TEST_CASE("tcp_stream: data queued behind a small window and a FIN arrives before the end of the stream") {
  connection c({}, window(10));
  const std::string text = pattern(5000);
  REQUIRE(c.near.write(text).bytes == 5000);
  c.far.set(window(7));  // segments were cut for 10
  c.near.close();
  std::string arrived;
  for (std::string part; !(part = c.far.read(3)).empty();) arrived += part;
  CHECK((arrived == text));
  CHECK(c.far.last.end_of_stream);
  CHECK(c.far.last.failure == error::none);
}

TEST_CASE("tcp_stream: a graceful close delivers everything") {
  connection c;
  const std::string text = pattern(60000);
  REQUIRE(c.near.write(text).bytes == 60000);
  c.near.close();
  CHECK((c.far.read() == text));
  CHECK(c.far.read().empty());
  CHECK(c.far.last.end_of_stream);
}

TEST_CASE("tcp_stream: an abort resets, and discards what was not read") {
  connection c;
  c.near.write("never read");
  c.near.close(true);
  CHECK(c.far.carrier->unread() == 0);
  CHECK(c.far.carrier->failure() == error::connection_reset);
  CHECK(c.far.read().empty());
  CHECK(c.far.last.failure == error::connection_reset);
  CHECK(c.far.write("x").failure == error::connection_reset);
  CHECK(c.far.carrier->peer_gone());
}

TEST_CASE("tcp_stream: a close with unread data resets") {
  connection c;
  c.near.write("never read");
  CHECK_FALSE(c.near.carrier->want_read());
  c.far.close();
  CHECK(has(c.near.told.take(), events::readable));
  CHECK(c.near.carrier->failure() == error::connection_reset);
}

TEST_CASE("tcp_stream: data for a closed socket is answered by a reset") {
  connection c;
  c.far.close();
  CHECK(c.near.read().empty());
  CHECK(c.near.last.end_of_stream);
  CHECK(c.near.write("anybody there?").bytes == 14);
  CHECK(c.near.carrier->failure() == error::connection_reset);
  CHECK(c.near.write("no").failure == error::connection_reset);
}

TEST_CASE("tcp_stream: stop_reading resets for unread data, present or to come") {
  SECTION("present") {
    connection c;
    c.near.write("x");
    c.far.stop_reading();
    CHECK(c.near.carrier->failure() == error::connection_reset);
    CHECK(c.far.carrier->failure() == error::connection_aborted);
  }
  SECTION("to come") {
    connection c;
    c.far.stop_reading();
    CHECK(c.near.carrier->failure() == error::none);
    CHECK(c.far.write("still").bytes == 5);
    CHECK(c.near.read() == "still");
    c.near.write("x");
    CHECK(c.near.carrier->failure() == error::connection_reset);
    CHECK(c.far.write("x").failure == error::connection_aborted);
  }
}

TEST_CASE("tcp_stream: drained() and the wish for all the room tell when everything has arrived") {
  connection c({}, window(1000));
  c.near.write(pattern(3000));
  CHECK_FALSE(c.near.carrier->drained());
  c.near.finish();
  CHECK_FALSE(c.near.carrier->want_write(everything));
  c.far.read(1000);
  CHECK_FALSE(c.near.carrier->drained());
  CHECK(c.near.told.take() == events::none);
  c.far.read(1000);
  c.far.read(1000);
  CHECK(c.near.carrier->drained());
  CHECK(has(c.near.told.take(), events::writable));
}

// -- urgent data

TEST_CASE("tcp_stream: an urgent byte out of line is read beside the stream") {
  connection c;
  CHECK_FALSE(c.far.carrier->want_read());
  c.near.write("abcU", stream_urgent);
  CHECK(has(c.far.told.take(), events::readable));
  c.near.write("def");
  CHECK(c.far.carrier->urgent().pending);
  CHECK_FALSE(c.far.carrier->urgent().at_mark);
  CHECK(c.far.carrier->unread() == 3);
  CHECK(c.far.read(1, stream_urgent | stream_peek) == "U");
  CHECK(c.far.read(1, stream_urgent) == "U");
  CHECK_FALSE(c.far.carrier->urgent().pending);
  CHECK(c.far.read(1, stream_urgent).empty());
  CHECK(c.far.last.failure == error::invalid_argument);
  CHECK(c.far.read() == "abc");  // never across the mark
  CHECK(c.far.carrier->urgent().at_mark);
  CHECK(c.far.read() == "def");
  CHECK_FALSE(c.far.carrier->urgent().at_mark);
}

TEST_CASE("tcp_stream: ordinary reading skips an urgent byte that nobody asked for, and keeps it") {
  connection c;
  c.near.write("abU", stream_urgent);
  c.near.write("cd");
  CHECK(c.far.read() == "ab");
  CHECK(c.far.carrier->urgent().at_mark);
  CHECK(c.far.carrier->unread() == 2);
  CHECK(c.far.read() == "cd");
  CHECK(c.far.carrier->urgent().pending);
  CHECK(c.far.read(1, stream_urgent) == "U");
  CHECK_FALSE(c.far.carrier->urgent().pending);
}

TEST_CASE("tcp_stream: an urgent byte in line stays in the stream, at the mark") {
  stream_options in_line;
  in_line.urgent_inline = true;
  connection c({}, in_line);
  c.near.write("abU", stream_urgent);
  c.near.write("cd");
  CHECK(c.far.read(1, stream_urgent).empty());
  CHECK(c.far.last.failure == error::invalid_argument);
  CHECK(c.far.read() == "ab");
  CHECK(c.far.carrier->urgent().at_mark);
  CHECK(c.far.carrier->urgent().pending);
  CHECK(c.far.read() == "Ucd");
  CHECK_FALSE(c.far.carrier->urgent().pending);
  CHECK_FALSE(c.far.carrier->urgent().at_mark);
}

TEST_CASE("tcp_stream: a second urgent byte makes the first one ordinary") {
  connection c;
  c.near.write("aU", stream_urgent);
  c.near.write("bV", stream_urgent);
  c.near.write("c");
  CHECK(c.far.read() == "aUb");
  CHECK(c.far.read(1, stream_urgent) == "V");
  CHECK(c.far.read() == "c");
}

TEST_CASE("tcp_stream: the pointer can name the urgent byte itself, where both ends say so") {
  stream_options rfc1122;
  rfc1122.rfc1122_urgent = true;
  connection c(rfc1122, rfc1122);
  c.near.write("abU", stream_urgent);
  c.near.write("c");
  CHECK(c.far.read(1, stream_urgent) == "U");
  CHECK(c.far.read() == "ab");
  CHECK(c.far.read() == "c");
}

TEST_CASE("tcp_stream: an urgent byte behind a closed window is announced, and comes when there is room") {
  connection c({}, window(4));
  REQUIRE(c.near.write("abcdefgU", stream_urgent).bytes == 8);
  CHECK(c.far.carrier->urgent().pending);
  CHECK(c.far.read(1, stream_urgent).empty());
  CHECK(c.far.last.failure == error::would_block);
  CHECK(c.far.read() == "abcd");
  CHECK(c.far.read() == "efg");
  CHECK(c.far.read(1, stream_urgent) == "U");
  c.near.write("h");
  CHECK(c.far.read() == "h");
}

TEST_CASE("tcp_stream: an urgent byte alone that was not asked for is not unread data") {
  connection c;
  c.near.write("U", stream_urgent);
  c.far.close();
  CHECK(c.near.carrier->failure() == error::none);
  CHECK(c.near.read().empty());
  CHECK(c.near.last.end_of_stream);
}

TEST_CASE("tcp_stream: urgent bytes in a large stream") {
  connection c;
  std::string expected, arrived;
  const std::string text = pattern(40000);
  for (int round = 0; round < 30; ++round) {
    REQUIRE(c.near.write(text + "!", stream_urgent).bytes == 40001);
    expected += text;
    while (arrived.size() < expected.size()) {
      const std::string part = c.far.read(7000);
      REQUIRE_FALSE(part.empty());
      arrived += part;
    }
    REQUIRE(c.far.carrier->urgent().at_mark);
    REQUIRE(c.far.read(1, stream_urgent) == "!");
  }
  CHECK((arrived == expected));
}

// -- listeners

TEST_CASE("tcp_listener: a full gate refuses, and a place given back serves the next") {
  server s({here, next_port()}, 1);
  end first, second, third;
  REQUIRE(first.connect({here, next_port()}, s.at) == error::none);
  CHECK(first.carrier->connect_result() == error::none);
  CHECK(s.gate.used() == 1);
  REQUIRE(second.connect({here, next_port()}, s.at) == error::none);
  CHECK(second.carrier->connect_result() == error::connection_refused);
  end taken(s.take().carrier);
  CHECK(s.gate.used() == 0);
  REQUIRE(third.connect({here, next_port()}, s.at) == error::none);
  CHECK(third.carrier->connect_result() == error::none);
}

TEST_CASE("tcp_listener: queues deeper than lwIP's 255") {
  server s({here, next_port()}, 1000);
  std::vector<end> ends(1000);
  for (end& e : ends) {
    REQUIRE(e.connect({here, next_port()}, s.at) == error::none);
    REQUIRE(e.carrier->connect_result() == error::none);
  }
  CHECK(s.gate.used() == 1000);
}

TEST_CASE("tcp_listener: a connection that is reset in the queue is handed out all the same, as one that was reset") {
  server s({here, next_port()}, 1);
  end dies;
  REQUIRE(dies.connect({here, next_port()}, s.at) == error::none);
  CHECK(s.gate.used() == 1);
  dies.close(true);
  CHECK(s.gate.used() == 1);  // until it is taken
  end taken(s.take().carrier);
  REQUIRE(taken.carrier != nullptr);
  CHECK(taken.read().empty());
  CHECK(taken.last.failure == error::connection_reset);
}

TEST_CASE("tcp_listener: closing it frees what was reset in the queue") {
  server s({here, next_port()}, 1);
  end dies;
  REQUIRE(dies.connect({here, next_port()}, s.at) == error::none);
  dies.close(true);
  s.close();
  CHECK(s.gate.used() == 0);
}

TEST_CASE("tcp_listener: a client that has sent and closed before it is accepted is read in full") {
  server s({here, next_port()});
  end e;
  REQUIRE(e.connect({here, next_port()}, s.at) == error::none);
  e.write("early");
  e.close();
  end taken(s.take().carrier);
  REQUIRE(taken.carrier != nullptr);
  CHECK(taken.read() == "early");
  CHECK(taken.read().empty());
  CHECK(taken.last.end_of_stream);
}

TEST_CASE("tcp_listener: closing it resets connections that were not fetched") {
  end e;
  {
    server s({here, next_port()});
    REQUIRE(e.connect({here, next_port()}, s.at) == error::none);
    CHECK(e.carrier->connect_result() == error::none);
  }
  CHECK(e.carrier->failure() == error::connection_reset);
}

TEST_CASE("tcp_listener: a conditional gate holds the request until it is admitted") {
  const ip_address at = GENERATE(ip_address::loopback_v4(), ip_address::loopback_v6());
  server s({at, next_port()}, 2, true);
  end e;
  const endpoint from{at, next_port()};
  REQUIRE(e.connect(from, s.at) == error::none);
  CHECK(e.carrier->connect_result() == error::would_block);
  CHECK(has(s.told.take(), events::acceptable));
  CHECK(s.take().carrier == nullptr);
  deferred work;
  const lwip::connection_request request = s.listener->take_request(work);
  REQUIRE(request.number != 0);
  CHECK(request.local == s.at);
  CHECK(request.remote == from);
  CHECK(s.listener->take_request(work).number == 0);
  CHECK(s.gate.used() == 1);

  SECTION("admitted") {
    pass(std::chrono::seconds(8));  // the SYN comes again while it waits, and makes no second request
    CHECK(s.listener->take_request(work).number == 0);
    CHECK(s.gate.used() == 1);
    CHECK(s.listener->admit(request.number, work));
    work.run();
    CHECK(e.carrier->connect_result() == error::none);
    CHECK(has(s.told.take(), events::acceptable));
    end taken(s.take().carrier);
    CHECK(s.gate.used() == 0);
    e.write("in");
    CHECK(taken.read() == "in");
    CHECK_FALSE(s.listener->admit(request.number, work));
  }
  SECTION("refused") {
    s.listener->refuse(request.number, work);
    CHECK(e.carrier->connect_result() == error::connection_refused);
    CHECK(s.gate.used() == 0);
  }
  SECTION("given up by the client") {
    e.close();
    CHECK(s.gate.used() == 0);
    CHECK_FALSE(s.listener->admit(request.number, work));
  }
  SECTION("the listener goes") {
    s.listener->close(work);
    s.listener = nullptr;
    CHECK(e.carrier->connect_result() == error::connection_refused);
    CHECK(s.gate.used() == 0);
  }
}

TEST_CASE("tcp_stream: a request that is never answered times out") {
  server s({here, next_port()}, 2, true);
  end e;
  REQUIRE(e.connect({here, next_port()}, s.at) == error::none);
  pass(std::chrono::seconds(60));
  CHECK(e.carrier->connect_result() == error::timed_out);
}

// -- a connection with oneself

TEST_CASE("tcp_stream: connected to itself") {
  const ip_address at = GENERATE(ip_address::loopback_v4(), ip_address::v4(127, 0, 0, 9), ip_address::loopback_v6());
  start();
  deferred work;
  end e;
  REQUIRE(lwip::connect_tcp_to_itself({at, next_port()}, {}, e.told.target(), count_released, work, e.carrier) ==
          error::none);
  work.run();
  CHECK(has(e.told.take(), events::connected));
  CHECK(e.carrier->connect_result() == error::none);
  const std::string text = pattern(500000);
  CHECK((transfer(e, e, text, 65536) == text));
  e.write("aU", stream_urgent);
  CHECK(e.read() == "a");
  CHECK(e.read(1, stream_urgent) == "U");
  e.finish();
  CHECK(e.read().empty());
  CHECK(e.last.end_of_stream);
  CHECK(e.carrier->failure() == error::none);
}

// -- after the end

TEST_CASE("tcp_stream: a tuple is released once, when both the socket and lwIP are done with it") {
  start();
  lwip::drop_everything();
  released_tuples = 0;
  SECTION("a reset frees at once") {
    connection c;
    c.near.close(true);
    CHECK(released_tuples == 1);
    c.far.close();
    CHECK(released_tuples == 2);
  }
  SECTION("a graceful end waits in TIME-WAIT on the side that closed first") {
    connection c;
    c.near.close();
    c.far.close();
    CHECK(released_tuples == 1);
    pass(std::chrono::seconds(6));
    CHECK(released_tuples == 2);
  }
  SECTION("drop_everything ends what lingers") {
    connection c;
    c.near.close();
    CHECK(released_tuples == 0);
    lwip::drop_everything();
    CHECK(released_tuples == 1);
    CHECK(c.far.carrier->failure() == error::connection_reset);
  }
}

TEST_CASE("tcp_stream: a peer that never closes does not keep a closed connection for ever") {
  start();
  lwip::drop_everything();
  connection c;
  released_tuples = 0;
  c.near.close();
  pass(std::chrono::seconds(25));
  CHECK(released_tuples == 1);
}

TEST_CASE("tcp_stream: TIME-WAIT is bounded") {
  start();
  lwip::drop_everything();
  released_tuples = 0;
  server s({here, next_port()});
  for (int i = 0; i < 3000; ++i) {
    end e;
    REQUIRE(e.connect({here, static_cast<std::uint16_t>(40000 + i)}, s.at) == error::none);
    end taken(s.take().carrier);
    e.close();
    taken.close();
  }
  // The accepting ends go at once.
  CHECK(released_tuples >= 3000 + 3000 - 1024 - 256);
  lwip::drop_everything();
  CHECK(released_tuples == 6000);
}

TEST_CASE("tcp_stream: keep-alive keeps a living peer") {
  stream_options options;
  options.keep_alive = true;
  options.keep_alive_idle_ms = 1000;
  options.keep_alive_interval_ms = 1000;
  options.keep_alive_probes = 3;
  connection c(options, {});
  pass(std::chrono::seconds(30));
  CHECK(c.near.carrier->failure() == error::none);
  c.near.write("x");
  CHECK(c.far.read() == "x");
}

TEST_CASE("tcp_stream: the counters move with the data, and only with it") {
  connection c;
  const lwip::packet_counters before = lwip::counters();
  pass(std::chrono::seconds(60));
  const lwip::packet_counters idle = lwip::counters();
  CHECK(idle.ip_sent == before.ip_sent);
  CHECK(idle.tcp_sent == before.tcp_sent);
  c.near.write("x");
  const lwip::packet_counters after = lwip::counters();
  CHECK(after.ip_sent == idle.ip_sent + 2);  // the byte and its acknowledgement
  CHECK(after.ip_received == idle.ip_received + 2);
  CHECK(after.tcp_sent == idle.tcp_sent + 2);
  CHECK(after.tcp_received == idle.tcp_received + 2);
}

TEST_CASE("tcp_stream: two threads, one at each end") {
  connection c;
  const std::string text = pattern(8 << 20);
  std::string arrived;
  std::thread writer([&] {
    for (std::size_t sent = 0; sent < text.size();) {
      const std::size_t bytes = c.near.write(std::string_view(text).substr(sent, 100000)).bytes;
      sent += bytes;
      if (bytes == 0) std::this_thread::yield();
    }
    c.near.finish();
  });
  for (bool more = true; more;) {
    const std::string part = c.far.read(50000);
    arrived += part;
    more = !(part.empty() && c.far.last.end_of_stream);
    if (part.empty()) std::this_thread::yield();
  }
  writer.join();
  CHECK((arrived == text));
}
