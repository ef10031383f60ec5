// Many hosts: a thousand clients of one server, 1 MB in all each way, over a link that loses 5 %. LOOPSOCK_MANY_RUNS says how often one seed is
// run (10 is the bar); the usual suite compares two runs, and under sanitizers has a tenth of the hosts.
#include <cstdlib>

#include "tests/testnet/support.hpp"

using namespace testnet_test;

namespace {

struct totals {
  std::size_t up = 0, down = 0;
  std::uint64_t hash = 0;
};

totals run_with(std::size_t hosts) {
  testnet::net world(5);
  const started winsock;
  const std::size_t each = 1'000'000 / hosts;
  testnet::host& server = world.add_host("server");
  server.link().set({.latency = 5ms, .loss = 0.05});
  totals of;
  server.run([&] {
    const held_socket door = listen_at("0.0.0.0", 80);
    for (std::size_t i = 0; i < hosts; ++i) {
      server.run([&, one = std::make_shared<held_socket>(accept_at(door))] {
        of.up += receive_all(*one, each).size();
        CHECK(send_all(*one, std::string(each, 'd')));
      });
    }
  });
  for (std::size_t i = 0; i < hosts; ++i) {
    world.add_host("client" + std::to_string(i)).run([&] {
      const held_socket s = connected_to(server.address(), 80);
      CHECK(send_all(s, std::string(each, 'u')));
      of.down += receive_to_end(s).size();
    });
  }
  world.go();
  of.hash = world.trace_hash();
  return of;
}

}  // namespace

TEST_CASE("many hosts: a thousand connections to one server over a lossy link are the same in every run of a seed") {
  const std::size_t hosts = sanitized ? 100 : 1000;
  const char* const wish = std::getenv("LOOPSOCK_MANY_RUNS");
  const int runs = wish != nullptr ? std::atoi(wish) : 2;
  std::uint64_t first = 0;
  for (int run = 0; run < runs; ++run) {
    CAPTURE(run);
    const auto began = std::chrono::steady_clock::now();
    const totals of = run_with(hosts);
    const std::chrono::duration<double> real = std::chrono::steady_clock::now() - began;
    std::printf("%zu hosts: trace %016llx, %.1f s of real time\n", hosts, static_cast<unsigned long long>(of.hash),
                real.count());
    CHECK(of.up == 1'000'000);
    CHECK(of.down == 1'000'000);
    if (run == 0) first = of.hash;
    CHECK(of.hash == first);
    CHECK(real < 60s);
  }
}
