/* c_consumer: a C11 program that was written for Winsock and asks for the fast path. It compiles beside <unistd.h>, makes a
 * connection with both ends marked, sends and receives over it and asks which way it went. Status 0: all of it worked. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <mstcpip.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <loopsock/capture.h>
#include <loopsock/filter.h>
#include <loopsock/netstat.h>
#include <loopsock/path.h>

#include <string.h>

static void expect(int right, const char* what) {
  if (right) return;
  fprintf(stderr, "c_consumer: %s: error %d\n", what, WSAGetLastError());
  exit(EXIT_FAILURE);
}

static SOCKET marked_socket(void) {
  SOCKET s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  BOOL on = TRUE;
  DWORD bytes = 0;
  expect(s != INVALID_SOCKET, "socket");
  expect(WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, NULL, 0, &bytes, NULL, NULL) == 0, "SIO_LOOPBACK_FAST_PATH");
  return s;
}

static void expect_fast(SOCKET s) {
  struct loopsock_path_info info;
  memset(&info, 0, sizeof info);
  info.size = sizeof info;
  expect(loopsock_query_path(s, &info) == 0, "loopsock_query_path");
  expect(info.requested == 1 && info.path == LOOPSOCK_PATH_FAST && info.reason == LOOPSOCK_REASON_NONE, "the fast path");
}

int main(void) {
  static const char text[] = "hello from C";
  char room[sizeof text];
  WSADATA data;
  struct sockaddr_in name;
  int length = sizeof name;
  struct loopsock_counters counters;
  SOCKET listener, client, server;

  _Static_assert(SIO_LOOPBACK_FAST_PATH == 0x98000010u, "the control code of the contract");
  _Static_assert(sizeof(SOCKET) == sizeof(void*), "SOCKET is as wide as a pointer");
  _Static_assert(sizeof(DWORD) == 4, "DWORD has 32 bits");

  expect(loopsock_netstat((enum loopsock_netstat_format)7, NULL, 0, NULL) == SOCKET_ERROR && WSAGetLastError() == WSAEINVAL,
         "loopsock_netstat");
  expect(WSAStartup(MAKEWORD(2, 2), &data) == 0, "WSAStartup");
  listener = marked_socket();
  memset(&name, 0, sizeof name);
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  expect(bind(listener, (struct sockaddr*)&name, sizeof name) == 0, "bind");
  expect(listen(listener, 1) == 0, "listen");
  expect(getsockname(listener, (struct sockaddr*)&name, &length) == 0, "getsockname");

  client = marked_socket();
  expect(connect(client, (struct sockaddr*)&name, sizeof name) == 0, "connect");
  server = accept(listener, NULL, NULL);
  expect(server != INVALID_SOCKET, "accept");
  expect_fast(client);
  expect_fast(server);

  expect(send(client, text, (int)sizeof text, 0) == (int)sizeof text, "send");
  expect(recv(server, room, (int)sizeof room, 0) == (int)sizeof text, "recv");
  expect(memcmp(room, text, sizeof text) == 0, "the same bytes");

  memset(&counters, 0, sizeof counters);
  counters.size = sizeof counters;
  expect(loopsock_query_counters(&counters) == 0, "loopsock_query_counters");
  expect(counters.fast_connections == 1 && counters.fast_bytes == sizeof text, "one fast connection with these bytes");

  expect(closesocket(client) == 0, "closesocket");
  expect(recv(server, room, 1, 0) == 0, "the end of the stream");
  expect(closesocket(server) == 0, "closesocket");
  expect(closesocket(listener) == 0, "closesocket");
  expect(WSACleanup() == 0, "WSACleanup");

  /* libc's own calls are untouched beside ours. */
  expect(write(STDOUT_FILENO, "", 0) == 0, "write");
  return EXIT_SUCCESS;
}
