// What a SYN and its answer agree upon (RFC 9293, 3.7.1; RFC 7323; RFC 2018).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

TEST_CASE("syn_sent: the SYN offers the link's MSS, window scaling and SACK, and a window that needs no scale") {
  story on(GENERATE(v4, v6));
  const host_socket client = on.connects();
  const segment first = on.peer.expect(syn, {.seq = 0, .window = 65535});
  CHECK(first.mss == (on.version == v4 ? 1460 : 1440));  // 1500 without the headers of IP and TCP
  CHECK(first.scale == 5);
  CHECK(first.sack_permitted);
  CHECK(first.text.empty());
  CHECK(client.state() == TCPSTATE_SYN_SENT);
}

TEST_CASE("syn_sent: the MSS follows the link's MTU") {
  const std::size_t mtu = GENERATE(std::size_t{576}, std::size_t{1280}, std::size_t{9000});
  story on;
  on.host.link().set({.mtu = mtu});
  on.host.crash(), on.host.restart();  // an interface learns its MTU when it comes up
  on.connects();
  CHECK(on.peer.expect(syn).mss == mtu - 40);
}

TEST_CASE("syn_sent: a peer without any option gets segments of 536 bytes and windows without a scale") {
  story on(v4, {.mss = std::nullopt});
  host_socket client = on.connected();
  CHECK(client.write(std::string(1000, 'x')) == 1000);
  const segment one = on.peer.expect(ack, {.seq = 1});  // RFC 9293, 3.7.1: 536 unless told
  CHECK(one.text.size() == 536);
  CHECK(one.window == 65535);
  on.peer.expect_text(std::string(464, 'x'));
}

TEST_CASE("syn_sent: a smaller MSS in the SYN ACK bounds our segments") {
  story on(v4, {.mss = 300});
  host_socket client = on.connected();
  CHECK(client.write(std::string(600, 'x')) == 600);
  CHECK(on.peer.expect(ack, {.seq = 1}).text.size() == 300);
  CHECK(on.peer.expect(ack, {.seq = 301}).text.size() == 300);
}

TEST_CASE("syn_sent: a greater MSS than the link holds is cut to the link's") {
  const family version = GENERATE(v4, v6);
  story on(version, {.mss = 9000});
  host_socket client = on.connected();
  CHECK(client.write(std::string(3000, 'x')) == 3000);
  CHECK(on.peer.expect(ack, {.seq = 1}).text.size() == (version == v4 ? 1460 : 1440));
}

TEST_CASE("syn_sent: an MSS of 0 is taken for none") {
  story on(v4, {.mss = 0});
  host_socket client = on.connected();
  CHECK(client.write(std::string(1460, 'x')) == 1460);
  CHECK(!on.peer.expect(ack, {.seq = 1}).text.empty());
}

// RFC 7323, 2.2: only when both have offered it, and never in a SYN itself.
TEST_CASE("syn_sent: windows are scaled when the SYN ACK has the option too") {
  story on(v4, {.scale = 2});
  host_socket client = on.connects();
  on.peer.expect(syn, {.window = 65535});
  on.peer.answer_syn();
  on.peer.expect(ack, {.window = 65536 >> 5});
}

TEST_CASE("syn_sent: a scale above 14 counts as 14") {
  story on(v4, {.mss = 1000, .scale = 200, .window = 1});
  host_socket client = on.connects();
  on.peer.expect(syn);
  on.peer.answer_syn();
  on.peer.expect(ack);
  on.peer.acknowledge();  // its window is 1 << 14 = 16384
  on.pass(1ms);
  CHECK(client.write(std::string(4000, 'x')) == 4000);
  on.peer.expect_text(std::string(4000, 'x'));
}

TEST_CASE("syn_sent: options that are broken or unknown do no harm") {
  const std::string options =
      GENERATE(std::string("\x02\x00", 2), std::string("\x02\xff\x05", 3), std::string("\x03\x01\x07\x07", 4),
               std::string("\xfe\x04zz", 4), std::string(40, '\1'), std::string("\x00\x02\x04\x01", 4));
  story on(v4, {.mss = std::nullopt});
  const host_socket client = on.connects();
  on.peer.expect(syn);
  on.peer.send(on.peer.make(syn | ack).at(0).with_options(options));
  on.peer.expect(ack, {.seq = 1, .acked = 1});
  CHECK(client.connect_result() == 0);
}
