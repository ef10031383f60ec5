// WSARecvMsg and WSASendMsg as overlapped operations.
#include <mswsock.h>

#include "tests/overlapped/support.hpp"

using namespace overlapped_test;

namespace {

LPFN_WSARECVMSG receive_function(SOCKET s) {
  GUID id = WSAID_WSARECVMSG;
  LPFN_WSARECVMSG function = nullptr;
  DWORD bytes = 0;
  WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function, &bytes, nullptr, nullptr);
  return function;
}

}  // namespace

TEST_CASE("overlapped message: sender, control data and flags are there when it has ended") {
  started winsock;
  const held_socket to = udp(), from = udp();
  sockaddr_in target = bind_somewhere(to);
  const sockaddr_in source = bind_somewhere(from);
  set_option(to, IPPROTO_IP, IP_PKTINFO, DWORD{1});
  const LPFN_WSARECVMSG receive = receive_function(to);
  REQUIRE(receive != nullptr);

  char room[8], control[64];
  sockaddr_in sender{};
  WSABUF piece{sizeof room, room};
  WSAMSG message{};
  message.name = plain(sender);
  message.namelen = sizeof sender;
  message.lpBuffers = &piece;
  message.dwBufferCount = 1;
  message.Control = {sizeof control, control};
  pending_call call;
  CHECK(answer_of(receive(to, &message, nullptr, &call.at, nullptr)) == WSA_IO_PENDING);
  char text[] = "hello";
  WSABUF out_piece{5, text};
  WSAMSG out{};
  out.name = plain(target);
  out.namelen = sizeof target;
  out.lpBuffers = &out_piece;
  out.dwBufferCount = 1;
  DWORD sent = 0;
  pending_call sending;
  CHECK(WSASendMsg(from, &out, 0, &sent, &sending.at, nullptr) == 0);
  CHECK(sent == 5);
  CHECK(sending.told());
  CHECK(sending.outcome(from) == succeeded(5));
  CHECK(call.outcome(to) == succeeded(5));
  CHECK(sender.sin_port == source.sin_port);
  CHECK(message.dwFlags == 0);
  CHECK(message.Control.len >= sizeof(WSACMSGHDR));

  // Too long, and there before it is asked for.
  piece.len = 2;
  message.Control = {sizeof control, control};
  CHECK(WSASendMsg(from, &out, 0, &sent, nullptr, nullptr) == 0);
  DWORD received = 0;
  CHECK(answer_of(receive(to, &message, &received, &call.at, nullptr)) == WSAEMSGSIZE);
  CHECK(received == 2);
  CHECK((message.dwFlags & MSG_TRUNC) != 0);
  CHECK(call.told());
  CHECK(call.outcome(to) == failed(WSAEMSGSIZE, 2));
}

TEST_CASE("overlapped message: what is wrong is said at once") {
  started winsock;
  const held_socket s = udp(), stream = tcp();
  const LPFN_WSARECVMSG receive = receive_function(s);
  REQUIRE(receive != nullptr);
  bind_somewhere(s);
  pending_call call;
  WSAMSG message{};
  CHECK(answer_of(receive(s, nullptr, nullptr, &call.at, nullptr)) == WSAEFAULT);
  CHECK(answer_of(receive(s, &message, nullptr, &call.at, nullptr)) == WSAEINVAL);  // no buffers
  char room[8];
  WSABUF piece{sizeof room, room};
  message.lpBuffers = &piece;
  message.dwBufferCount = 1;
  CHECK(answer_of(receive(stream, &message, nullptr, &call.at, nullptr)) == WSAEINVAL);
  CHECK(answer_of(WSASendMsg(stream, &message, 0, nullptr, &call.at, nullptr)) == WSAEINVAL);
  CHECK_FALSE(call.told());
}
