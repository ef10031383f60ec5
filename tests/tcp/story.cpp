// story: see the header. The states and the ways to them are those of RFC 9293, figure 5.
#include "tests/tcp/story.hpp"

#include "tests/support/catch.hpp"

namespace tcp_test {
namespace {

constexpr std::uint64_t seed =
    1;  // these tests leave nothing to chance but the host's initial sequence numbers and ports

}  // namespace

story::winsock::winsock() {
  WSADATA data;
  REQUIRE(WSAStartup(MAKEWORD(2, 2), &data) == 0);
}
story::winsock::~winsock() { WSACleanup(); }

story::story(family which, const manners& how)
    : version(which),
      world(seed),
      host(world.add_host("host")),
      peer_end(world.add_peer("peer")),
      cable(world, host, peer_end, which),
      peer(cable, peer_port, host_port, how) {}

const std::string& story::host_address() const { return version == v4 ? host.address() : host.address6(); }
const std::string& story::peer_address() const { return version == v4 ? peer_end.address() : peer_end.address6(); }

host_socket story::connects() {
  host_socket socket(host, version);
  REQUIRE(socket.connect(peer_address(), peer_port) == WSAEWOULDBLOCK);
  return socket;
}

host_socket story::listens(int backlog) {
  host_socket socket(host, version);
  REQUIRE(socket.bind(version == v4 ? "0.0.0.0" : "::", host_port) == 0);
  REQUIRE(socket.listen(backlog) == 0);
  return socket;
}

host_socket story::connected() {
  host_socket socket = connects();
  peer.expect(syn);
  peer.answer_syn();
  peer.expect(ack, {.seq = 1, .acked = 1});
  REQUIRE(socket.connect_result() == 0);
  return socket;
}

host_socket story::accepted() {
  host_socket listener = listens();
  peer.send_syn();
  peer.expect(syn | ack, {.acked = 1});
  peer.acknowledge();
  peer.expect_nothing(1ms);
  host_socket socket = listener.accept();
  listener.close();
  return socket;
}

void story::check_forgotten(const place& where) {
  peer.expect_nothing(1ms, where);
  const std::uint32_t number = peer.heard();
  peer.send(peer.make(ack).acking(number));
  peer.expect(rst | ack, {.seq = number}, where);
}

void to_fin_wait_1(story& on, host_socket& socket) {
  socket.close();
  on.peer.expect(fin | ack, {.seq = 1, .acked = 1});
}

void to_fin_wait_2(story& on, host_socket& socket) {
  to_fin_wait_1(on, socket);
  on.peer.acknowledge();
  on.peer.expect_nothing(1ms);
}

void to_closing(story& on, host_socket& socket) {
  to_fin_wait_1(on, socket);
  on.peer.send(on.peer.make(fin | ack).acking(1));  // it has not seen the host's
  on.peer.expect(ack, {.seq = 2, .acked = 2});
}

void to_time_wait(story& on, host_socket& socket) {
  to_fin_wait_2(on, socket);
  on.peer.finish();
  on.peer.expect(ack, {.seq = 2, .acked = 2});
}

void to_close_wait(story& on, host_socket& socket) {
  on.peer.finish();
  on.peer.expect(ack, {.seq = 1, .acked = 2});
  REQUIRE(socket.at_end());
}

void to_last_ack(story& on, host_socket& socket) {
  to_close_wait(on, socket);
  socket.close();
  on.peer.expect(fin | ack, {.seq = 1, .acked = 2});
}

}  // namespace tcp_test
