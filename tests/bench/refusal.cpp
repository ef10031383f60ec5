// refusal: the port was bound a moment ago and is free again. In one thread, unpinned.
#include "refusal.hpp"

#include <winsock2.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>

#include "winsock_support.hpp"

namespace loopsock_bars {
namespace {

double measure_refusal(bool marked) {
  using clock = std::chrono::steady_clock;
  constexpr int tries = 20;

  sockaddr_in closed;
  const SOCKET finds_port = open_tcp(false);
  bind_loopback(finds_port, closed);
  ::closesocket(finds_port);

  double slowest = 0;
  for (int i = 0; i < tries; ++i) {
    const SOCKET s = open_tcp(marked);
    const auto start = clock::now();
    const int answer = ::connect(s, reinterpret_cast<sockaddr*>(&closed), sizeof closed);
    const std::chrono::duration<double, std::milli> took = clock::now() - start;
    const int error = answer == 0 ? 0 : ::WSAGetLastError();
    ::closesocket(s);
    if (error != WSAECONNREFUSED)
      throw std::runtime_error("connect to a closed port: Winsock error " + std::to_string(error));
    slowest = std::max(slowest, took.count());
  }
  return slowest;
}

}  // namespace

void run_refusal(const setting& how, figures& into) {
  how.expect("connect to a closed port", std::chrono::seconds(0));
  into.add("refusal/unmarked/ms", measure_refusal(false));
  into.add("refusal/marked/ms", measure_refusal(true));
}

}  // namespace loopsock_bars
