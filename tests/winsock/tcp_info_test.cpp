// SIO_TCP_INFO: what is told of a connection, in each version, over each path; and the typed helpers of some options.
#include <cstddef>
#include <string>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

template <class Info>
int ask(SOCKET s, DWORD version, Info& out, DWORD room = sizeof(Info)) {
  DWORD bytes = 0;
  const int error = error_of(WSAIoctl(s, SIO_TCP_INFO, &version, sizeof version, &out, room, &bytes, nullptr, nullptr));
  if (error == 0) CHECK(bytes == sizeof out);
  return error;
}

}  // namespace

TEST_CASE("tcp info: a connection tells its state, its age and how much has gone each way") {
  const started winsock;
  const shape on = each_shape();
  INFO(on.title());
  const connected_pair both = pair_on(on);
  REQUIRE(is_on(both.client, on));
  const std::string text(5000, 't');
  REQUIRE(send_all(both.client, text));
  REQUIRE(receive_all(both.server, text.size()) == text);
  REQUIRE(echoes(both.server, both.client));
  std::this_thread::sleep_for(2ms);

  TCP_INFO_v0 client{}, server{};
  REQUIRE(ask(both.client, 0, client) == 0);
  REQUIRE(ask(both.server, 0, server) == 0);
  CHECK(client.State == TCPSTATE_ESTABLISHED);
  CHECK(server.State == TCPSTATE_ESTABLISHED);
  CHECK(client.BytesOut == 5000);
  CHECK(server.BytesIn == 5000);
  CHECK(client.BytesIn == 4);
  CHECK(server.BytesOut == 4);
  CHECK(client.ConnectionTimeMs >= 1);
  CHECK(client.ConnectionTimeMs < 60'000);
  CHECK(static_cast<int>(client.RcvBuf) == get_option(both.client, SOL_SOCKET, SO_RCVBUF));
  CHECK(client.SndWnd > 0);
  CHECK(client.RcvWnd > 0);
  CHECK((client.Mss > 0) == !on.fast);  // the fast path has no segments
  CHECK(client.Cwnd > 0);
  if (on.fast) CHECK(client.BytesInFlight == 0);
}

TEST_CASE("tcp info: the later versions begin as the first") {
  const started winsock;
  const shape on = each_path();
  const connected_pair both = pair_on(on);
  REQUIRE(send_all(both.client, "hello"));
  TCP_INFO_v1 second{};
  REQUIRE(ask(both.client, 1, second) == 0);
  CHECK(second.State == TCPSTATE_ESTABLISHED);
  CHECK(second.BytesOut == 5);
  TCP_INFO_v2 third{};
  REQUIRE(ask(both.client, 2, third) == 0);
  CHECK(third.BytesOut == 5);
  CHECK(third.OutOfOrderPktsIn == 0);
  static_assert(offsetof(TCP_INFO_v2, SynRetrans) == offsetof(TCP_INFO_v0, SynRetrans));
}

TEST_CASE("tcp info: the state follows the connection to its end") {
  const started winsock;
  const shape on = each_path();
  const connected_pair both = pair_on(on);
  REQUIRE(shutdown(both.server, SD_SEND) == 0);
  char byte = 0;
  REQUIRE(recv(both.client, &byte, 1, 0) == 0);
  TCP_INFO_v0 info{};
  REQUIRE(ask(both.client, 0, info) == 0);
  CHECK(info.State == TCPSTATE_CLOSE_WAIT);
  REQUIRE(ask(both.server, 0, info) == 0);
  CHECK((info.State == TCPSTATE_FIN_WAIT_1 || info.State == TCPSTATE_FIN_WAIT_2));
}

TEST_CASE("tcp info: what it cannot be asked of") {
  const started winsock;
  const connected_pair both = connect_pair();
  TCP_INFO_v0 info{};
  CHECK(ask(tcp(), 0, info) == WSAENOTCONN);
  CHECK(ask(udp(), 0, info) == WSAEOPNOTSUPP);
  CHECK(ask(INVALID_SOCKET, 0, info) == WSAENOTSOCK);
  CHECK(ask(both.client, 3, info) == WSAEINVAL);
  CHECK(ask(both.client, 0, info, sizeof info - 1) == WSAEFAULT);
  DWORD bytes = 0;
  CHECK(error_of(WSAIoctl(both.client, SIO_TCP_INFO, nullptr, 0, &info, sizeof info, &bytes, nullptr, nullptr)) ==
        WSAEFAULT);
}

TEST_CASE("option helpers: the typed calls ask and set the options of the socket's family") {
  const started winsock;
  const bool v6 = GENERATE(false, true);
  const held_socket d = udp(v6 ? AF_INET6 : AF_INET), s = tcp(v6 ? AF_INET6 : AF_INET);
  DWORD value = 4711;
  CHECK(error_of(WSASetIPUserMtu(d, 1400)) == 0);
  CHECK(error_of(WSAGetIPUserMtu(d, &value)) == 0);
  CHECK(value == 1400);
  CHECK(get_option<DWORD>(d, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_USER_MTU : IP_USER_MTU) == 1400);
  CHECK(error_of(WSASetRecvIPEcn(d, 1)) == 0);
  CHECK(error_of(WSAGetRecvIPEcn(d, &value)) == 0);
  CHECK(value == 1);
  CHECK(error_of(WSASetFailConnectOnIcmpError(s, 1)) == 0);
  CHECK(error_of(WSAGetFailConnectOnIcmpError(s, &value)) == 0);
  CHECK(value == 1);
  ICMP_ERROR_INFO info{};
  CHECK(error_of(WSAGetIcmpErrorInfo(s, &info)) == WSANO_DATA);
  // Nobody hands several datagrams to one call here.
  CHECK(error_of(WSASetUdpSendMessageSize(d, 500)) == WSAENOPROTOOPT);
  CHECK(error_of(WSAGetUdpRecvMaxCoalescedSize(d, &value)) == WSAENOPROTOOPT);
  CHECK(error_of(WSASetUnicastReceiveSharing(d, 1)) == WSAENOPROTOOPT);
  CHECK(error_of(WSAGetUnicastReceiveSharing(INVALID_SOCKET, &value)) == WSAENOTSOCK);
  CHECK(error_of(WSAGetIPUserMtu(INVALID_SOCKET, &value)) == WSAENOTSOCK);
}
