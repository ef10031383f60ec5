// ConnectEx and DisconnectEx: a connection made and ended by operations, and a socket used again.
#include "tests/extensions/support.hpp"

using namespace winsock_test;

namespace {

struct connecting {
  explicit connecting(const shape& on) : s(tcp_on(on)) {
    connect_ex = extension<LPFN_CONNECTEX>(s, WSAID_CONNECTEX);
    disconnect_ex = extension<LPFN_DISCONNECTEX>(s, WSAID_DISCONNECTEX);
    REQUIRE(connect_ex != nullptr);
    REQUIRE(disconnect_ex != nullptr);
    REQUIRE(bind_to(s, here(on.v6)) == 0);
  }
  int connect(const socket_name& to, told& how, std::string data = {}) {
    DWORD sent = 0;
    return answer(connect_ex(s, to.plain(), to.length, data.empty() ? nullptr : data.data(),
                             static_cast<DWORD>(data.size()), &sent, &how));
  }
  held_socket s;
  LPFN_CONNECTEX connect_ex = nullptr;
  LPFN_DISCONNECTEX disconnect_ex = nullptr;
};

}  // namespace

TEST_CASE("ConnectEx: connects a bound socket; a marked one to a marked listener takes the fast path") {
  const started winsock;
  const shape on = each_shape();
  const open_door door = listen_on(on);
  connecting client(on);
  told done;

  REQUIRE(client.connect(door.at, done) == WSA_IO_PENDING);

  REQUIRE(done.ends());
  CHECK(done.result(client.s) == 0);
  CHECK(done.bytes == 0);
  CHECK(is_on(client.s, on));  // spec 2.3
  CHECK(setsockopt(client.s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, nullptr, 0) == 0);
  const held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(echoes(client.s, server));
}

TEST_CASE("ConnectEx: sends what it was given as soon as it is connected, and tells how much") {
  const started winsock;
  const shape on = each_path();
  const open_door door = listen_on(on);
  connecting client(on);
  told done;

  REQUIRE(client.connect(door.at, done, "first words") == WSA_IO_PENDING);

  REQUIRE(done.ends());
  CHECK(done.result(client.s) == 0);
  CHECK(done.bytes == 11);
  const held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(receive_all(server, 11) == "first words");
}

TEST_CASE("ConnectEx: where nobody listens it ends as refused, and the socket can try again") {
  const started winsock;
  const shape on = each_path();
  socket_name nobody;
  { nobody = listen_on(on).at; }
  connecting client(on);
  told done;
  REQUIRE(client.connect(nobody, done) == WSA_IO_PENDING);
  REQUIRE(done.ends());
  CHECK(done.result(client.s) == WSAECONNREFUSED);

  const open_door door = listen_on(on);
  told again;
  REQUIRE(client.connect(door.at, again) == WSA_IO_PENDING);
  REQUIRE(again.ends());
  CHECK(again.result(client.s) == 0);
}

TEST_CASE("ConnectEx: bad input gets the documented error") {
  const started winsock;
  const open_door door = listen_on({true, false});
  connecting client({true, false});
  told done;
  DWORD sent = 0;
  const held_socket unbound = tcp();
  const connected_pair pair = pair_on({true, false});

  CHECK(answer(client.connect_ex(client.s, door.at.plain(), door.at.length, nullptr, 0, &sent, nullptr)) ==
        ERROR_INVALID_PARAMETER);
  CHECK(answer(client.connect_ex(INVALID_SOCKET, door.at.plain(), door.at.length, nullptr, 0, &sent, &done)) ==
        WSAENOTSOCK);
  CHECK(answer(client.connect_ex(unbound, door.at.plain(), door.at.length, nullptr, 0, &sent, &done)) == WSAEINVAL);
  CHECK(answer(client.connect_ex(pair.client, door.at.plain(), door.at.length, nullptr, 0, &sent, &done)) ==
        WSAEISCONN);
  CHECK(answer(client.connect_ex(client.s, nullptr, door.at.length, nullptr, 0, &sent, &done)) == WSAEFAULT);
  CHECK(answer(client.connect_ex(client.s, door.at.plain(), 3, nullptr, 0, &sent, &done)) == WSAEFAULT);
}

TEST_CASE("DisconnectEx: sends the end of the stream; what the peer says can still be read") {
  const started winsock;
  const shape on = each_path();
  connected_pair pair = pair_on(on);
  const auto disconnect = extension<LPFN_DISCONNECTEX>(pair.client, WSAID_DISCONNECTEX);
  told done;

  CHECK(answer(disconnect(pair.client, &done, 0, 0)) == WSA_IO_PENDING);

  REQUIRE(done.ends());
  CHECK(done.result(pair.client) == 0);
  char byte = 0;
  CHECK(recv(pair.server, &byte, 1, 0) == 0);
  CHECK(error_of(send(pair.client, "x", 1, 0)) == WSAESHUTDOWN);
  REQUIRE(send_all(pair.server, "still here"));
  CHECK(receive_all(pair.client, 10) == "still here");
}

TEST_CASE("DisconnectEx: with TF_REUSE_SOCKET it waits for the peer's end, and the socket connects again") {
  const started winsock;
  const shape on = each_path();
  const open_door door = listen_on(on);
  connecting client(on);
  told connected, ended, again;
  REQUIRE(client.connect(door.at, connected) == WSA_IO_PENDING);
  REQUIRE(connected.ends());
  held_socket server(accept(door.s, nullptr, nullptr));
  REQUIRE(send_all(server, "what nobody will read"));

  REQUIRE(answer(client.disconnect_ex(client.s, &ended, TF_REUSE_SOCKET, 0)) == WSA_IO_PENDING);
  CHECK_FALSE(ended.ends(briefly));
  server.close();

  REQUIRE(ended.ends());
  CHECK(ended.result(client.s) == 0);
  const open_door other = listen_on(on);  // on the ordinary path the first connection may be in TIME_WAIT
  REQUIRE(client.connect(other.at, again) == WSA_IO_PENDING);
  REQUIRE(again.ends());
  CHECK(again.result(client.s) == 0);
  const held_socket second(accept(other.s, nullptr, nullptr));
  CHECK(echoes(client.s, second));
}

TEST_CASE("DisconnectEx: an accepted socket is accepted into again") {
  const started winsock;
  const shape on = each_path();
  const open_door door = listen_on(on);
  const held_socket into = tcp();
  const auto disconnect = extension<LPFN_DISCONNECTEX>(into, WSAID_DISCONNECTEX);
  for (int round = 0; round < 3; ++round) {
    accept_room room;
    told accepted;
    REQUIRE(room.accept(door.s, into, 0, accepted) == WSA_IO_PENDING);
    held_socket client = tcp_on(on);
    REQUIRE(connect_to(client, door.at) == 0);
    REQUIRE(accepted.ends());
    CHECK(echoes(client, into));
    client.close();
    CHECK(answer(disconnect(into, nullptr, TF_REUSE_SOCKET, 0)) == 0);
  }
}

TEST_CASE("DisconnectEx: bad input gets the documented error") {
  const started winsock;
  const held_socket fresh = tcp();
  const auto disconnect = extension<LPFN_DISCONNECTEX>(fresh, WSAID_DISCONNECTEX);
  const connected_pair pair = pair_on({true, false});
  CHECK(answer(disconnect(INVALID_SOCKET, nullptr, 0, 0)) == WSAENOTSOCK);
  CHECK(answer(disconnect(fresh, nullptr, 0, 0)) == WSAENOTCONN);
  CHECK(answer(disconnect(pair.client, nullptr, 0x80, 0)) == WSAEINVAL);
  CHECK(answer(disconnect(pair.client, nullptr, 0, 1)) == WSAEINVAL);
}
