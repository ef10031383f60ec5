// The peer ends first: CLOSE-WAIT and LAST-ACK; and closing in ways that are no FIN (RFC 9293, 3.6; RFC 1122, 4.2.2.13).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

// --------------------------------------------------------------------------------------------------------------- CLOSE-WAIT

TEST_CASE("close_wait: a FIN is acknowledged at once and is the end of the stream") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  on.peer.finish();
  on.peer.expect(ack, {.seq = 1, .acked = 2, .within = 1ms});
  CHECK(client.at_end());
  CHECK(client.state() == TCPSTATE_CLOSE_WAIT);
}

TEST_CASE("close_wait: a FIN with data delivers the data first") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  on.peer.send(on.peer.make(fin | ack).saying("bye"));
  on.peer.expect(ack, {.acked = 5});
  CHECK(client.read() == "bye");
  CHECK(client.at_end());
}

TEST_CASE("close_wait: a FIN behind a gap is no end before the gap is closed") {
  story on;
  host_socket client = on.connected();
  on.peer.send(on.peer.make(fin | ack).at(4).saying("def"));
  on.peer.expect(ack, {.acked = 1});
  CHECK(client.state() == TCPSTATE_ESTABLISHED);
  CHECK(!client.at_end());
  on.peer.send(on.peer.make(ack).at(1).saying("abc"));
  on.peer.expect(ack, {.acked = 8});
  CHECK(client.read() == "abcdef");
  CHECK(client.at_end());
}

TEST_CASE("close_wait: a FIN that comes twice is acknowledged twice") {
  story on;
  host_socket client = on.connected();
  to_close_wait(on, client);
  on.peer.send(on.peer.make(fin | ack).at(1));
  on.peer.expect(ack, {.acked = 2});
  CHECK(client.state() == TCPSTATE_CLOSE_WAIT);
}

TEST_CASE("close_wait: data behind the FIN is nothing") {
  story on;
  host_socket client = on.connected();
  to_close_wait(on, client);
  on.peer.send(on.peer.make(ack).at(2).saying("more"));
  on.peer.expect_nothing(100ms);
  CHECK(client.at_end());
}

TEST_CASE("close_wait: the host may send for as long as it likes") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_close_wait(on, client);
  on.pass(24h);
  CHECK(client.write("still here") == 10);
  on.peer.expect(ack, {.seq = 1, .acked = 2, .text = "still here"});
  on.peer.acknowledge();
  on.peer.expect_nothing(1min);
}

TEST_CASE("close_wait: data that is lost is sent again") {
  story on;
  host_socket client = on.connected();
  to_close_wait(on, client);
  client.write("hello");
  on.peer.expect(ack, {.text = "hello"});
  on.peer.expect_after(1s, ack, {.text = "hello"});
}

// ----------------------------------------------------------------------------------------------------------------- LAST-ACK

TEST_CASE("last_ack: the ACK of our FIN is the end, and the port is free at once") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_last_ack(on, client);
  on.peer.acknowledge();
  on.peer.expect_nothing(100ms);
  on.check_forgotten();
}

TEST_CASE("last_ack: shutdown does as close does") {
  story on;
  host_socket client = on.connected();
  to_close_wait(on, client);
  client.stop_writing();
  on.peer.expect(fin | ack, {.seq = 1, .acked = 2});
  CHECK(client.state() == TCPSTATE_LAST_ACK);
  on.peer.acknowledge();
  on.peer.expect_nothing(1s);
  CHECK(client.at_end());
  CHECK(client.write_error() == WSAESHUTDOWN);
}

TEST_CASE("last_ack: a lost FIN is sent again, also when the connection had been idle") {
  const bool after_a_while = GENERATE(false, true);
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_close_wait(on, client);
  if (after_a_while)
    on.pass(1min);  // lwIP counts LAST-ACK's time from the last segment before: then it would be forgotten at once
  client.close();
  on.peer.expect(fin | ack, {.seq = 1, .acked = 2});
  on.peer.expect_after(1s, fin | ack, {.seq = 1, .acked = 2});
  on.peer.expect_after(2s, fin | ack, {.seq = 1, .acked = 2});
  on.peer.expect_after(4s, fin | ack, {.seq = 1, .acked = 2});
  on.peer.acknowledge();
  on.peer.expect_nothing(1min);
}

TEST_CASE("last_ack: all that was written arrives, however long the peer takes, and then the FIN") {
  story on(v4, {.mss = 500, .window = 1000});
  host_socket client = on.connected();
  to_close_wait(on, client);
  const std::string text(20000, 'x');
  CHECK(client.write(text) == 20000);
  client.close();
  on.peer.expect_text_and_fin(text, 300ms);
}

TEST_CASE("last_ack: the peer's FIN again is acknowledged again") {
  story on;
  host_socket client = on.connected();
  to_last_ack(on, client);
  on.peer.send(on.peer.make(fin | ack).at(1).acking(1));
  on.peer.expect(ack, {.seq = 2, .acked = 2});
}

// ------------------------------------------------------------------------------------------------------------- other endings

TEST_CASE("closing with unread data resets") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  on.peer.say("nobody reads this");
  on.peer.expect(ack);
  client.close();
  on.peer.expect(rst | ack, {.seq = 1});
  on.peer.expect_nothing(1min);
}

TEST_CASE("closing with unread data after the peer's FIN resets too") {
  story on;
  host_socket client = on.connected();
  on.peer.send(on.peer.make(fin | ack).saying("nobody reads this"));
  on.peer.expect(ack);
  client.close();
  on.peer.expect(rst | ack, {.seq = 1});
  on.peer.expect_nothing(1min);
}

TEST_CASE("closing with a linger time of 0 resets, and drops what was not sent") {
  story on(GENERATE(v4, v6), {.window = 0});
  host_socket client = on.connected();
  client.write("hello");
  client.abort();
  on.peer.expect(rst | ack, {.seq = 1});
  on.peer.expect_nothing(1min);
}

TEST_CASE("shutdown of the receiving side says nothing, and the next data is reset") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  client.stop_reading();
  on.peer.expect_nothing(1s);
  on.peer.say("who listens?");
  on.peer.expect(rst | ack, {.seq = 1});
  on.peer.expect_nothing(1min);
}

TEST_CASE("shutdown of the receiving side does not keep the host from sending, nor the peer from ending") {
  story on;
  host_socket client = on.connected();
  client.stop_reading();
  client.write("hello");
  on.peer.expect(ack, {.text = "hello"});
  on.peer.finish();
  on.peer.expect(ack, {.acked = 2});
  client.close();
  on.peer.expect(fin | ack, {.seq = 6});
}

TEST_CASE("a host that has crashed is silent, and after its restart resets what it does not know") {
  story on;
  host_socket client = on.connected();
  on.host.crash();
  on.peer.say("are you there?");
  on.peer.expect_nothing(1min);
  on.host.restart();
  on.peer.send(on.peer.make(ack).at(1).saying("are you there?"));
  on.peer.expect(rst | ack, {.seq = 1});
}
