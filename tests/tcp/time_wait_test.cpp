// TIME-WAIT (RFC 9293, 3.6.1).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

// RFC 9293 has four minutes. Ours are 4 s (stack/lwip/lwipopts.h says why).
TEST_CASE("time_wait: it lasts 4 s, in which a FIN is acknowledged, and then it is forgotten") {
  const bool after_a_while = GENERATE(false, true);
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  if (after_a_while) on.pass(1min);
  to_time_wait(on, client);
  on.pass(3500ms);
  on.peer.send(on.peer.make(ack).at(1).saying("x"));  // acknowledged; a FIN would start the time anew
  on.peer.expect(ack, {.seq = 2, .acked = 2});
  on.peer.expect_nothing(1s);
  on.check_forgotten();
}

TEST_CASE("time_wait: it begins with the peer's FIN, however long that has taken") {
  story on;
  host_socket client = on.connected();
  to_fin_wait_2(on, client);
  on.pass(15s);
  on.peer.finish();
  on.peer.expect(ack, {.seq = 2, .acked = 2});
  on.pass(3s);
  on.peer.send(on.peer.make(fin | ack).at(1));  // our ACK was lost
  on.peer.expect(ack, {.seq = 2, .acked = 2});
}

TEST_CASE("time_wait: the peer's FIN again is acknowledged, and the time begins anew") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_time_wait(on, client);
  for (int each = 0; each < 5; ++each) {
    on.pass(3s);
    on.peer.send(on.peer.make(fin | ack).at(1));
    on.peer.expect(ack, {.seq = 2, .acked = 2});
  }
  on.pass(5s);
  on.check_forgotten();
}

TEST_CASE("time_wait: a RST does not end it") {
  story on(GENERATE(v4, v6));  // RFC 1337
  host_socket client = on.connected();
  to_time_wait(on, client);
  on.peer.send(on.peer.make(rst).at(2));
  on.peer.expect_nothing(1s);
  on.peer.send(on.peer.make(fin | ack).at(1));
  on.peer.expect(ack, {.seq = 2, .acked = 2});
}

TEST_CASE("time_wait: a SYN with an old number is answered by an ACK, one in the window by a reset") {
  // RFC 9293, 3.6.1, lets a SYN above the old numbers begin a new connection. lwIP does not.
  story on;
  host_socket client = on.connected();
  to_time_wait(on, client);
  on.peer.send(on.peer.make(syn).at(0));
  on.peer.expect(ack, {.seq = 2, .acked = 2});
  on.peer.send(on.peer.make(syn).at(100));
  on.peer.expect(rst | ack);
}

TEST_CASE("time_wait: it holds the port for its pair of ends, and the next connect takes another") {
  story on;
  host_socket client = on.connected();
  to_time_wait(on, client);
  host_socket second(on.host, v4);
  CHECK(second.connect(on.peer_address(), peer_port) == WSAEWOULDBLOCK);
  peer_script again(on.cable, peer_port, 0, {});
  again.expect(syn);
}
