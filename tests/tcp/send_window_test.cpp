// The peer's window: small, closed, and how the host asks whether it has opened (RFC 9293, 3.8.6.1).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

namespace {

/// "hello" waits behind a closed window.
host_socket waiting_behind_closed_window(story& on) {
  host_socket client = on.connected();
  on.peer.set_window(0);
  on.peer.say("!");
  on.peer.expect(ack);
  CHECK(client.write("hello") == 5);
  on.peer.expect_nothing(100ms);
  on.peer.send(on.peer.make(ack).acking(1));  // from which the next span is measured
  on.peer.expect_nothing(1ms);
  return client;
}

}  // namespace

TEST_CASE("send window: no more is sent than it holds") {
  story on(v4, {.window = 1000});
  host_socket client = on.connected();
  client.write(std::string(3000, 'x'));
  std::size_t sent = 0;
  while (sent < 1000) sent += on.peer.expect(ack).text.size();
  CHECK(sent == 1000);
  on.peer.expect_nothing(400ms);
}

TEST_CASE("send window: it slides with the acknowledgements") {
  story on(v4, {.window = 1000});
  host_socket client = on.connected();
  client.write(std::string(20000, 'x'));
  on.peer.expect_text(std::string(20000, 'x'));
}

TEST_CASE("send window: a closed one is probed by the next byte after 0.6 s, then after twice the time, up to 24 s, for ever") {
  story on(GENERATE(v4, v6));
  const host_socket client = waiting_behind_closed_window(on);
  for (const auto after : {600ms, 1200ms, 2400ms, 4800ms, 9600ms, 19200ms, 24000ms, 24000ms}) {
    on.peer.expect_after(after, ack, {.seq = 1, .text = "h"});
    on.peer.send(on.peer.make(ack).acking(1));
  }
  for (int each = 0; each < 50; ++each) {
    on.peer.expect_after(24s, ack, {.seq = 1, .text = "h"});
    on.peer.send(on.peer.make(ack).acking(1));
  }
  CHECK(client.state() == TCPSTATE_ESTABLISHED);
}

TEST_CASE("send window: after twelve probes without an answer the connection is given up with WSAETIMEDOUT") {
  story on;
  host_socket client = waiting_behind_closed_window(on);
  for (int each = 1; each <= 12; ++each) on.peer.expect(ack, {.seq = 1, .text = "h", .within = 25s});
  on.peer.expect_nothing(1min);
  CHECK(client.read_error() == WSAETIMEDOUT);  // what had come before is lost with it, as with a reset
  CHECK(client.write_error() == WSAETIMEDOUT);
}

TEST_CASE("send window: an update opens it at once, and all that waits goes") {
  story on(GENERATE(v4, v6));
  const host_socket client = waiting_behind_closed_window(on);
  on.peer.send(on.peer.make(ack).with_window(1000));
  on.peer.expect(ack, {.seq = 1, .text = "hello"});
}

TEST_CASE("send window: the answer to a probe opens it when the update was lost") {
  story on;
  const host_socket client = waiting_behind_closed_window(on);
  on.peer.expect_after(600ms, ack, {.seq = 1, .text = "h"});
  on.peer.send(on.peer.make(ack).acking(1).with_window(1000));
  on.peer.expect(ack, {.seq = 1, .text = "hello"});
}

TEST_CASE("send window: a probe's byte may be taken") {
  story on;
  const host_socket client = waiting_behind_closed_window(on);
  on.peer.expect_after(600ms, ack, {.seq = 1, .text = "h"});
  on.peer.send(on.peer.make(ack).acking(2).with_window(1000));
  const segment rest = on.peer.expect(ack);  // lwIP keeps segments whole: it may come from its beginning
  CHECK(std::string("hello").ends_with(rest.text));
  CHECK(rest.seq + rest.length() == 6);
}

TEST_CASE("send window: one that opens a little takes a little") {
  story on;
  const host_socket client = waiting_behind_closed_window(on);
  on.peer.send(on.peer.make(ack).with_window(2));
  on.peer.expect(ack, {.seq = 1, .text = "he"});
  on.peer.send(on.peer.make(ack).acking(3).with_window(1000));
  on.peer.expect(ack, {.seq = 3, .text = "llo"});
}

TEST_CASE("send window: an older segment's window does not count") {
  story on;  // RFC 9293, 3.10.7.4: SND.WL1 and SND.WL2
  host_socket client = on.connected();
  on.peer.say("abc"), on.peer.say("def");
  on.peer.expect(ack), on.peer.expect(ack);
  on.peer.send(on.peer.make(ack).at(3).acking(1).with_window(0));  // late
  on.peer.expect(ack);                                             // outside of the window by now
  client.write("hello");
  on.peer.expect(ack, {.text = "hello"});
}

TEST_CASE("send window: one that shrinks under data on its way does not stop its retransmission") {
  story on;
  host_socket client = on.connected();
  client.write("hello");
  on.peer.expect(ack, {.text = "hello"});
  on.peer.send(on.peer.make(ack).at(1).acking(1).saying("!").with_window(0));
  on.peer.expect(ack);
  // RFC 9293, 3.8.6: "a sender must be robust": it probes or sends again until it is acknowledged
  CHECK(on.peer.expect(ack, {.seq = 1, .within = 5s}).text.starts_with("h"));
  on.peer.send(on.peer.make(ack).acking(1).with_window(100));
  CHECK(on.peer.expect(ack, {.seq = 1, .within = 5s}).text == "hello");
}

TEST_CASE("send window: a FIN behind a closed one waits with the data and goes with it") {
  story on;
  host_socket client = waiting_behind_closed_window(on);
  client.stop_writing();
  on.peer.expect_nothing(100ms);
  on.peer.send(on.peer.make(ack).acking(1).with_window(1000));
  CHECK(on.peer.expect(ack | fin, {.seq = 1}).text == "hello");
}

TEST_CASE("send window: a bare FIN needs no window") {
  story on(v4, {.window = 0});
  host_socket client = on.connected();
  client.stop_writing();
  on.peer.expect(ack | fin, {.seq = 1});
}

TEST_CASE("send window: with scaling it holds what the peer means") {
  story on(v4, {.mss = 1000, .scale = 3, .window = 200});
  host_socket client = on.connected();
  on.peer.acknowledge();  // 1600 bytes; the SYN ACK's 200 were not scaled
  on.pass(1ms);
  client.write(std::string(5000, 'x'));
  std::size_t sent = 0;
  while (sent < 1600) sent += on.peer.expect(ack).text.size();
  CHECK(sent == 1600);
  on.peer.expect_nothing(400ms);
}
