// calls: does one thing so many times, on the fast path and on one thread, for check.sh to count its instructions.
//
//   loopsock_calls <what> <times>       what: small_message, connection, completion
#include <mstcpip.h>
#include <windows.h>
#include <winsock2.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

constexpr int message_bytes = 64;

void require(bool so, const char* what) {
  if (so) return;
  std::fprintf(stderr, "loopsock_calls: %s: error %d\n", what, WSAGetLastError());
  std::exit(1);
}

SOCKET marked() {
  const SOCKET s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  BOOL on = TRUE;
  DWORD none = 0;
  require(WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, nullptr, 0, &none, nullptr, nullptr) == 0, "WSAIoctl");
  return s;
}

struct door {
  door() {
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int length = sizeof at;
    require(bind(listener, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0, "bind");
    require(listen(listener, 5) == 0, "listen");
    require(getsockname(listener, reinterpret_cast<sockaddr*>(&at), &length) == 0, "getsockname");
  }
  SOCKET listener = marked();
  sockaddr_in at{};
};

struct connection {
  explicit connection(const door& through) {
    require(connect(client, reinterpret_cast<const sockaddr*>(&through.at), sizeof through.at) == 0, "connect");
    server = accept(through.listener, nullptr, nullptr);
    require(server != INVALID_SOCKET, "accept");
  }
  SOCKET client = marked(), server = INVALID_SOCKET;
};

void small_message(const connection& one, char (&bytes)[message_bytes]) {
  require(send(one.client, bytes, message_bytes, 0) == message_bytes, "send");
  require(recv(one.server, bytes, message_bytes, 0) == message_bytes, "recv");
}

// A receive that waits, what it waits for, and the packet that tells of it.
void completion(const connection& one, HANDLE port, char (&bytes)[message_bytes]) {
  WSAOVERLAPPED at{};
  WSABUF piece{message_bytes, bytes};
  DWORD flags = 0;
  WSARecv(one.server, &piece, 1, nullptr, &flags, &at, nullptr);
  require(send(one.client, bytes, message_bytes, 0) == message_bytes, "send");
  DWORD count = 0;
  ULONG_PTR key = 0;
  OVERLAPPED* told = nullptr;
  require(GetQueuedCompletionStatus(port, &count, &key, &told, INFINITE) && count == message_bytes, "the port");
}

}  // namespace

int main(int argc, char** argv) {
  WSADATA data;
  if (argc != 3 || WSAStartup(MAKEWORD(2, 2), &data) != 0) return 2;
  const std::string_view what = argv[1];
  const int times = std::atoi(argv[2]);
  const door through;
  char bytes[message_bytes] = {};
  if (what == "small_message") {
    const connection one(through);
    for (int i = 0; i < times; ++i) small_message(one, bytes);
  } else if (what == "connection") {
    for (int i = 0; i < times; ++i) {
      const connection one(through);
      closesocket(one.client);
      closesocket(one.server);
    }
  } else if (what == "completion") {
    const connection one(through);
    const HANDLE port = CreateIoCompletionPort(reinterpret_cast<HANDLE>(one.server), nullptr, 0, 0);
    for (int i = 0; i < times; ++i) completion(one, port, bytes);
  } else {
    return 2;
  }
  return WSACleanup() == 0 ? 0 : 1;
}
