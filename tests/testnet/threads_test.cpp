// Threads: one at a time, in an order that the seed decides.
#include <process.h>
#include <windows.h>

#include <future>
#include <stdexcept>
#include <thread>

#include "tests/testnet/support.hpp"

using namespace testnet_test;

namespace {

/// In which order eight threads come to write their number, five times each.
std::string order_of(std::uint64_t seed) {
  testnet::net world(seed);
  testnet::host& one = world.add_host("one");
  std::string order;
  for (char name = 'a'; name < 'i'; ++name) {
    one.run([&, name] {
      for (int i = 0; i < 5; ++i) {
        order += name;
        SwitchToThread();
      }
    });
  }
  world.go();
  return order;
}

struct counting {
  int count = 0;
  void add() {
    for (int i = 0; i < 100; ++i) {
      ++count;
      if (i % 10 == 0) Sleep(0);  // another one's turn
    }
  }
};

}  // namespace

TEST_CASE("threads: fifty of a host count with a plain int, because one runs at a time") {
  testnet::net world(5);
  testnet::host& one = world.add_host("one");
  counting all;
  for (int i = 0; i < 50; ++i) one.run([&] { all.add(); });
  world.go();
  CHECK(all.count == 5000);
}

TEST_CASE("threads: those of CreateThread and _beginthreadex take turns like a host's own") {
  testnet::net world(5);
  testnet::host& one = world.add_host("one");
  counting all;
  one.run([&] {
    std::vector<HANDLE> threads;
    for (int i = 0; i < 10; ++i) {
      threads.push_back(CreateThread(
          nullptr, 0, [](void* to) -> DWORD { return static_cast<counting*>(to)->add(), 0; }, &all, 0, nullptr));
      const auto body = [](void* to) -> unsigned { return static_cast<counting*>(to)->add(), 0; };
      threads.push_back(reinterpret_cast<HANDLE>(_beginthreadex(nullptr, 0, body, &all, 0, nullptr)));
    }
    CHECK(WaitForMultipleObjects(static_cast<DWORD>(threads.size()), threads.data(), TRUE, INFINITE) == WAIT_OBJECT_0);
    for (const HANDLE each : threads) CloseHandle(each);
  });
  world.go();
  CHECK(all.count == 2000);
}

TEST_CASE("threads: one that a host's thread creates is on the same host") {
  testnet::net world(5);
  const started winsock;
  testnet::host& one = world.add_host("one");
  char name[64] = "";
  one.run([&] {
    const HANDLE child = CreateThread(
        nullptr, 0, [](void* to) -> DWORD { return static_cast<DWORD>(gethostname(static_cast<char*>(to), 64)); }, name,
        0, nullptr);
    CHECK(WaitForSingleObject(child, INFINITE) == WAIT_OBJECT_0);
    CloseHandle(child);
  });
  world.go();
  CHECK(name == std::string("one"));
}

TEST_CASE("threads: those of std::thread come into play with their first wait, and are waited for outside") {
  testnet::net world(5);
  const started winsock;
  testnet::host &client = world.add_host("client"), &server = world.add_host("server");
  std::promise<void> listens;
  std::thread program_s_own([&] {
    server.call([&] {
      const held_socket door = listen_at("0.0.0.0", 80);
      listens.set_value();
      CHECK(send_all(accept_at(door), "hello"));
    });
  });
  world.outside([&] { listens.get_future().wait(); });
  std::string got;
  client.run([&] { got = receive_to_end(connected_to(server.address(), 80)); });
  world.outside([&] { program_s_own.join(); });
  world.go();
  CHECK(got == "hello");
}

TEST_CASE("threads: the order repeats with the seed, and is another one for another seed") {
  const std::string order = order_of(1);
  CHECK(order.size() == 40);
  CHECK(order_of(1) == order);
  int others = 0;
  for (std::uint64_t seed = 2; seed < 12; ++seed) others += order_of(seed) != order ? 1 : 0;
  CHECK(others == 10);
}

TEST_CASE("threads: what one of a host throws comes out of go(), when all have ended") {
  testnet::net world(5);
  testnet::host& one = world.add_host("one");
  bool other_ended = false;
  one.run([] { throw std::domain_error("from a host's thread"); });
  one.run([&] {
    Sleep(1000);
    other_ended = true;
  });
  CHECK_THROWS_AS(world.go(), std::domain_error);
  CHECK(other_ended);
  one.run([] {});
  CHECK_NOTHROW(world.go());  // told once
}

TEST_CASE("threads: go() has nothing to wait for when there are none") {
  testnet::net world(5);
  CHECK_NOTHROW(world.go());
  CHECK(world.now() == 0ns);
}

TEST_CASE("threads: go() returns when they have ended, whatever their connections still have to do") {
  testnet::net world(5);
  const started winsock;
  testnet::host &client = world.add_host("client"), &server = world.add_host("server");
  held_socket kept[2];
  server.run([&] {
    const held_socket door = listen_at("0.0.0.0", 80);
    kept[0] = accept_at(door);
  });
  client.run([&] {
    kept[1] = connected_to(server.address(), 80);
    set_option(kept[1], SOL_SOCKET, SO_KEEPALIVE, TRUE);  // a probe every two hours, for ever
  });
  world.go();
  CHECK(world.now() < 1s);
}

TEST_CASE("threads: a run in which all wait for what never happens is found, and told by go()") {
  testnet::net world(5);
  const started winsock;
  testnet::host &one = world.add_host("one"), &other = world.add_host("other");
  int accepting = 0, receiving = 0;
  one.run([&] {
    const held_socket door = listen_at("0.0.0.0", 80);
    const SOCKET nobody = accept(door, nullptr, nullptr);
    accepting = error_of(nobody == INVALID_SOCKET ? SOCKET_ERROR : 0);
  });
  other.run([&] {
    const held_socket s = datagrams_at("0.0.0.0", 99);
    char byte;
    receiving = error_of(recv(s, &byte, 1, 0));
  });
  CHECK_THROWS_WITH(world.go(), Catch::Contains("stuck") && Catch::Contains("LOOPSOCK_SEED=5"));
  CHECK(accepting != 0);
  CHECK(receiving != 0);
}

TEST_CASE("threads: one that waits for an event which nobody ever sets is given up by go(), and the net ends without it") {
  static HANDLE never = nullptr;  // the thread has it for as long as the process lives
  never = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  for (int i = 0; i < 2; ++i) {
    testnet::net world(5);
    const started winsock;
    testnet::host &one = world.add_host("one"), &other = world.add_host("other");
    one.run([] { WaitForSingleObject(never, INFINITE); });
    bool other_ended = false;
    other.run([&] {
      Sleep(1000);
      other_ended = true;
    });
    CHECK_THROWS_WITH(world.go(), Catch::Contains("stuck"));
    CHECK(other_ended);
    if (i == 1) other.restart();
  }
}

TEST_CASE("threads: a net that is ended without go() gives up those that wait for ever") {
  static HANDLE never = nullptr;
  never = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  testnet::net world(5);
  world.add_host("one").run([] { WaitForSingleObject(never, INFINITE); });
  world.pass(1s);
}

TEST_CASE("threads: a loop that polls makes progress, and so does everybody else") {
  testnet::net world(5);
  const started winsock;
  testnet::host &one = world.add_host("one"), &other = world.add_host("other");
  one.link().set({.latency = 200ms});
  const held_socket to = one.call([] { return datagrams_at("0.0.0.0", 99); });
  set_nonblocking(to);
  int loops = 0, others_loops = 0;
  bool came = false;
  one.run([&] {
    char byte;
    while (recv(to, &byte, 1, 0) != 1) {
      ++loops;
      if (loops % 2 == 0) {
        Sleep(0);
      } else {
        SwitchToThread();
      }
    }
    came = true;
  });
  other.run([&] {
    while (!came) {
      ++others_loops;
      SwitchToThread();
    }
  });
  other.run([&] { send_to(datagrams_at("0.0.0.0", 0), one.address(), 99, "x"); });
  world.go();
  CHECK(loops > 10);
  CHECK(others_loops > 10);
}

TEST_CASE("net: its end ends hosts' threads that still wait") {
  int error = 0;
  {
    testnet::net world(5);
    const started winsock;
    testnet::host& one = world.add_host("one");
    one.run([&] {
      const held_socket door = listen_at("0.0.0.0", 80);
      error = error_of(accept(door, nullptr, nullptr) == INVALID_SOCKET ? SOCKET_ERROR : 0);
    });
    world.pass(1s);
  }
  CHECK(error != 0);
}

TEST_CASE("net: its end waits for threads that never had a turn, and for those that sleep") {
  int ended = 0;
  {
    testnet::net world(5);
    testnet::host& one = world.add_host("one");
    one.run([&] {
      Sleep(5000);
      ++ended;
    });
    world.pass(1s);
    one.run([&] { ++ended; });
  }
  CHECK(ended == 2);
}

TEST_CASE("net: one comes after another, and each begins anew") {
  for (int i = 0; i < 50; ++i) {
    testnet::net world(5);
    const started winsock;
    CHECK(world.now() == 0ns);
    testnet::host &client = world.add_host("client"), &server = world.add_host("server");
    CHECK(client.address() == "10.0.0.1");
    const connected_pair both = pair_between(client, server);
    CHECK(echoes(both.client, both.server));
  }
}

TEST_CASE("net: there is one at a time, and none while somebody else has started the stack") {
  {
    testnet::net world(5);
    CHECK_THROWS_AS(testnet::net(6), std::logic_error);
  }
  {
    const started winsock;
    CHECK_THROWS_AS(testnet::net(6), std::logic_error);
  }
  CHECK_NOTHROW(testnet::net(6));
}

TEST_CASE("net: the machine's clock and loopback are back when it has ended") {
  { testnet::net world(5); }
  const auto began = std::chrono::steady_clock::now();
  Sleep(30);
  CHECK(std::chrono::steady_clock::now() - began >= 29ms);
  const started winsock;
  const connected_pair both = connect_pair();
  CHECK(echoes(both.client, both.server));
}
