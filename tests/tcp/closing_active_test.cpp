// The host ends first: FIN-WAIT-1, FIN-WAIT-2, CLOSING (RFC 9293, 3.6, figures 12 and 13).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

// ------------------------------------------------------------------------------------------------------------- FIN-WAIT-1

TEST_CASE("fin_wait_1: a FIN that comes with the ACK of ours moves to time_wait") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_fin_wait_1(on, client);
  on.peer.finish();
  on.peer.expect(ack, {.seq = 2, .acked = 2});
  on.peer.send(on.peer.make(fin | ack).at(1));  // our ACK was lost
  on.peer.expect(ack, {.seq = 2, .acked = 2});
}

TEST_CASE("fin_wait_1: an ACK of the FIN moves to fin_wait_2") {
  story on;
  host_socket client = on.connected();
  client.stop_writing();
  on.peer.expect(fin | ack, {.seq = 1});
  CHECK(client.state() == TCPSTATE_FIN_WAIT_1);
  on.peer.acknowledge();
  on.peer.expect_nothing(100ms);
  CHECK(client.state() == TCPSTATE_FIN_WAIT_2);
}

TEST_CASE("fin_wait_1: a FIN that does not ack ours moves to closing") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  client.stop_writing();
  on.peer.expect(fin | ack, {.seq = 1});
  on.peer.send(on.peer.make(fin | ack).acking(1));
  on.peer.expect(ack, {.seq = 2, .acked = 2});
  CHECK(client.state() == TCPSTATE_CLOSING);
}

TEST_CASE("fin_wait_1: the FIN is sent again after 1, 2, 4, … s, twelve times, and then it is forgotten") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_fin_wait_1(on, client);
  for (const auto after : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 128s, 128s, 128s, 128s})
    on.peer.expect_after(after, fin | ack, {.seq = 1, .acked = 1});
  on.peer.expect_nothing(10min);
  on.check_forgotten();
}

TEST_CASE("fin_wait_1: data before the FIN is sent again with it") {
  story on;
  host_socket client = on.connected();
  client.write("hello");
  client.close();
  on.peer.expect(ack, {.seq = 1, .text = "hello"});
  on.peer.expect(fin | ack, {.seq = 6});
  on.peer.expect_after(1s, ack, {.seq = 1, .text = "hello"});
  on.peer.send(on.peer.make(ack).acking(6));
  on.peer.expect(fin | ack, {.seq = 6, .within = 5s});
  on.peer.acknowledge();
  on.peer.expect_nothing(1s);
}

TEST_CASE("fin_wait_1: all that was written arrives, however long the peer takes, and then the FIN") {
  const bool after_a_while = GENERATE(false, true);
  story on(v4, {.mss = 500, .window = 1000});
  host_socket client = on.connected();
  if (after_a_while) on.pass(1min);
  const std::string text(20000, 'x');
  CHECK(client.write(text) == 20000);
  client.close();
  on.peer.expect_text_and_fin(text, 300ms);
}

TEST_CASE("fin_wait_1: data of the peer's after closesocket is reset: nobody will read it") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_fin_wait_1(on, client);
  on.peer.say("too late");
  on.peer.expect(rst | ack, {.seq = 2});
  on.peer.expect_nothing(1min);
}

// ------------------------------------------------------------------------------------------------------------- FIN-WAIT-2

TEST_CASE("fin_wait_2: after shutdown the peer may send as long as it likes, and its FIN ends both") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  client.stop_writing();
  on.peer.expect(fin | ack, {.seq = 1});
  on.peer.acknowledge();
  on.pass(24h);
  on.peer.say("late news");
  on.peer.expect(ack, {.seq = 2, .acked = 10});
  CHECK(client.read() == "late news");
  on.peer.finish();
  on.peer.expect(ack, {.seq = 2, .acked = 11});
  CHECK(client.at_end());
}

TEST_CASE("fin_wait_2: a FIN moves to time_wait") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_fin_wait_2(on, client);
  on.peer.finish();
  on.peer.expect(ack, {.seq = 2, .acked = 2});
  on.peer.expect_nothing(1min);
}

TEST_CASE("fin_wait_2: after closesocket a peer that is silent is forgotten after 20 s") {
  const bool after_a_while = GENERATE(false, true);
  story on;
  host_socket client = on.connected();
  if (after_a_while)
    on.pass(1min);  // lwIP counts from the last segment before closing: then it would be forgotten at once
  to_fin_wait_2(on, client);
  on.pass(19s);
  on.peer.send(on.peer.make(ack).at(0));  // outside of the window, and so answered while it is known
  on.peer.expect(ack, {.seq = 2, .acked = 1});
  on.peer.expect_nothing(2s);
  on.check_forgotten();
}

TEST_CASE("fin_wait_2: data after closesocket is reset") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_fin_wait_2(on, client);
  on.peer.say("too late");
  on.peer.expect(rst | ack, {.seq = 2});
  on.peer.expect_nothing(1min);
}

TEST_CASE("fin_wait_2: a FIN behind a gap waits for what is missing") {
  story on;
  host_socket client = on.connected();
  client.stop_writing();
  on.peer.expect(fin | ack, {.seq = 1});
  on.peer.acknowledge();
  on.peer.send(on.peer.make(fin | ack).at(4));
  on.peer.expect(ack, {.acked = 1});
  CHECK(client.state() == TCPSTATE_FIN_WAIT_2);
  on.peer.send(on.peer.make(ack).at(1).saying("abc"));
  on.peer.expect(ack, {.acked = 5});
  CHECK(client.read() == "abc");
  CHECK(client.at_end());
}

// ------------------------------------------------------------------------------------------------------------------ CLOSING

TEST_CASE("closing: the ACK of our FIN moves to time_wait") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_closing(on, client);
  on.peer.acknowledge();
  on.peer.expect_nothing(100ms);
  on.peer.send(on.peer.make(fin | ack).at(1));
  on.peer.expect(ack, {.seq = 2, .acked = 2});
  on.peer.expect_nothing(5s);
  on.check_forgotten();
}

TEST_CASE("closing: our FIN is sent again until it is acknowledged") {
  story on;
  host_socket client = on.connected();
  to_closing(on, client);
  on.peer.expect_after(1s, fin | ack, {.seq = 1, .acked = 2});
  on.peer.expect_after(2s, fin | ack, {.seq = 1, .acked = 2});
  on.peer.acknowledge();
  on.peer.expect_nothing(1min);
}

TEST_CASE("closing: the peer's FIN again is acknowledged again") {
  story on;
  host_socket client = on.connected();
  to_closing(on, client);
  on.peer.send(on.peer.make(fin | ack).at(1).acking(1));
  on.peer.expect(ack, {.seq = 2, .acked = 2});
}
