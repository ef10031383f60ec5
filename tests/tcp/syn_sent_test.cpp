// Opening from the host's side: SYN-SENT and what ends it (RFC 9293, 3.5 and 3.10.7.3).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

TEST_CASE("syn_sent: a SYN ACK is acknowledged at once and connects") {
  story on(GENERATE(v4, v6));
  const host_socket client = on.connects();
  CHECK(client.connect_result() == WSAEWOULDBLOCK);
  on.peer.expect(syn);
  on.peer.answer_syn();
  on.peer.expect(ack, {.seq = 1, .acked = 1, .text = ""});
  CHECK(client.connect_result() == 0);
  CHECK(client.state() == TCPSTATE_ESTABLISHED);
  on.peer.expect_nothing(1min);
}

// RFC 6298, 2, has one second that doubles. lwIP 2.1.3 has three seconds and does not double them for a SYN; seven of them are Windows' 21 s.
TEST_CASE("syn_sent: a lost SYN is sent again every 3 s, seven times, and after 21 s the connect fails with WSAETIMEDOUT") {
  story on(GENERATE(v4, v6));
  const host_socket client = on.connects();
  const std::uint16_t port = on.peer.expect(syn).from;
  for (int again = 1; again <= 7; ++again) {
    CHECK(client.connect_result() == WSAEWOULDBLOCK);
    CHECK(on.peer.expect_after(3s, syn, {.seq = 0}).from == port);
  }
  on.peer.expect_nothing(300ms);
  CHECK(client.connect_result() == WSAETIMEDOUT);
  on.peer.expect_nothing(10min);
}

TEST_CASE("syn_sent: the third SYN can be the one that is answered") {
  story on;
  const host_socket client = on.connects();
  on.peer.expect(syn);
  on.peer.expect_after(3s, syn);
  on.peer.expect_after(3s, syn);
  on.peer.answer_syn();
  on.peer.expect(ack, {.seq = 1, .acked = 1});
  CHECK(client.connect_result() == 0);
}

TEST_CASE("syn_sent: a second SYN ACK, because the ACK was lost, is acknowledged again") {
  story on;
  const host_socket client = on.connected();
  on.peer.answer_syn();
  on.peer.expect(ack, {.seq = 1, .acked = 1});
  CHECK(client.state() == TCPSTATE_ESTABLISHED);
}

// RFC 9293, 3.10.7.3, first: an ACK of what was not sent gets a reset with its number.
TEST_CASE("syn_sent: a SYN ACK that acks another SYN is answered by a reset, and the right one still connects") {
  story on;
  const host_socket client = on.connects();
  on.peer.expect(syn);
  on.peer.send(on.peer.make(syn | ack).at(0).acking(77));
  on.peer.expect(rst | ack, {.seq = 77});
  on.peer.expect(syn, {.seq = 0});  // at once: lwIP does not wait for its timer then
  CHECK(client.connect_result() == WSAEWOULDBLOCK);
  on.peer.answer_syn();
  on.peer.expect(ack, {.seq = 1, .acked = 1});
  CHECK(client.connect_result() == 0);
}

// The peer has crashed and come back, and still knows of an older connection: half open (RFC 9293, 3.5.1, figure 9).
TEST_CASE("syn_sent: an ACK without SYN is a half-open connection's, and is reset") {
  story on;
  const host_socket client = on.connects();
  on.peer.expect(syn);
  on.peer.send(on.peer.make(ack).at(500).acking(9000));
  on.peer.expect(rst | ack, {.seq = 9000});
  on.peer.expect(syn, {.seq = 0});
  CHECK(client.connect_result() == WSAEWOULDBLOCK);
}

TEST_CASE("syn_sent: a RST that acks the SYN refuses the connection") {
  story on(GENERATE(v4, v6));
  const host_socket client = on.connects();
  on.peer.expect(syn);
  on.peer.send(on.peer.make(rst | ack).at(0).acking(1));
  on.peer.expect_nothing(10s);
  CHECK(client.connect_result() == WSAECONNREFUSED);
}

TEST_CASE("syn_sent: a RST that acks something else is ignored") {
  story on;
  const host_socket client = on.connects();
  on.peer.expect(syn);
  on.peer.send(on.peer.make(rst | ack).at(0).acking(2));
  on.peer.expect_nothing(1s);
  CHECK(client.connect_result() == WSAEWOULDBLOCK);
  on.peer.answer_syn();
  on.peer.expect(ack);
  CHECK(client.connect_result() == 0);
}

TEST_CASE("syn_sent: a RST without an ACK is ignored") {
  story on;
  const host_socket client = on.connects();
  on.peer.expect(syn);
  on.peer.send(on.peer.make(rst).at(0));
  on.peer.expect_nothing(1s);
  CHECK(client.connect_result() == WSAEWOULDBLOCK);
}

// RFC 9293, 3.5, figure 7. lwIP has no simultaneous open: it takes no notice of a SYN without ACK in SYN-SENT. Each goes on asking, and a peer that
// does as RFC 9293 says answers the host's SYN by a SYN ACK, which connects.
TEST_CASE("syn_sent: a SYN that crosses ours is ignored, and the SYN ACK to ours connects") {
  story on;
  const host_socket client = on.connects();
  on.peer.expect(syn);
  on.peer.send_syn();
  on.peer.expect_nothing(1s);
  CHECK(client.connect_result() == WSAEWOULDBLOCK);
  on.peer.answer_syn();
  on.peer.expect(ack, {.seq = 1, .acked = 1});
  CHECK(client.connect_result() == 0);
}

TEST_CASE("syn_sent: a FIN or data without SYN and ACK changes nothing") {
  story on;
  const host_socket client = on.connects();
  on.peer.expect(syn);
  on.peer.send(on.peer.make(fin).at(0));
  on.peer.send(on.peer.make(psh).at(1).saying("early"));
  on.peer.expect_nothing(1s);
  CHECK(client.connect_result() == WSAEWOULDBLOCK);
}

TEST_CASE("syn_sent: closing resets, and what comes afterwards is for nobody") {
  story on;
  host_socket client = on.connects();
  on.peer.expect(syn);
  client.close();
  on.peer.expect(rst | ack, {.seq = 1});
  on.peer.answer_syn();
  on.peer.expect(rst | ack, {.seq = 1});
  on.peer.expect_nothing(1min);
}

TEST_CASE("syn_sent: a window of 0 in the SYN ACK connects, and data waits until it opens") {
  story on(v4, {.window = 0});
  host_socket client = on.connected();
  CHECK(client.write("hello") > 0);
  on.peer.expect_nothing(200ms);
  on.peer.set_window(1000);
  on.peer.acknowledge();
  on.peer.expect_text("hello");
}

TEST_CASE("syn_sent: data in the SYN ACK is left out, and taken when it comes again") {
  story on;
  host_socket client = on.connects();
  on.peer.expect(syn);
  on.peer.send(on.peer.make(syn | ack).at(0).saying("early"));
  on.peer.expect(ack, {.seq = 1, .acked = 1});
  on.peer.send(on.peer.make(ack).at(1).saying("early"));
  on.peer.expect(ack, {.acked = 6});
  CHECK(client.read() == "early");
}

TEST_CASE("syn_sent: each connection begins at another number, and those of one pair of ends grow by the clock") {
  std::uint32_t first = 0, second = 0;
  {
    story on;
    on.connects();
    on.peer.expect(syn);
    first = on.peer.host_first();
    on.pass(1s);
    peer_script other(on.cable, peer_port + 1, 0, {});
    host_socket more(on.host, v4);
    more.connect(on.peer_address(), peer_port + 1);
    other.expect(syn);
    second = other.host_first();
  }
  CHECK(first != second);
}
