// Overlapped receives: when they are over, what they say then, and what they do not depend on.
#include "tests/overlapped/support.hpp"

using namespace overlapped_test;

TEST_CASE("overlapped receive: it waits, and the send that it waits for completes it") {
  started winsock;
  const shape on = each_shape();
  const connected_pair both = pair_on(on);
  pending_call call;
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK_FALSE(call.over());
  CHECK_FALSE(call.told());
  CHECK(call.status() == STATUS_PENDING);
  CHECK(call.at.InternalHigh == 0xdead);
  CHECK(call.bytes == pending_call::untouched);
  CHECK(call.outcome(both.server, false) == failed(WSA_IO_INCOMPLETE));

  CHECK(send_all(both.client, "hello"));
  CHECK(call.outcome(both.server) == succeeded(5));
  CHECK(call.told());
  CHECK(call.over());
  CHECK(call.status() == STATUS_SUCCESS);
  CHECK(call.received() == "hello");
  CHECK(call.bytes == pending_call::untouched);  // only calls that are over at once write it
}

TEST_CASE("overlapped receive: what is there already is received at once, and told all the same") {
  started winsock;
  const shape on = each_shape();
  const connected_pair both = pair_on(on);
  CHECK(send_all(both.client, "early"));
  CHECK(wait_for(both.server, ready_for::reading));
  pending_call call;
  CHECK(call.receive(both.server) == 0);
  CHECK(call.bytes == 5);
  CHECK(call.flags == 0);
  CHECK(call.told());
  CHECK(call.outcome(both.server, false) == succeeded(5));
  CHECK(call.received() == "early");
}

TEST_CASE("overlapped receive: the event is reset when it starts") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call call;
  WSASetEvent(call.at.hEvent);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK_FALSE(call.told());
  CHECK(send_all(both.client, "x"));
  CHECK(call.outcome(both.server) == succeeded(1));
}

TEST_CASE("overlapped receive: a non-blocking socket and a time-out make no difference") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  set_nonblocking(both.server);
  set_option(both.server, SOL_SOCKET, SO_RCVTIMEO, DWORD{1});
  pending_call call;
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  std::this_thread::sleep_for(briefly);
  CHECK_FALSE(call.over());
  CHECK(send_all(both.client, "late"));
  CHECK(call.outcome(both.server) == succeeded(4));
}

TEST_CASE("overlapped receive: several are filled in the order in which they were started") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call first(pending_call::told_by::event, 4), second(pending_call::told_by::event, 4),
      third(pending_call::told_by::event, 4);
  CHECK(first.receive(both.server) == WSA_IO_PENDING);
  CHECK(second.receive(both.server) == WSA_IO_PENDING);
  CHECK(third.receive(both.server) == WSA_IO_PENDING);
  CHECK(send_all(both.client, "aaaabbbbcc"));
  CHECK(first.outcome(both.server) == succeeded(4));
  CHECK(second.outcome(both.server) == succeeded(4));
  CHECK(third.outcome(both.server) == succeeded(2));
  CHECK(first.received() + second.received() + third.received() == "aaaabbbbcc");
}

TEST_CASE("overlapped receive: MSG_WAITALL completes when the buffer is full") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call call(pending_call::told_by::event, 8);
  CHECK(call.receive(both.server, MSG_WAITALL) == WSA_IO_PENDING);
  CHECK(send_all(both.client, "half"));
  CHECK_FALSE(call.over());
  CHECK(send_all(both.client, "whole"));
  CHECK(call.outcome(both.server) == succeeded(8));
  CHECK(call.received() == "halfwhol");
  CHECK(receive_all(both.server, 1) == "e");
}

TEST_CASE("overlapped receive: MSG_PEEK waits for data and leaves it") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call call;
  CHECK(call.receive(both.server, MSG_PEEK) == WSA_IO_PENDING);
  CHECK(send_all(both.client, "stays"));
  CHECK(call.outcome(both.server) == succeeded(5));
  CHECK(call.received() == "stays");
  CHECK(receive_all(both.server, 5) == "stays");
}

TEST_CASE("overlapped receive: one without room waits until there is something, and takes nothing") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call call(pending_call::told_by::event, 0);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  std::this_thread::sleep_for(briefly);
  CHECK_FALSE(call.over());
  CHECK(send_all(both.client, "data"));
  CHECK(call.outcome(both.server) == succeeded(0));
  CHECK(receive_all(both.server, 4) == "data");

  pending_call at_once(pending_call::told_by::event, 0);
  CHECK(send_all(both.client, "more"));
  CHECK(wait_for(both.server, ready_for::reading));
  CHECK(at_once.receive(both.server) == 0);
  CHECK(at_once.outcome(both.server) == succeeded(0));
}

TEST_CASE("overlapped receive: the end of the stream is a success of no bytes, pending or not") {
  started winsock;
  connected_pair both = pair_on(each_path());
  pending_call call;
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  both.client.close();
  CHECK(call.outcome(both.server) == succeeded(0));
  pending_call again;
  CHECK(again.receive(both.server) == 0);
  CHECK(again.outcome(both.server) == succeeded(0));
}

TEST_CASE("overlapped receive: a reset fails what waits, and a call that comes later fails itself and is told nowhere") {
  started winsock;
  connected_pair both = pair_on(each_path());
  pending_call call;
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  set_linger(both.client, true, 0);
  both.client.close();
  CHECK(call.outcome(both.server) == failed(WSAECONNRESET));
  CHECK(call.status() == STATUS_CONNECTION_RESET);
  CHECK(call.told());
  pending_call late;
  CHECK(late.receive(both.server) == WSAECONNRESET);
  CHECK_FALSE(late.told());
  CHECK(late.bytes == pending_call::untouched);
}

TEST_CASE("overlapped receive: scattered over many buffers, whose list may go at once") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  char room[40];
  WSAOVERLAPPED at{};
  DWORD flags = 0;
  {
    WSABUF list[20];
    for (int i = 0; i < 20; ++i) list[i] = {2, room + 2 * (19 - i)};
    CHECK(answer_of(WSARecv(both.server, list, 20, nullptr, &flags, &at, nullptr)) == WSA_IO_PENDING);
    std::memset(list, 0, sizeof list);
  }
  CHECK(send_all(both.client, "00112233445566778899aabbccddeeffgghhiijj"));
  DWORD bytes = 0;
  CHECK(WSAGetOverlappedResult(both.server, &at, &bytes, TRUE, &flags));
  CHECK(bytes == 40);
  CHECK(std::string(room, 40) == "jjiihhggffeeddccbbaa99887766554433221100");
}

TEST_CASE("overlapped receive: a datagram with its sender, and one that is cut") {
  started winsock;
  const held_socket to = udp(), from = udp();
  sockaddr_in target = bind_somewhere(to);
  const sockaddr_in source = bind_somewhere(from);
  char room[4];
  WSABUF piece{sizeof room, room};
  sockaddr_in sender{};
  int length = sizeof sender;
  DWORD flags = 0;
  pending_call call;
  CHECK(answer_of(WSARecvFrom(to, &piece, 1, nullptr, &flags, plain(sender), &length, &call.at, nullptr)) ==
        WSA_IO_PENDING);
  CHECK(sendto(from, "four", 4, 0, plain(target), sizeof target) == 4);
  CHECK(call.outcome(to) == succeeded(4));
  CHECK(length == sizeof sender);
  CHECK(sender.sin_port == source.sin_port);

  // Pending, and too long.
  CHECK(answer_of(WSARecvFrom(to, &piece, 1, nullptr, &flags, plain(sender), &length, &call.at, nullptr)) ==
        WSA_IO_PENDING);
  CHECK(sendto(from, "longer", 6, 0, plain(target), sizeof target) == 6);
  CHECK(call.outcome(to) == failed(WSAEMSGSIZE, 4));
  CHECK(call.status() == STATUS_BUFFER_OVERFLOW);
  CHECK(std::string(room, 4) == "long");

  // There already, and too long: the call says so, and it is told all the same.
  CHECK(sendto(from, "again longer", 12, 0, plain(target), sizeof target) == 12);
  DWORD bytes = 0;
  CHECK(answer_of(WSARecvFrom(to, &piece, 1, &bytes, &flags, plain(sender), &length, &call.at, nullptr)) == WSAEMSGSIZE);
  CHECK(bytes == 4);
  CHECK(flags == MSG_PARTIAL);
  CHECK(call.told());
  CHECK(call.outcome(to) == failed(WSAEMSGSIZE, 4));
}

TEST_CASE("overlapped receive: pointers that lead nowhere are WSAEFAULT, and no event is WSA_INVALID_HANDLE") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  char room[4];
  WSABUF piece{sizeof room, room};
  DWORD bytes = 0, flags = 0;
  pending_call call;
  const auto nowhere = [](std::uintptr_t number) { return reinterpret_cast<WSAOVERLAPPED*>(number); };
  CHECK(answer_of(WSARecv(both.server, &piece, 1, &bytes, &flags, nowhere(8), nullptr)) == WSAEFAULT);
  CHECK(answer_of(WSARecv(both.server, &piece, 1, &bytes, nullptr, &call.at, nullptr)) == WSAEFAULT);
  piece.buf = nullptr;
  CHECK(answer_of(WSARecv(both.server, &piece, 1, &bytes, &flags, &call.at, nullptr)) == WSAEFAULT);
  CHECK(answer_of(WSARecv(both.server, nullptr, 1, &bytes, &flags, &call.at, nullptr)) == WSAEINVAL);
  piece.buf = room;
  WSAOVERLAPPED wrong{};
  wrong.hEvent = reinterpret_cast<HANDLE>(std::uintptr_t{0x70abcde0});
  CHECK(answer_of(WSARecv(both.server, &piece, 1, &bytes, &flags, &wrong, nullptr)) == WSA_INVALID_HANDLE);
  CHECK(answer_of(WSARecv(both.server, &piece, 1, &bytes, &flags, &call.at, nullptr)) == WSA_IO_PENDING);
  CHECK(CancelIoEx(reinterpret_cast<HANDLE>(SOCKET{both.server}), nullptr));
}

TEST_CASE("overlapped receive: on an unconnected socket it fails at once") {
  started winsock;
  const held_socket s = tcp();
  pending_call call;
  CHECK(call.receive(s) == WSAENOTCONN);
  CHECK_FALSE(call.told());
}

TEST_CASE("overlapped receive: a socket without the attribute ignores the structure, and waits though it is non-blocking") {
  started winsock;
  sockaddr_in name;
  const held_socket door = listener(name);
  const held_socket client(WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, 0));
  CHECK(connect(client, plain(name), sizeof name) == 0);
  const held_socket server(accept(door, nullptr, nullptr));
  set_nonblocking(client);
  std::thread later([&server] {
    std::this_thread::sleep_for(till_blocked);
    send_all(server, "slow");
  });
  pending_call call;
  CHECK(call.receive(client) == 0);
  later.join();
  CHECK(call.bytes == 4);
  CHECK(call.received() == "slow");
}

TEST_CASE("overlapped receive: one that was started before the data is filled by the sender, with one copy") {
  started winsock;
  const connected_pair both = pair_on({true, false});
  constexpr std::size_t size = 32 * 1024;
  pending_call call(pending_call::told_by::event, size);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  const loopsock_counters before = counters();
  CHECK(send_all(both.client, std::string(size, 'd')));
  const result r = call.outcome(both.server);
  CHECK(r.good);
  CHECK(r.bytes == size);
  const loopsock_counters after = counters();
  CHECK(after.fast_direct_bytes - before.fast_direct_bytes == size);
  CHECK(call.received() == std::string(size, 'd'));
}
