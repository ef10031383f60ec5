// Overlapped sends.
#include "tests/overlapped/support.hpp"

using namespace overlapped_test;

namespace {

/// More than both buffers of a connection hold.
constexpr std::size_t plenty = 1 << 20;

}  // namespace

TEST_CASE("overlapped send: what finds room is over at once, and told") {
  started winsock;
  const connected_pair both = pair_on(each_shape());
  pending_call call;
  CHECK(call.send(both.client, "hello") == 0);
  CHECK(call.bytes == 5);
  CHECK(call.told());
  CHECK(call.outcome(both.client) == succeeded(5));
  CHECK(receive_all(both.server, 5) == "hello");
}

TEST_CASE("overlapped send: without room it waits until all is taken, on a non-blocking socket too") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  set_nonblocking(both.client);
  pending_call call;
  CHECK(call.send(both.client, std::string(plenty, 's')) == WSA_IO_PENDING);
  CHECK_FALSE(call.over());
  CHECK(call.bytes == pending_call::untouched);
  CHECK(receive_all(both.server, plenty) == std::string(plenty, 's'));
  CHECK(call.outcome(both.client) == succeeded(plenty));
}

TEST_CASE("overlapped send: several that wait are sent in the order in which they were started") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call first, second, third;
  CHECK(first.send(both.client, std::string(plenty, '1')) == WSA_IO_PENDING);
  CHECK(second.send(both.client, std::string(plenty, '2')) == WSA_IO_PENDING);
  CHECK(third.send(both.client, "3") == WSA_IO_PENDING);
  CHECK(receive_all(both.server, plenty) == std::string(plenty, '1'));
  CHECK(receive_all(both.server, plenty) == std::string(plenty, '2'));
  CHECK(receive_all(both.server, 1) == "3");
  CHECK(first.outcome(both.client) == succeeded(plenty));
  CHECK(second.outcome(both.client) == succeeded(plenty));
  CHECK(third.outcome(both.client) == succeeded(1));
}

TEST_CASE("overlapped send: the peer's reset fails what waits and tells how much was taken") {
  started winsock;
  connected_pair both = pair_on(each_path());
  pending_call call;
  CHECK(call.send(both.client, std::string(plenty, 's')) == WSA_IO_PENDING);
  set_linger(both.server, true, 0);
  both.server.close();
  const result r = call.outcome(both.client);
  CHECK_FALSE(r.good);
  CHECK(r.error == WSAECONNRESET);
  CHECK(r.bytes < plenty);
}

TEST_CASE("overlapped send: a graceful end waits for what was started before it") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call call;
  CHECK(call.send(both.client, std::string(plenty, 's')) == WSA_IO_PENDING);
  CHECK(shutdown(both.client, SD_SEND) == 0);
  pending_call late;
  CHECK(late.send(both.client, "late") == WSAESHUTDOWN);
  CHECK(receive_all(both.server, plenty + 1).size() == plenty);
  CHECK(call.outcome(both.client) == succeeded(plenty));
}

TEST_CASE("overlapped send: datagrams never wait, and are told") {
  started winsock;
  const held_socket to = udp(), from = udp();
  sockaddr_in target = bind_somewhere(to);
  char text[] = "hello";
  WSABUF piece{5, text};
  DWORD sent = 0;
  pending_call call;
  CHECK(WSASendTo(from, &piece, 1, &sent, 0, plain(target), sizeof target, &call.at, nullptr) == 0);
  CHECK(sent == 5);
  CHECK(call.told());
  CHECK(call.outcome(from) == succeeded(5));
  CHECK(WSASendTo(from, &piece, 1, nullptr, 0, plain(target), sizeof target, &call.at, nullptr) == 0);
  CHECK(answer_of(WSASendTo(from, &piece, 1, &sent, MSG_OOB, plain(target), sizeof target, &call.at, nullptr)) ==
        WSAEOPNOTSUPP);
}

TEST_CASE("overlapped send: gathered from many buffers, whose list may go at once") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  std::string part(plenty / 8, 'p');
  pending_call call;
  {
    WSABUF list[8];
    for (WSABUF& one : list) one = {static_cast<ULONG>(part.size()), part.data()};
    CHECK(answer_of(WSASend(both.client, list, 8, nullptr, 0, &call.at, nullptr)) == WSA_IO_PENDING);
    std::memset(list, 0, sizeof list);
  }
  CHECK(receive_all(both.server, plenty) == std::string(plenty, 'p'));
  CHECK(call.outcome(both.client) == succeeded(plenty));
}
