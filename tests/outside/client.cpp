// client: an ordinary Winsock program that talks to others, and says what it met in one line for each task.
//
//   client resolve <name>              its addresses
//   client connect <host> <port>       "connected", or the error's number and the milliseconds it took
//   client fetch <host> <port> <path>  how many bytes came behind the head of the HTTP answer, and their CRC-32
#include <winsock2.h>
#include <ws2tcpip.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace {

std::uint32_t crc_32(std::uint32_t sum, const char* data, std::size_t bytes) {
  sum = ~sum;
  for (std::size_t i = 0; i < bytes; ++i) {
    sum ^= static_cast<unsigned char>(data[i]);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xedb88320u : 0u);
  }
  return ~sum;
}

struct freeing {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using address_list = std::unique_ptr<addrinfo, freeing>;

address_list look_up(const char* host, const char* port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(host, port, &hints, &found);
  if (failed == 0) return address_list(found);
  std::printf("getaddrinfo: %d\n", failed);
  std::exit(1);
}

int resolve(const char* name) {
  const address_list found = look_up(name, nullptr);
  for (const addrinfo* one = found.get(); one != nullptr; one = one->ai_next) {
    char text[64];
    getnameinfo(one->ai_addr, static_cast<socklen_t>(one->ai_addrlen), text, sizeof text, nullptr, 0, NI_NUMERICHOST);
    std::printf("%s ", text);
  }
  std::printf("\n");
  return 0;
}

SOCKET reach(const char* host, const char* port) {
  const auto begin = std::chrono::steady_clock::now();
  const address_list found = look_up(host, port);
  const addrinfo& to = *found;
  const SOCKET s = socket(to.ai_family, SOCK_STREAM, 0);
  if (connect(s, to.ai_addr, static_cast<int>(to.ai_addrlen)) == 0) return s;
  const int failed = WSAGetLastError();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  std::printf("error %d after %d ms\n", failed, static_cast<int>(took.count()));
  std::exit(1);
}

int fetch(const char* host, const char* port, const char* path) {
  const SOCKET s = reach(host, port);
  const std::string ask = std::string("GET ") + path + " HTTP/1.0\r\n\r\n";
  send(s, ask.data(), static_cast<int>(ask.size()), 0);
  std::string head;
  std::vector<char> block(65536);
  std::uint64_t bytes = 0;
  std::uint32_t sum = 0;
  bool behind_head = false;
  for (int got; (got = recv(s, block.data(), static_cast<int>(block.size()), 0)) > 0;) {
    std::string part(block.data(), static_cast<std::size_t>(got));
    if (!behind_head) {
      head += part;
      const std::size_t end = head.find("\r\n\r\n");
      if (end == head.npos) continue;
      behind_head = true;
      part = head.substr(end + 4);
    }
    bytes += part.size();
    sum = crc_32(sum, part.data(), part.size());
  }
  std::printf("%llu bytes %08x\n", static_cast<unsigned long long>(bytes), static_cast<unsigned>(sum));
  closesocket(s);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  WSADATA data;
  if (WSAStartup(MAKEWORD(2, 2), &data) != 0) return 1;
  const std::string what = argc > 1 ? argv[1] : "";
  int status = 2;
  if (what == "resolve" && argc == 3) status = resolve(argv[2]);
  if (what == "fetch" && argc == 5) status = fetch(argv[2], argv[3], argv[4]);
  if (what == "connect" && argc == 4) {
    closesocket(reach(argv[2], argv[3]));
    std::printf("connected\n");
    status = 0;
  }
  if (status == 2) std::fprintf(stderr, "client: resolve | connect | fetch, see the source\n");
  WSACleanup();
  return status;
}
