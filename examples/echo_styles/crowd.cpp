// crowd: the clients of every server in this folder, and the `main` of the program: they share a process, as loopsock's stack does.
//
// The server's own main is compiled as echo_server_main. With LOOPSOCK_FAST_PATH=always in the environment the same programs take the
// fast path, and the last line says so.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <loopsock/path.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

int echo_server_main(int argc, char** argv);

namespace {

constexpr int clients = 4;
constexpr int rounds = 50;
constexpr char port[] = "7007";

// The server was started a moment ago and may not listen yet: refused is worth another try, for two seconds in all.
SOCKET connect_patiently() {
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_port = htons(static_cast<unsigned short>(std::atoi(port)));
  there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (int tries = 0; tries < 100; ++tries) {
    const SOCKET s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (connect(s, reinterpret_cast<sockaddr*>(&there), sizeof there) == 0) return s;
    closesocket(s);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return INVALID_SOCKET;
}

// Sends lines of all lengths and expects each back. True: all came.
bool talk(int number) {
  const SOCKET s = connect_patiently();
  if (s == INVALID_SOCKET) return false;
  bool right = true;
  for (int round = 0; round < rounds && right; ++round) {
    const std::string line(static_cast<std::size_t>(1 + round * 131), static_cast<char>('a' + number));
    std::string back;
    char buffer[4096];
    right = send(s, line.data(), static_cast<int>(line.size()), 0) == static_cast<int>(line.size());
    while (right && back.size() < line.size()) {
      const int got = recv(s, buffer, sizeof buffer, 0);
      right = got > 0;
      if (right) back.append(buffer, static_cast<std::size_t>(got));
    }
    right = right && back == line;
  }
  shutdown(s, SD_SEND);
  char rest = 0;
  right = right && recv(s, &rest, 1, 0) == 0;
  closesocket(s);
  return right;
}

}  // namespace

int main() {
  WSADATA startup;
  if (WSAStartup(MAKEWORD(2, 2), &startup) != 0) return 1;
  int served = 1;
  std::thread server([&served] {
    std::string name = "server", where = port, how_many = std::to_string(clients);
    char* arguments[] = {name.data(), where.data(), how_many.data(), nullptr};
    served = echo_server_main(3, arguments);
  });
  std::atomic<int> content{0};
  std::vector<std::thread> crowd;
  for (int i = 0; i < clients; ++i) crowd.emplace_back([&content, i] { content += talk(i) ? 1 : 0; });
  for (std::thread& one : crowd) one.join();
  if (content != clients) {
    // The server may wait for a client for ever; joining it would wait with it.
    std::fprintf(stderr, "only %d of %d clients got back what they sent\n", content.load(), clients);
    std::fflush(nullptr);
    std::_Exit(1);
  }
  server.join();
  loopsock_counters counters{};
  counters.size = sizeof counters;
  if (loopsock_query_counters(&counters) == 0)
    std::printf("%d clients, %d rounds each, over the %s path\n", clients, rounds,
                counters.fast_connections > 0 ? "fast" : "ordinary");
  WSACleanup();
  return served;
}
