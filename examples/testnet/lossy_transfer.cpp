// lossy_transfer: a file over links that lose more and more, and how long TCP takes. The seconds are virtual: the program itself is done in an instant.
#include <cstdio>
#include <loopsock/testnet.hpp>

#include "examples/testnet/plain.hpp"

namespace testnet = loopsock::testnet;
using namespace std::chrono_literals;

int main() {
  std::string file(1'000'000, '\0');
  for (std::size_t i = 0; i < file.size(); ++i) file[i] = static_cast<char>(i * 7 + i / 251);
  std::printf("   loss     time   throughput   packets lost\n");
  bool all_right = true;
  for (const double loss : {0.0, 0.01, 0.02, 0.05, 0.1, 0.2}) {
    testnet::net world(1);
    const winsock started;
    testnet::host &server = world.add_host("server"), &client = world.add_host("client");
    server.link().set({.latency = 10ms, .loss = loss, .bandwidth = 100'000'000});
    server.run([&] {
      const own_socket door(listening(80)), one(accept(door, nullptr, nullptr));
      must(send_all(one, file), "send");
    });
    std::string got;
    double seconds = 0;
    client.run([&] {
      const own_socket s(socket(AF_INET, SOCK_STREAM, 0));
      must(connect_to(s, server.address(), 80), "connect");
      must(receive_to_end(s, got), "recv");
      seconds = std::chrono::duration<double>(world.now()).count();
    });
    world.go();
    all_right = all_right && got == file;
    const testnet::traffic out = server.link().out().so_far(), back = server.link().back().so_far();
    std::printf("%5.0f %%  %6.2f s  %5.2f MB/s   %4llu of %llu%s\n", loss * 100, seconds,
                static_cast<double>(got.size()) / 1e6 / seconds, static_cast<unsigned long long>(out.lost + back.lost),
                static_cast<unsigned long long>(out.lost + back.lost + out.carried + back.carried),
                got == file ? "" : ", AND A BYTE IS WRONG");
  }
  return all_right ? 0 : 1;
}
