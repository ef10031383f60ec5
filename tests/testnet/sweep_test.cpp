// Sweep: a file over a link that loses 30 % of all packets each way, once for each of many seeds. The client asks for the file, and asks again
// when its connection fails or nothing comes any more; so every run must end with every byte. LOOPSOCK_SWEEP_SEEDS says how many; 10000 take about
// 20 seconds.
#include <cstdlib>

#include "tests/testnet/support.hpp"

using namespace testnet_test;

namespace {

unsigned seeds_to_sweep() {
  const char* const wish = std::getenv("LOOPSOCK_SWEEP_SEEDS");
  return wish != nullptr ? static_cast<unsigned>(std::strtoul(wish, nullptr, 10)) : sanitized ? 30 : 300;
}

/// Sends the file to whoever asks, until it was told that one has it all.
void serve(const std::string& file, const bool& has_it_all) {
  const held_socket door = listen_at("0.0.0.0", 80);
  while (!has_it_all) {
    if (!wait_for(door, ready_for::reading, 1000ms)) continue;
    const held_socket one(accept(door, nullptr, nullptr));
    if (one == INVALID_SOCKET) continue;
    give_up_after(one, 300'000ms);
    if (receive_all(one, 3) != "GET") continue;
    send_all(one, file);
  }
}

/// Whether the whole file came, and an end after it.
bool fetch(const std::string& from, std::string& got) {
  const held_socket s = tcp();
  // Longer than a server's TCP goes on repeating a segment: when it has given up, nobody tells us.
  give_up_after(s, 300'000ms);
  if (connect_to(s, name_at(from.c_str(), 80)) != 0 || !send_all(s, "GET")) return false;
  got.clear();
  char piece[1000];
  int count;
  while ((count = recv(s, piece, sizeof piece, 0)) > 0) got.append(piece, static_cast<std::size_t>(count));
  return count == 0;
}

struct outcome {
  bool right = false;
  int tries = 0;
  nanoseconds took{};
};

outcome transfer(std::uint64_t seed, const std::string& file) {
  testnet::net world(seed);
  const started winsock;
  testnet::host &server = world.add_host("server"), &client = world.add_host("client");
  client.link().set({.latency = 20ms, .loss = 0.3});
  outcome of;
  bool has_it_all = false;
  server.run([&] { serve(file, has_it_all); });
  client.run([&] {
    std::string got;
    while (++of.tries < 20 && !fetch(server.address(), got)) {
    }
    of.right = got == file;
    of.took = world.now();
    has_it_all = true;
  });
  world.go();
  return of;
}

}  // namespace

TEST_CASE("sweep: with 30 % loss every seed's transfer ends, with every byte") {
  const std::string file = pattern(20'000);
  const unsigned seeds = seeds_to_sweep();
  nanoseconds sum{}, worst{};
  int most_tries = 0;
  unsigned again = 0;
  const auto began = std::chrono::steady_clock::now();
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    CAPTURE(seed);
    const outcome of = transfer(seed, file);
    REQUIRE(of.right);
    sum += of.took;
    worst = std::max(worst, of.took);
    most_tries = std::max(most_tries, of.tries);
    again += of.tries > 1 ? 1 : 0;
  }
  const std::chrono::duration<double> real = std::chrono::steady_clock::now() - began;
  const auto seconds = [](nanoseconds span) { return std::chrono::duration<double>(span).count(); };
  std::printf(
      "%u seeds: virtual time %.1f s in the mean, %.1f s at worst; %u asked again, %d times at most; %.1f s of real time\n",
      seeds, seconds(sum) / seeds, seconds(worst), again, most_tries - 1, real.count());
}
