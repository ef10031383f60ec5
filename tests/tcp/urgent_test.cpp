// Urgent data (RFC 9293, 3.8.5). Where the pointer points: BSD's way, the byte behind, unless TCP_EXPEDITED_1122 is set.
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

TEST_CASE("urgent: MSG_OOB sends URG, and the pointer stands behind the last byte") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  CHECK(client.write("abc", MSG_OOB) == 3);
  CHECK(on.peer.expect(ack | urg, {.seq = 1, .text = "abc"}).urgent == 3);
}

TEST_CASE("urgent: with TCP_EXPEDITED_1122 the pointer stands on the byte") {
  story on;
  host_socket client = on.connected();
  client.set(IPPROTO_TCP, TCP_EXPEDITED_1122, 1);
  CHECK(client.write("abc", MSG_OOB) == 3);
  CHECK(on.peer.expect(ack | urg, {.text = "abc"}).urgent == 2);
}

TEST_CASE("urgent: a retransmission is urgent too, until it is acknowledged, and what follows is not") {
  story on;
  host_socket client = on.connected();
  client.write("a", MSG_OOB);
  CHECK(on.peer.expect(ack | urg, {.text = "a"}).urgent == 1);
  CHECK(on.peer.expect_after(1s, ack | urg, {.text = "a"}).urgent == 1);
  on.peer.acknowledge();
  on.pass(1ms);
  client.write("b");
  CHECK(on.peer.expect(ack, {.text = "b"}).urgent == 0);
}

TEST_CASE("urgent: it is announced at once behind a closed window") {
  story on(v4, {.window = 0});
  host_socket client = on.connected();
  client.write("abc");
  on.peer.expect_nothing(100ms);
  client.write("d", MSG_OOB);
  CHECK(on.peer.expect(ack | urg, {.seq = 1, .text = ""}).urgent == 4);
}

TEST_CASE("urgent: a byte of the peer's is read aside, and the mark stands where it was") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  on.peer.send(on.peer.make(ack).saying("abcde").with_urgent(3));
  on.peer.expect(ack, {.acked = 6});
  CHECK(client.read_urgent() == "c");
  CHECK(client.read() == "ab");
  CHECK(client.at_mark());
  CHECK(client.read() == "de");
}

TEST_CASE("urgent: with SO_OOBINLINE the byte stays in the stream") {
  story on;
  host_socket client = on.connected();
  client.set(SOL_SOCKET, SO_OOBINLINE, 1);
  on.peer.send(on.peer.make(ack).saying("abcde").with_urgent(3));
  on.peer.expect(ack);
  CHECK(client.read() == "ab");
  CHECK(client.at_mark());
  CHECK(client.read() == "cde");
}

TEST_CASE("urgent: an announcement without its byte is told, and the byte comes later") {
  story on;
  host_socket client = on.connected();
  on.peer.send(on.peer.make(ack).with_urgent(4));
  on.peer.expect_nothing(100ms);
  CHECK(client.read_urgent() == "");
  on.peer.send(on.peer.make(ack).saying("abcd").with_urgent(4));
  on.peer.expect(ack, {.acked = 5});
  CHECK(client.read_urgent() == "d");
  CHECK(client.read() == "abc");
}

TEST_CASE("urgent: a pointer without URG means nothing") {
  story on;
  host_socket client = on.connected();
  segment one = on.peer.make(ack).saying("abc");
  one.urgent = 2;
  on.peer.send(one);
  on.peer.expect(ack, {.acked = 4});
  CHECK(client.read_urgent() == "");
  CHECK(client.read() == "abc");
}

TEST_CASE("urgent: what is sent again does not announce a byte that was read") {
  story on;
  host_socket client = on.connected();
  on.peer.send(on.peer.make(ack).saying("a").with_urgent(1));
  on.peer.expect(ack);
  CHECK(client.read_urgent() == "a");
  on.peer.send(on.peer.make(ack).at(1).saying("a").with_urgent(1));
  on.peer.expect(ack, {.acked = 2});
  CHECK(client.read_urgent() == "");
  on.peer.say("b");
  on.peer.expect(ack);
  CHECK(client.read() == "b");
}
