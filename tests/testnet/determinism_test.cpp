// Determinism: one seed, one run, to the last packet; another seed, another run.
#include <mswsock.h>
#include <windows.h>

#include <cstdlib>
#include <set>

#include "tests/testnet/support.hpp"

using namespace testnet_test;

namespace {

struct seed_in_environment {
  explicit seed_in_environment(const char* text) { setenv("LOOPSOCK_SEED", text, 1); }
  ~seed_in_environment() { unsetenv("LOOPSOCK_SEED"); }
};

/// One connection of the server below: what it has received is sent back, by whichever thread hears of it.
struct echoing {
  OVERLAPPED overlapped{};  // first: a pointer to one is a pointer to the other
  SOCKET s = INVALID_SOCKET;
  bool sending = false;
  char bytes[512] = "";

  void receive() {
    sending = false;
    overlapped = {};
    WSABUF buffer{sizeof bytes, bytes};
    DWORD flags = 0;
    WSARecv(s, &buffer, 1, nullptr, &flags, &overlapped, nullptr);
  }
  void send_back(DWORD count) {
    sending = true;
    overlapped = {};
    WSABUF buffer{count, bytes};
    WSASend(s, &buffer, 1, nullptr, 0, &overlapped, nullptr);
  }
};

constexpr int clients = 6;

/// A server with a completion port and three threads; clients of three kinds, over links with every fault.
void busy_scenario(testnet::net& world) {
  const started winsock;
  testnet::host& server = world.add_host("server");
  server.link().set({.latency = testnet::delay::uniform(1ms, 9ms),
                     .reorders = true,
                     .loss = 0.1,
                     .duplication = 0.05,
                     .corruption = 0.05});
  HANDLE port = nullptr;
  int ended = 0;
  std::vector<std::unique_ptr<echoing>> connections;
  server.run([&] {
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0);
    struct context {
      HANDLE port;
      int* ended;
    } here{port, &ended};
    const auto serve = [](void* given) -> DWORD {
      auto& to = *static_cast<context*>(given);
      for (;;) {
        DWORD bytes = 0;
        ULONG_PTR key = 0;
        OVERLAPPED* done = nullptr;
        const BOOL right = GetQueuedCompletionStatus(to.port, &bytes, &key, &done, INFINITE);
        if (done == nullptr) return 0;
        auto* const one = reinterpret_cast<echoing*>(done);
        if (!right || bytes == 0) {
          closesocket(one->s);
          if (++*to.ended == clients) {
            for (int i = 0; i < 3; ++i) PostQueuedCompletionStatus(to.port, 0, 0, nullptr);
          }
        } else if (one->sending) {
          one->receive();
        } else {
          one->send_back(bytes);
        }
      }
    };
    HANDLE threads[3];
    for (HANDLE& one : threads) one = CreateThread(nullptr, 0, serve, &here, 0, nullptr);
    const held_socket door = listen_at("0.0.0.0", 7);
    for (int i = 0; i < clients; ++i) {
      connections.push_back(std::make_unique<echoing>());
      connections.back()->s = accept(door, nullptr, nullptr);
      CreateIoCompletionPort(reinterpret_cast<HANDLE>(connections.back()->s), port, 1, 0);
      connections.back()->receive();
    }
    WaitForMultipleObjects(3, threads, TRUE, INFINITE);
    for (const HANDLE one : threads) CloseHandle(one);
    CloseHandle(port);
  });
  for (int i = 0; i < clients; ++i) {
    testnet::host& client = world.add_host("client" + std::to_string(i));
    client.run([&, i] {
      Sleep(static_cast<DWORD>(10 * i));
      const held_socket s = connected_to(server.address(), 7);
      const std::string text = pattern(2000 + 100u * static_cast<unsigned>(i));
      if (i % 3 == 0) {  // waits in recv
        CHECK(send_all(s, text));
        CHECK(receive_all(s, text.size()) == text);
        return;
      }
      std::string got;
      char piece[300];
      CHECK(send_all(s, text));
      while (got.size() < text.size()) {
        int count = 0;
        if (i % 3 == 1) {  // waits in select
          if (!wait_for(s, ready_for::reading, 100ms)) continue;
          count = recv(s, piece, sizeof piece, 0);
        } else {  // waits for an event
          OVERLAPPED overlapped{};
          overlapped.hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr);
          WSABUF buffer{sizeof piece, piece};
          DWORD bytes = 0, flags = 0;
          WSARecv(s, &buffer, 1, nullptr, &flags, &overlapped, nullptr);
          WSAGetOverlappedResult(s, &overlapped, &bytes, TRUE, &flags);
          CloseHandle(overlapped.hEvent);
          count = static_cast<int>(bytes);
        }
        REQUIRE(count > 0);
        got.append(piece, static_cast<std::size_t>(count));
      }
      CHECK(got == text);
    });
  }
  world.go();
}

}  // namespace

TEST_CASE("determinism: a scenario with a completion port, overlapped calls, select and threads is the same in every packet") {
  for (std::uint64_t seed = 1; seed <= (sanitized ? 3u : 20u); ++seed) {
    CAPTURE(seed);
    const testnet::repetition found = testnet::run_twice(seed, busy_scenario);
    CHECK(found.same);
    CHECK(found.first_hash == found.second_hash);
  }
}

TEST_CASE("determinism: other seeds give other traces") {
  std::set<std::uint64_t> traces;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    testnet::net world(seed);
    busy_scenario(world);
    traces.insert(world.trace_hash());
  }
  CHECK(traces.size() == 10);
}

TEST_CASE("determinism: run_twice sees a run that is another one the second time") {
  int run = 0;
  const testnet::repetition found = testnet::run_twice(1, [&](testnet::net& world) {
    const started winsock;
    testnet::host &one = world.add_host("one"), &other = world.add_host("other");
    const held_socket s = one.call([] { return datagrams_at("0.0.0.0", 0); });
    send_to(s, other.address(), 99, ++run == 1 ? "first" : "again");
  });
  CHECK(run == 2);
  CHECK_FALSE(found.same);
}

TEST_CASE("determinism: the hash is of what, where, and when") {
  const auto hash_of = [](const char* from, const char* text, std::chrono::milliseconds when) {
    testnet::net world(1);
    const started winsock;
    testnet::host& to = world.add_host("to");
    world.add_host("one");
    world.add_host("two");
    (void)to;
    world.pass(when);
    testnet::host& third = world.add_host(from);
    send_to(third.call([] { return datagrams_at("0.0.0.0", 5000); }), "10.0.0.1", 99, text);
    return world.trace_hash();
  };
  const std::uint64_t usual = hash_of("three", "text", 5ms);
  CHECK(hash_of("three", "text", 5ms) == usual);
  CHECK(hash_of("drei", "text", 5ms) != usual);
  CHECK(hash_of("three", "tixt", 5ms) != usual);
  CHECK(hash_of("three", "text", 6ms) != usual);
}

TEST_CASE("determinism: LOOPSOCK_SEED is the seed of a net that is given none, and replay() says so") {
  std::uint64_t hash = 0;
  {
    testnet::net world(18'446'744'073'709'551'615u);
    busy_scenario(world);
    hash = world.trace_hash();
    CHECK(world.replay() == "LOOPSOCK_SEED=18446744073709551615");
  }
  const seed_in_environment set("18446744073709551615");
  testnet::net world;
  CHECK(world.seed() == 18'446'744'073'709'551'615u);
  busy_scenario(world);
  CHECK(world.trace_hash() == hash);
}

TEST_CASE("determinism: a LOOPSOCK_SEED that is no number is told, and without one seeds differ") {
  for (const char* const wrong : {"", "seven", "7 ", "-1", "18446744073709551616"}) {
    const seed_in_environment set(wrong);
    CHECK_THROWS_AS(testnet::net(), std::invalid_argument);
  }
  std::set<std::uint64_t> seeds;
  for (int i = 0; i < 5; ++i) seeds.insert(testnet::net().seed());
  CHECK(seeds.size() == 5);
}

TEST_CASE("determinism: a link more does not change what another one draws") {
  const auto lost_with = [](bool another_link) {
    testnet::net world(1);
    const started winsock;
    testnet::host &from = world.add_host("from"), &to = world.add_host("to");
    if (another_link) world.add_host("bystander").link().set({.loss = 0.5});
    from.link().set({.loss = 0.5});
    const held_socket ear = to.call([] { return datagrams_at("0.0.0.0", 99); });
    const held_socket mouth = from.call([] { return datagrams_at("0.0.0.0", 0); });
    std::string heard;
    for (char name = 'a'; name <= 'z'; ++name) send_to(mouth, to.address(), 99, std::string(1, name));
    for (std::string one; (one = next_datagram(ear, 10ms)) != "nothing";) heard += one;
    return heard;
  };
  CHECK(lost_with(false) == lost_with(true));
}
