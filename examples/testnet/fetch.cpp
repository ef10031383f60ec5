// fetch: the client that lossy_client_test tests. It knows of no test network; on Windows it would be the same.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <string>

/// All that the server sends until it closes. What went wrong shows as a string that is too short.
std::string fetch(const char* host, const char* port) {
  std::string got;
  addrinfo wanted{}, *found = nullptr;
  wanted.ai_family = AF_INET;
  wanted.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(host, port, &wanted, &found) != 0) return got;
  const SOCKET s = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
  if (connect(s, found->ai_addr, static_cast<int>(found->ai_addrlen)) == 0) {
    char piece[1000];
    for (int count; (count = recv(s, piece, sizeof piece, 0)) > 0;) got.append(piece, static_cast<std::size_t>(count));
  }
  closesocket(s);
  freeaddrinfo(found);
  return got;
}
