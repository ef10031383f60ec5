// Data that comes: in order, and in segments that are odd (RFC 9293, 3.10.7.4).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

TEST_CASE("receiving: data is delivered and acknowledged at once") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  on.peer.say("abc");
  on.peer.expect(ack, {.seq = 1,
                       .acked = 4,
                       .text = "",
                       .within = 1ms});  // no delayed ACK: it would hold a small write of the peer's back
  CHECK(client.read() == "abc");
  on.peer.say("def");
  on.peer.expect(ack, {.acked = 7, .within = 1ms});
  CHECK(client.read() == "def");
  on.peer.expect_nothing(1min);
}

TEST_CASE("receiving: data without PSH is delivered as well") {
  story on;
  host_socket client = on.connected();
  on.peer.send(on.peer.make(ack).saying("abc"));
  on.peer.expect(ack, {.acked = 4});
  CHECK(client.read() == "abc");
}

TEST_CASE("receiving: an acknowledgement goes with data when there is some to send") {
  story on;
  host_socket client = on.connected();
  on.peer.say("ping");
  on.peer.expect(ack, {.acked = 5});
  CHECK(client.write("pong") == 4);
  on.peer.expect(ack, {.seq = 1, .acked = 5, .text = "pong"});
}

TEST_CASE("receiving: numbers that pass 2^32 are numbers like others") {
  story on(GENERATE(v4, v6), {.sack = true, .first = 0xfffffffa});
  host_socket client = on.connected();
  on.peer.say("abc");  // 0xfffffffb…
  on.peer.expect(ack, {.acked = 4});
  on.peer.say("defg");  // over the edge
  on.peer.expect(ack, {.acked = 8});
  on.peer.send(on.peer.make(ack).at(11).saying("klm"));
  CHECK(on.peer.expect(ack, {.acked = 8}).sacks == std::vector<sack_block>{{11, 14}});
  on.peer.send(on.peer.make(ack).at(8).saying("hij"));
  on.peer.expect(ack, {.acked = 14});
  CHECK(client.read() == "abcdefghijklm");
}

TEST_CASE("receiving: a gap over 2^32 is closed from behind") {
  story on(v4, {.first = 0xfffffffc});
  host_socket client = on.connected();
  on.peer.send(on.peer.make(ack).at(5).saying("efg"));  // at 1
  on.peer.expect(ack, {.acked = 1});
  on.peer.send(on.peer.make(ack).at(1).saying("abcd"));
  on.peer.expect(ack, {.acked = 8});
  CHECK(client.read() == "abcdefg");
}

// ------------------------------------------------------------------------------------------------------------- what is odd

TEST_CASE("receiving: a wrong checksum, in TCP's header or IP's, makes a segment that never came") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  on.peer.send(on.peer.make(ack).at(1).saying("abc").spoil());
  on.peer.expect_nothing(1s);
  CHECK(client.read() == "");
  on.peer.send(on.peer.make(ack).at(1).saying("abc"));
  on.peer.expect(ack, {.acked = 4});
  CHECK(client.read() == "abc");
}

TEST_CASE("receiving: a header that says it is shorter or longer than can be makes a segment that never came") {
  const unsigned words = GENERATE(1u, 4u, 15u);
  story on;
  host_socket client = on.connected();
  segment odd = on.peer.make(ack).at(1).saying("abc");
  odd.header_words = words;
  on.peer.send(odd);
  on.peer.expect_nothing(1s);
  CHECK(client.read() == "");
}

TEST_CASE("receiving: a segment without ACK or any flag delivers its data") {
  // RFC 9293, 3.10.7.4, fifth: "if the ACK bit is off, drop the segment". lwIP 2.1.3 takes the data all the same.
  story on;
  host_socket client = on.connected();
  on.peer.send(on.peer.make(0).saying("abc"));
  on.peer.expect(ack, {.acked = 4});
  CHECK(client.read() == "abc");
}

TEST_CASE("receiving: options in the midst of a connection are read over") {
  story on;
  host_socket client = on.connected();
  on.peer.send(
      on.peer.make(ack).saying("abc").with_options("\x01\x01\x08\x0a"
                                                   "timestmp"));
  on.peer.expect(ack, {.acked = 4});
  CHECK(client.read() == "abc");
}

TEST_CASE("established: a SYN is answered by an ACK and changes nothing") {
  // RFC 5961, 4.2, wherever its number lies: a peer that has forgotten the connection answers this ACK by a reset.
  const std::uint32_t number = GENERATE(0u, 1u, 50u, 0x80000000u);
  story on;
  host_socket client = on.connected();
  on.peer.send(on.peer.make(syn).at(number));
  on.peer.expect(ack, {.seq = 1, .acked = 1});
  CHECK(client.state() == TCPSTATE_ESTABLISHED);
}

TEST_CASE("established: a SYN ACK is answered by an ACK") {
  story on(GENERATE(v4, v6));
  host_socket server = on.accepted();
  on.peer.send(on.peer.make(syn | ack).at(0));
  on.peer.expect(ack, {.seq = 1, .acked = 1});
  CHECK(server.state() == TCPSTATE_ESTABLISHED);
}

TEST_CASE("a SYN in any state behind established is answered by an ACK and changes nothing") {
  using way = void (*)(story&, host_socket&);
  const way there = GENERATE(as<way>{}, to_fin_wait_1, to_fin_wait_2, to_closing, to_close_wait, to_last_ack);
  story on;
  host_socket client = on.connected();
  there(on, client);
  const std::uint32_t next = on.peer.next();
  on.peer.send(on.peer.make(syn).at(next + 50));
  on.peer.expect(ack, {.seq = on.peer.heard(), .acked = next});
  // Still there: a RST with the right number is not answered, and what comes afterwards is.
  on.peer.send(on.peer.make(rst).at(next));
  on.check_forgotten();
}
