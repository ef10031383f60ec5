// Storms: threads that connect, send, close and use what others have just closed, at once and without order. A crash, a
// hang, a byte in the wrong stream or a socket that is left over fails. What exactly each call answers is a matter of luck
// here; which answers are allowed at all is not.
//
// Every storm ends by time or by count, after a few seconds at most. A watchdog ends the program if one hangs.
#include <array>
#include <mutex>
#include <random>

#include "tests/winsock/regression_support.hpp"

using namespace winsock_test;

namespace {

using clock = std::chrono::steady_clock;

clock::time_point storm_end() { return clock::now() + (sanitized ? 2500ms : 1200ms); }

bool one_of(int error, std::initializer_list<int> allowed) {
  for (const int a : allowed) {
    if (error == a) return true;
  }
  return false;
}

/// Errors that nobody may see, counted and one of them remembered; from any thread.
struct surprises {
  void check(int error, std::initializer_list<int> allowed) {
    if (error == 0 || one_of(error, allowed)) return;
    ++count;
    example = error;
  }
  std::atomic<int> count{0}, example{0};
};

#define CHECK_NO_SURPRISE(s)      \
  do {                            \
    CAPTURE((s).example.load());  \
    CHECK((s).count.load() == 0); \
  } while (false)

void join_all(std::vector<std::thread>& threads) {
  for (std::thread& one : threads) one.join();
  threads.clear();
}

}  // namespace

TEST_CASE("storm: clients connect and close while servers accept and close") {
  const watchdog dog("connect/close against accept/close");
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = listen_on(on, 50);
  const auto end = storm_end();
  surprises odd;
  std::atomic<int> connected{0}, accepted{0};
  std::vector<std::thread> servers, clients;
  const SOCKET s = door.s;
  for (int t = 0; t < 2; ++t) {
    servers.emplace_back([&] {
      for (;;) {
        held_socket one(accept(s, nullptr, nullptr));
        if (one == INVALID_SOCKET) {
          const int error = WSAGetLastError();
          if (one_of(error, {WSAEINTR, WSAENOTSOCK})) return;
          odd.check(error, {WSAECONNRESET});
          continue;
        }
        ++accepted;
      }
    });
  }
  for (int t = 0; t < 3; ++t) {
    clients.emplace_back([&, t] {
      for (int i = 0; clock::now() < end; ++i) {
        held_socket one = tcp_on(on);
        if (i % 5 == t) set_linger(one, true, 0);
        const int error = error_of(connect_to(one, door.at));
        odd.check(error, {WSAECONNREFUSED, WSAENOBUFS});  // a full backlog, or ports that TIME_WAIT still holds
        if (error == 0) ++connected;
      }
    });
  }
  join_all(clients);
  {
    // The listener still works, as soon as the servers have taken what the clients left in its queue: all fifty places may be held.
    held_socket last;
    int refused = 0;
    const bool served = eventually([&] {
      last = tcp_on(on);
      const int error = error_of(connect_to(last, door.at));
      if (error == WSAECONNREFUSED) ++refused;
      return error != WSAECONNREFUSED;
    });
    CAPTURE(refused);
    REQUIRE(served);
    CHECK(path_of(last).path != LOOPSOCK_PATH_NONE);
    char byte;
    CHECK(recv(last, &byte, 1, 0) == 0);  // accepted and closed
  }
  door.s.close();
  join_all(servers);
  CHECK_NO_SURPRISE(odd);
  CHECK(connected > 0);
  CHECK(accepted > 0);
}

TEST_CASE("storm: one side sends, the other closes") {
  const watchdog dog("send against close");
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  const auto end = storm_end();
  surprises odd;
  for (unsigned i = 0; clock::now() < end; ++i) {
    connected_pair both = pair_through(door, on);
    if (both.server == INVALID_SOCKET) {
      std::this_thread::sleep_for(1ms);
      continue;
    }
    std::thread sender([&] {
      const std::string bytes(20'000, 's');
      int error = 0;
      for (int n = 0; n < 1000 && error == 0; ++n)
        error = error_of(send(both.client, bytes.data(), static_cast<int>(bytes.size()), 0));
      odd.check(error, {WSAECONNRESET, WSAECONNABORTED});
    });
    std::thread reader([&] {
      char room[1000];
      int got = 1;
      while (got > 0) got = recv(both.client, room, sizeof room, 0);
      odd.check(error_of(got), {WSAECONNRESET, WSAECONNABORTED});
    });
    for (unsigned wait = 0; wait < i % 7 * 50; ++wait) std::this_thread::yield();
    if (i % 3 == 0) set_linger(both.server, true, 0);
    both.server.close();  // whatever was sent is unread: a reset
    sender.join();
    reader.join();
  }
  CHECK_NO_SURPRISE(odd);
}

TEST_CASE("storm: a socket is closed under its own sender and receiver") {
  const watchdog dog("close under its own calls");
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  const auto end = storm_end();
  surprises odd;
  for (unsigned i = 0; clock::now() < end; ++i) {
    connected_pair both = pair_through(door, on);
    if (both.server == INVALID_SOCKET) {
      std::this_thread::sleep_for(1ms);
      continue;
    }
    const SOCKET s = both.client;
    std::thread sender([&, s] {
      const std::string bytes(300'000, 's');
      int error = 0;
      while (error == 0) error = error_of(send(s, bytes.data(), static_cast<int>(bytes.size()), 0));
      odd.check(error, {WSAECONNABORTED, WSAENOTSOCK});
    });
    std::thread receiver([&, s] {
      char room[100];
      odd.check(error_of(recv(s, room, sizeof room, 0)), {WSAECONNABORTED, WSAENOTSOCK});
    });
    for (unsigned wait = 0; wait < i % 11 * 30; ++wait) std::this_thread::yield();
    both.client.close();
    sender.join();
    receiver.join();
  }
  CHECK_NO_SURPRISE(odd);
}

TEST_CASE("storm: two threads close both ends at once") {
  const watchdog dog("both ends close");
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  const auto end = storm_end();
  std::atomic<bool> over{false};
  std::array<std::atomic<SOCKET>, 2> handed{};  // 0: nothing to do
  std::vector<std::thread> closers;
  for (std::atomic<SOCKET>& mine : handed) {
    closers.emplace_back([&] {
      while (!over) {
        const SOCKET s = mine.exchange(0);
        if (s != 0)
          closesocket(s);
        else
          std::this_thread::yield();
      }
    });
  }
  int rounds = 0;
  while (clock::now() < end) {
    connected_pair both = pair_through(door, on);
    if (both.server == INVALID_SOCKET) {
      std::this_thread::sleep_for(1ms);
      continue;
    }
    if (rounds % 2 == 0) send_all(both.client, "unread");
    if (rounds % 3 == 0) shutdown(both.server, SD_SEND);
    handed[0] = both.client;  // our own close afterwards finds dead handles
    handed[1] = both.server;
    while (handed[0] != 0 || handed[1] != 0) std::this_thread::yield();
    ++rounds;
  }
  over = true;
  join_all(closers);
  CHECK(rounds > 0);
}

TEST_CASE("storm: listeners are closed under connecting clients") {
  const watchdog dog("listener closed under clients");
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const auto end = storm_end();
  std::atomic<bool> over{false};
  std::atomic<std::uint32_t> port{0};
  surprises odd;
  std::atomic<int> connected{0};
  std::vector<std::thread> clients;
  for (int t = 0; t < 3; ++t) {
    clients.emplace_back([&, t] {
      while (!over) {
        const std::uint32_t to = port;
        if (to == 0) continue;
        held_socket one = tcp_on(on);
        const int error = error_of(connect_to(one, here(false, static_cast<std::uint16_t>(to))));
        odd.check(error, {WSAECONNREFUSED, WSAECONNRESET, WSAENOBUFS});
        if (error != 0) continue;
        ++connected;
        const int sent = error_of(send(one, "hello", 5, 0));
        odd.check(sent, {WSAECONNRESET});
        char byte;
        if (t == 0) odd.check(error_of(recv(one, &byte, 1, 0)), {WSAECONNRESET});
      }
    });
  }
  while (clock::now() < end) {
    open_door door = listen_on(on, 10);
    port = door.at.port();
    std::this_thread::sleep_for(3ms);
    set_nonblocking(door.s);
    for (int i = 0; i < 3; ++i) held_socket taken(accept(door.s, nullptr, nullptr));
  }
  over = true;
  join_all(clients);
  CHECK_NO_SURPRISE(odd);
  CHECK(connected > 0);
}

TEST_CASE("storm: handles are reused while other threads still use the old ones") {
  const watchdog dog("stale handles");
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  const auto end = storm_end();
  std::atomic<bool> over{false};
  std::array<std::atomic<SOCKET>, 64> known{};
  surprises odd;
  std::vector<std::thread> users;
  for (unsigned t = 0; t < 2; ++t) {
    users.emplace_back([&, t] {
      std::mt19937 random(t + 1);
      char room[64];
      while (!over) {
        const SOCKET s = known[random() % known.size()];
        if (s == 0) continue;
        switch (random() % 6) {
          // What these find is data of a living connection or an end: never another socket's.
          case 0: {
            const int got = recv(s, room, sizeof room, MSG_PEEK);
            odd.check(error_of(got), {WSAENOTSOCK, WSAENOTCONN, WSAECONNRESET, WSAECONNABORTED, WSAEWOULDBLOCK});
            break;
          }
          case 1: unread(s); break;
          case 2: set_option(s, SOL_SOCKET, SO_RCVBUF, 65536); break;
          case 3: path_of(s); break;
          case 4: is_ready(s, ready_for::writing); break;
          default: {
            socket_name name;
            odd.check(error_of(getsockname(s, name.plain(), &name.length)), {WSAENOTSOCK, WSAEINVAL});
          }
        }
      }
    });
  }
  std::mt19937 random(7);
  int rounds = 0;
  bool right = true;
  while (clock::now() < end && right) {
    connected_pair both = pair_through(door, on);
    if (both.server == INVALID_SOCKET) {
      std::this_thread::sleep_for(1ms);
      continue;
    }
    set_nonblocking(both.client);
    set_nonblocking(both.server);
    known[random() % known.size()] = both.client;
    known[random() % known.size()] = both.server;
    char byte = 0;
    const char said = static_cast<char>('A' + rounds % 26);
    right = send(both.client, &said, 1, 0) == 1 && wait_for(both.server, ready_for::reading) &&
            recv(both.server, &byte, 1, 0) == 1 && byte == said;
    ++rounds;
  }
  over = true;
  join_all(users);
  CHECK(right);
  CHECK_NO_SURPRISE(odd);
  CHECK(rounds > 0);
}

TEST_CASE("storm: many connections carry data both ways while others come and go") {
  const watchdog dog("data beside connect and close");
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on), passing = listen_on(on);
  const auto end = storm_end();
  std::atomic<bool> wrong{false};
  std::atomic<std::uint64_t> echoed{0};
  std::vector<std::thread> threads;
  std::vector<connected_pair> pairs;
  for (int i = 0; i < 3; ++i) {
    pairs.push_back(pair_through(door, on));
    REQUIRE(pairs.back().server != INVALID_SOCKET);
  }
  for (connected_pair& both : pairs) {
    threads.emplace_back([&] {  // the echo
      char room[4096];
      for (int got; (got = recv(both.server, room, sizeof room, 0)) > 0;)
        send_all(both.server, room, static_cast<std::size_t>(got));
    });
    threads.emplace_back([&, number = &both - pairs.data()] {
      std::mt19937 random(static_cast<unsigned>(number));
      while (clock::now() < end && !wrong) {
        const std::string text(1 + random() % 30'000, static_cast<char>('a' + number));
        if (!send_all(both.client, text) || receive_all(both.client, text.size()) != text) wrong = true;
        echoed += text.size();
      }
      shutdown(both.client, SD_SEND);
    });
  }
  threads.emplace_back([&] {
    while (clock::now() < end) {
      connected_pair both = pair_through(passing, on);
      if (both.server != INVALID_SOCKET) echoes(both.client, both.server);
    }
  });
  join_all(threads);
  CHECK_FALSE(wrong);
  CHECK(echoed > 0);
}
