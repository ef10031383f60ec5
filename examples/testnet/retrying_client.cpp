// retrying_client: the retry logic of an HTTP client, tested against a server that crashes in the middle of its answer and comes back later.
//
// The client gives an attempt two seconds without a byte, waits 1, 2, 4… seconds between attempts, and takes an answer only if it is as long as it
// says. The server's first two answers end with a pulled plug; it is back after three seconds each time.
#include <cstdio>
#include <loopsock/testnet.hpp>

#include "examples/testnet/plain.hpp"

namespace testnet = loopsock::testnet;
using namespace std::chrono_literals;

namespace {

const std::string body(500'000, 'b');

void serve(const testnet::net& world) {
  const own_socket door(listening(80));
  for (;;) {
    const own_socket one(accept(door, nullptr, nullptr));
    char request[1000];
    if (recv(one, request, sizeof request, 0) <= 0) continue;
    std::printf("%6.2f s  server: a request\n", std::chrono::duration<double>(world.now()).count());
    if (send_all(one, "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
                          "\r\nConnection: close\r\n\r\n") &&
        send_all(one, body))
      return;
  }
}

/// Whether the whole body came.
bool try_once(const std::string& address, std::string& got) {
  const own_socket s(socket(AF_INET, SOCK_STREAM, 0));
  std::string answer;
  if (!connect_to(s, address, 80) || !send_all(s, "GET / HTTP/1.1\r\nHost: server\r\n\r\n")) return false;
  if (!receive_to_end(s, answer, 2000)) return false;
  const std::size_t length = answer.find("Content-Length: "), end = answer.find("\r\n\r\n");
  if (length == answer.npos || end == answer.npos) return false;
  got = answer.substr(end + 4);
  return got.size() == std::stoul(answer.substr(length + 16));
}

}  // namespace

int main() {
  testnet::net world(11);
  const winsock started;
  testnet::host &server = world.add_host("server"), &client = world.add_host("client");
  server.link().set({.latency = 20ms, .bandwidth = 8'000'000});  // the body takes half a second
  const auto seconds = [&] { return std::chrono::duration<double>(world.now()).count(); };

  const auto server_thread = [&] {
    try {
      serve(world);
    } catch (const std::runtime_error&) {  // the host has crashed under it
    }
  };
  server.run(server_thread);
  client.run([&] {  // the fault
    for (int crashes = 0; crashes < 2; ++crashes) {
      while (server.link().out().so_far().carried < 100u * static_cast<unsigned>(crashes + 1)) Sleep(10);
      server.crash();
      std::printf("%6.2f s  server: crashed\n", seconds());
      Sleep(3000);
      server.restart();
      server.run(server_thread);
      std::printf("%6.2f s  server: back\n", seconds());
    }
  });

  std::string got;
  int attempts = 0;
  client.run([&] {
    for (DWORD pause = 1000; ++attempts < 10 && !try_once(server.address(), got); pause *= 2) {
      std::printf("%6.2f s  client: attempt %d failed\n", seconds(), attempts);
      Sleep(pause);
    }
    std::printf("%6.2f s  client: attempt %d brought %zu bytes\n", seconds(), attempts, got.size());
  });
  world.go();
  return got == body && attempts > 2 && attempts < 10 ? 0 : 1;
}
