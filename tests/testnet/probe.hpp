// probe: numbered datagrams from one host to another, and when each has come.
#pragma once

#include <cmath>
#include <cstring>

#include "tests/testnet/support.hpp"

namespace testnet_test {

struct arrival {
  std::uint32_t number = 0;
  nanoseconds took{};  // from the send to the receive, in virtual time
};

struct probe {
  std::uint32_t count = 1000;
  std::chrono::milliseconds gap{
      1000};               // between two sends; long, so that one packet's delay does not touch the next one's
  std::size_t bytes = 64;  // of the UDP payload, 12 at least
};

/// Sends them by threads of the two hosts, and returns when no more come.
inline std::vector<arrival> send_probes(testnet::net& world, testnet::host& from, testnet::host& to,
                                        const probe& what) {
  constexpr std::uint16_t port = 7777;
  std::vector<arrival> came;
  const held_socket receiver = to.call([] { return datagrams_at("0.0.0.0", port); });
  set_option(receiver, SOL_SOCKET, SO_RCVBUF, 4 << 20);
  to.run([&] {
    give_up_after(receiver, 100'000ms);
    std::vector<char> bytes(what.bytes + 1);
    int size;
    while ((size = recv(receiver, bytes.data(), static_cast<int>(bytes.size()), 0)) > 0) {
      REQUIRE(static_cast<std::size_t>(size) == what.bytes);
      arrival one;
      std::int64_t sent = 0;
      std::memcpy(&one.number, bytes.data(), sizeof one.number);
      std::memcpy(&sent, bytes.data() + sizeof one.number, sizeof sent);
      one.took = world.now() - nanoseconds(sent);
      came.push_back(one);
    }
  });
  from.run([&] {
    const held_socket s = datagrams_at("0.0.0.0", 0);
    std::string bytes(what.bytes, 'p');
    for (std::uint32_t number = 0; number < what.count; ++number) {
      const std::int64_t now = world.now().count();
      std::memcpy(bytes.data(), &number, sizeof number);
      std::memcpy(bytes.data() + sizeof number, &now, sizeof now);
      REQUIRE(send_to(s, to.address(), port, bytes));
      if (what.gap > 0ms) Sleep(static_cast<DWORD>(what.gap.count()));
    }
  });
  world.go();
  return came;
}

/// Two hosts, of which the first one's cable is the link that is looked at: the second one's takes no time.
struct two_hosts {
  explicit two_hosts(std::uint64_t seed) : world(seed) { to.link().set({.latency = 0ms}); }
  std::vector<arrival> probes(const probe& what = {}) { return send_probes(world, from, to, what); }
  testnet::direction& out() { return from.link().out(); }

  testnet::net world;
  started winsock;
  testnet::host& from = world.add_host("from");
  testnet::host& to = world.add_host("to");
};

struct spread {
  double mean = 0, deviation = 0, least = 1e300, most = 0;  // milliseconds
};

inline spread spread_of(const std::vector<arrival>& came) {
  spread s;
  double squares = 0;
  for (const arrival& one : came) {
    const double ms = std::chrono::duration<double, std::milli>(one.took).count();
    s.mean += ms;
    squares += ms * ms;
    s.least = std::min(s.least, ms);
    s.most = std::max(s.most, ms);
  }
  const double count = static_cast<double>(came.size());
  s.mean /= count;
  s.deviation = std::sqrt(squares / count - s.mean * s.mean);
  return s;
}

inline bool in_order(const std::vector<arrival>& came) { return std::ranges::is_sorted(came, {}, &arrival::number); }

inline bool each_once(std::vector<arrival> came, std::uint32_t count) {
  std::ranges::sort(came, {}, &arrival::number);
  if (came.size() != count) return false;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (came[i].number != i) return false;
  }
  return true;
}

}  // namespace testnet_test
