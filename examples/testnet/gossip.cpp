// gossip: five hosts tell each other what they know, over UDP and links that lose a fifth of it. The network falls apart into two, and comes
// together again. What must hold: while it is apart, no rumour gets across; afterwards, all hosts know all rumours.
//
//   each host   every 100 ms: what it knows, to one other that it draws; what comes is added to what it knows
#include <array>
#include <bitset>
#include <cstdio>
#include <cstring>
#include <loopsock/testnet.hpp>
#include <random>

#include "examples/testnet/plain.hpp"

namespace testnet = loopsock::testnet;
using namespace std::chrono_literals;

namespace {

constexpr unsigned short gossip_port = 7946;
using rumours = std::bitset<8>;

struct member {
  testnet::host* host = nullptr;
  rumours known;
};
using members = std::array<member, 5>;

void gossip(members& all, std::size_t self, const testnet::net& world, bool& over) {
  std::mt19937_64 chance(world.seed() + self);
  const own_socket s(bound(SOCK_DGRAM, gossip_port));
  auto next = world.now();
  while (!over) {
    next += 100ms;
    const std::size_t other = (self + 1 + chance() % (all.size() - 1)) % all.size();
    const sockaddr_in to = name_of(all[other].host->address(), gossip_port);
    const unsigned long mine = all[self].known.to_ulong();
    sendto(s, reinterpret_cast<const char*>(&mine), sizeof mine, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    while (world.now() < next) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - world.now());
      const DWORD patience = static_cast<DWORD>(left.count());
      setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, reinterpret_cast<const char*>(&patience), sizeof patience);
      unsigned long theirs = 0;
      if (recv(s, reinterpret_cast<char*>(&theirs), sizeof theirs, 0) == sizeof theirs) all[self].known |= theirs;
    }
  }
}

}  // namespace

int main() {
  testnet::net world(7);
  const winsock started;
  members all;
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].host = &world.add_host(std::string("host ") + static_cast<char>('a' + i));
    all[i].host->link().set({.latency = testnet::delay::uniform(1ms, 30ms), .reorders = true, .loss = 0.1});
  }
  bool over = false;
  for (std::size_t i = 0; i < all.size(); ++i) all[i].host->run([&, i] { gossip(all, i, world, over); });

  const auto show = [&](const char* when) {
    std::printf("%5.1f s  %-24s", std::chrono::duration<double>(world.now()).count(), when);
    for (const member& one : all) std::printf("  %s", one.known.to_string().substr(5).c_str());
    std::printf("\n");
  };
  const auto all_know = [&](std::initializer_list<std::size_t> who, rumours what) {
    for (const std::size_t i : who) {
      if (all[i].known != what) return false;
    }
    return true;
  };
  bool right = true;

  all[0].known.set(0);
  show("a has heard a rumour");
  world.pass(5s);
  show("five seconds later");
  right = right && all_know({0, 1, 2, 3, 4}, 0b001);

  world.partition({*all[0].host, *all[1].host}, {*all[2].host, *all[3].host, *all[4].host});
  all[1].known.set(1);
  all[4].known.set(2);
  show("apart; b and e hear more");
  world.pass(30s);
  show("half a minute later");
  right = right && all_know({0, 1}, 0b011) && all_know({2, 3, 4}, 0b101);

  world.heal();
  world.pass(5s);
  show("healed, for five seconds");
  right = right && all_know({0, 1, 2, 3, 4}, 0b111);

  over = true;
  world.go();
  std::printf("%s; %s\n", right ? "as it must be" : "WRONG", world.replay().c_str());
  return right ? 0 : 1;
}
