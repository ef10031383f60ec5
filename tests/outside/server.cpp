// server: an ordinary Winsock program that knows nothing of where its network comes from. It prints "ready" and serves until it is ended.
//
//   TCP, port 80    GET /<n>            n bytes, the last eight of which are the CRC-32 of those before, in hexadecimal
//                   GET /plain/<n>      n bytes that cost nothing to make
//                   PUT, POST /         the CRC-32 of the body
//                   PUT, POST /plain    nothing is done with the body
//   UDP, port 7     every datagram back to its sender
#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace {

std::uint32_t crc_32(std::uint32_t sum, const char* data, std::size_t bytes) {
  static const auto table = [] {
    std::array<std::uint32_t, 256> made{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? 0xedb88320u : 0u);
      made[i] = value;
    }
    return made;
  }();
  sum = ~sum;
  for (std::size_t i = 0; i < bytes; ++i) sum = (sum >> 8) ^ table[(sum ^ static_cast<unsigned char>(data[i])) & 0xff];
  return ~sum;
}

std::string hex(std::uint32_t value) {
  char text[9];
  std::snprintf(text, sizeof text, "%08x", static_cast<unsigned>(value));
  return text;
}

bool send_all(SOCKET s, const char* data, std::size_t bytes) {
  while (bytes != 0) {
    const int sent = send(s, data, static_cast<int>(std::min<std::size_t>(bytes, 1 << 20)), 0);
    if (sent <= 0) return false;
    data += sent;
    bytes -= static_cast<std::size_t>(sent);
  }
  return true;
}

/// The head of a request, and what has come behind it.
bool receive_head(SOCKET s, std::string& head, std::string& rest) {
  char piece[4096];
  for (;;) {
    if (const std::size_t end = head.find("\r\n\r\n"); end != head.npos) {
      rest = head.substr(end + 4);
      head.resize(end + 2);
      return true;
    }
    const int got = recv(s, piece, sizeof piece, 0);
    if (got <= 0 || head.size() > 65536) return false;
    head.append(piece, static_cast<std::size_t>(got));
  }
}

std::uint64_t length_in(const std::string& head) {
  std::string small(head);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](unsigned char c) { return static_cast<char>(c | 0x20); });
  const std::size_t at = small.find("content-length:");
  return at == small.npos ? 0 : std::strtoull(head.c_str() + at + 15, nullptr, 10);
}

void answer(SOCKET s, const std::string& body) {
  const std::string text =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  send_all(s, text.data(), text.size());
}

bool begin_answer(SOCKET s, std::uint64_t bytes) {
  const std::string head =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n";
  return send_all(s, head.data(), head.size());
}

void serve_plain(SOCKET s, std::uint64_t bytes) {
  const std::vector<char> block(65536, 'x');
  if (!begin_answer(s, bytes)) return;
  for (std::uint64_t left = bytes; left != 0;) {
    const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size()));
    if (!send_all(s, block.data(), part)) return;
    left -= part;
  }
}

void serve_get(SOCKET s, std::uint64_t bytes) {
  if (bytes < 8) bytes = 8;
  if (!begin_answer(s, bytes)) return;
  std::vector<char> block(65536);
  std::uint64_t state = 88172645463325252u;
  std::uint32_t sum = 0;
  for (std::uint64_t left = bytes - 8; left != 0;) {
    for (std::size_t i = 0; i < block.size(); i += sizeof state) {
      state ^= state << 13, state ^= state >> 7, state ^= state << 17;
      std::memcpy(block.data() + i, &state, sizeof state);
    }
    const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size()));
    sum = crc_32(sum, block.data(), part);
    if (!send_all(s, block.data(), part)) return;
    left -= part;
  }
  const std::string end = hex(sum);
  send_all(s, end.data(), end.size());
}

void serve_put(SOCKET s, const std::string& head, const std::string& rest) {
  const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  if (head.find("100-continue") != head.npos && !send_all(s, go_on.data(), go_on.size())) return;
  const bool plain = head.find(" /plain") != head.npos;
  std::uint64_t left = length_in(head);
  std::uint32_t sum = crc_32(0, rest.data(), rest.size());
  left -= std::min<std::uint64_t>(left, rest.size());
  std::vector<char> block(65536);
  while (left != 0) {
    const int got = recv(s, block.data(), static_cast<int>(std::min<std::uint64_t>(left, block.size())), 0);
    if (got <= 0) return;
    if (!plain) sum = crc_32(sum, block.data(), static_cast<std::size_t>(got));
    left -= static_cast<std::uint64_t>(got);
  }
  answer(s, hex(sum));
}

void serve(SOCKET s) {
  std::string head, rest;
  if (receive_head(s, head, rest)) {
    if (head.rfind("GET /plain/", 0) == 0) {
      serve_plain(s, std::strtoull(head.c_str() + 11, nullptr, 10));
    } else if (head.rfind("GET /", 0) == 0) {
      serve_get(s, std::strtoull(head.c_str() + 5, nullptr, 10));
    } else {
      serve_put(s, head, rest);
    }
    shutdown(s, SD_SEND);
    char last[256];
    while (recv(s, last, sizeof last, 0) > 0) {
    }
  }
  closesocket(s);
}

SOCKET bound(int type, unsigned short port) {
  const SOCKET s = socket(AF_INET6, type, 0);
  DWORD off = 0;
  setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, reinterpret_cast<const char*>(&off), sizeof off);
  int large = 512 * 1024;  // a wire with a round trip of milliseconds wants more than 64 KB under way
  setsockopt(s, SOL_SOCKET, SO_RCVBUF, reinterpret_cast<const char*>(&large), sizeof large);
  setsockopt(s, SOL_SOCKET, SO_SNDBUF, reinterpret_cast<const char*>(&large), sizeof large);
  sockaddr_in6 at{};
  at.sin6_family = AF_INET6;
  at.sin6_port = htons(port);
  if (bind(s, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) {
    std::fprintf(stderr, "server: cannot bind port %u: %d\n", port, WSAGetLastError());
    std::exit(1);
  }
  return s;
}

void echo_datagrams(SOCKET s) {
  std::vector<char> block(65536);
  for (;;) {
    sockaddr_in6 from{};
    int length = sizeof from;
    const int got =
        recvfrom(s, block.data(), static_cast<int>(block.size()), 0, reinterpret_cast<sockaddr*>(&from), &length);
    if (got < 0) continue;
    sendto(s, block.data(), got, 0, reinterpret_cast<const sockaddr*>(&from), length);
  }
}

}  // namespace

int main() {
  WSADATA data;
  if (WSAStartup(MAKEWORD(2, 2), &data) != 0) return 1;
  std::thread(echo_datagrams, bound(SOCK_DGRAM, 7)).detach();
  const SOCKET listener = bound(SOCK_STREAM, 80);
  if (listen(listener, SOMAXCONN) != 0) return 1;
  std::printf("ready\n");
  std::fflush(stdout);
  for (;;) {
    const SOCKET s = accept(listener, nullptr, nullptr);
    if (s == INVALID_SOCKET) return 1;
    std::thread(serve, s).detach();
  }
}
