// A RST in each state: with the next number it ends the connection, elsewhere in the window it is answered by an ACK (RFC 5961, 3.2), and outside it is
// nothing.
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

namespace {

void send_reset(story& on, std::uint32_t beyond_next = 0) {
  const std::uint32_t next = on.peer.next();
  on.peer.send(on.peer.make(rst).at(next + beyond_next));
}

}  // namespace

TEST_CASE("reset: in established it ends the connection with WSAECONNRESET") {
  const bool opened_by_host = GENERATE(false, true);
  story on(GENERATE(v4, v6));
  host_socket socket = opened_by_host ? on.connected() : on.accepted();
  send_reset(on);
  on.check_forgotten();
  CHECK(socket.read_error() == WSAECONNRESET);
  CHECK(socket.write_error() == WSAECONNRESET);
}

TEST_CASE("reset: it discards what was not read and what was not sent") {
  story on;
  host_socket client = on.connected();
  on.peer.set_window(0);
  on.peer.say("unread");
  on.peer.expect(ack);
  client.write("unsent");
  send_reset(on);
  on.peer.expect_nothing(1min);
  CHECK(client.read_error() == WSAECONNRESET);
}

TEST_CASE("reset: with ACK and a wrong acknowledgement it counts all the same: only its own number is looked at") {
  story on;
  host_socket client = on.connected();
  on.peer.send(on.peer.make(rst | ack).acking(12345));
  on.check_forgotten();
  CHECK(client.read_error() == WSAECONNRESET);
}

TEST_CASE("reset: elsewhere in the window it is answered by an ACK, and the connection lives") {
  const std::uint32_t beyond = GENERATE(1u, 1000u, 65535u);
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  send_reset(on, beyond);
  on.peer.expect(ack, {.seq = 1, .acked = 1});
  CHECK(client.state() == TCPSTATE_ESTABLISHED);
  // A peer that meant it answers the ACK by a reset with the right number.
  on.peer.send(on.peer.make(rst).at(1));
  on.peer.expect_nothing(100ms);
  CHECK(client.read_error() == WSAECONNRESET);
}

TEST_CASE("reset: outside of the window it is nothing") {
  const std::uint32_t beyond = GENERATE(0xffffffffu, 70000u, 0x80000000u);
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  send_reset(on, beyond);
  on.peer.expect_nothing(1s);
  CHECK(client.state() == TCPSTATE_ESTABLISHED);
  CHECK(client.write("hello") == 5);
  on.peer.expect(ack, {.text = "hello"});
}

TEST_CASE("reset: where numbers pass 2^32 the window is looked at as a circle") {
  story on(v4, {.first = 0xfffffff0});
  host_socket client = on.connected();
  send_reset(on, 100);  // behind the edge, in the window
  on.peer.expect(ack, {.acked = 1});
  CHECK(client.state() == TCPSTATE_ESTABLISHED);
}

TEST_CASE("reset: in fin_wait_1 it ends all") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_fin_wait_1(on, client);
  send_reset(on);
  on.check_forgotten();
}

TEST_CASE("reset: in fin_wait_1 after shutdown the program learns of it") {
  story on;
  host_socket client = on.connected();
  client.stop_writing();
  on.peer.expect(fin | ack);
  send_reset(on);
  on.check_forgotten();
  CHECK(client.read_error() == WSAECONNRESET);
}

TEST_CASE("reset: in fin_wait_2 it ends all") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_fin_wait_2(on, client);
  send_reset(on);
  on.check_forgotten();
}

TEST_CASE("reset: in fin_wait_2 elsewhere in the window it is answered by an ACK") {
  story on;
  host_socket client = on.connected();
  to_fin_wait_2(on, client);
  send_reset(on, 10);
  on.peer.expect(ack, {.seq = 2, .acked = 1});
}

TEST_CASE("reset: in closing it ends all") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_closing(on, client);
  send_reset(on);
  on.check_forgotten();
}

TEST_CASE("reset: in close_wait it ends the connection with WSAECONNRESET") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_close_wait(on, client);
  send_reset(on);
  on.check_forgotten();
  CHECK(client.write_error() == WSAECONNRESET);
}

TEST_CASE("reset: in last_ack it ends all, and the FIN is not sent again") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  to_last_ack(on, client);
  send_reset(on);
  on.peer.expect_nothing(1min);
  on.check_forgotten();
}

TEST_CASE("reset: the answer to data, with the peer's number, ends the connection") {
  story on;
  host_socket client = on.connected();
  client.write("hello");
  on.peer.expect(ack, {.text = "hello"});
  on.peer.reset();
  on.peer.expect_nothing(1min);
  CHECK(client.read_error() == WSAECONNRESET);
}
