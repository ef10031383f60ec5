// Network events between threads: nothing is lost, and nobody is woken for nothing without end.
#include "tests/events/support.hpp"

using namespace events_test;

namespace {

/// Receives as an event-driven program does: waits, asks what happened, and receives once for each FD_READ.
struct event_reader {
  std::size_t bytes = 0;
  std::size_t wakes = 0;
  bool closed = false;
  bool stuck = false;

  void run(SOCKET s, const held_event& event) {
    std::vector<char> room(3000);
    while (!closed && !stuck) {
      if (!event.wait()) {
        stuck = true;
        return;
      }
      ++wakes;
      WSANETWORKEVENTS record{};
      WSAEnumNetworkEvents(s, event, &record);
      if ((record.lNetworkEvents & FD_READ) != 0) {
        const int one = recv(s, room.data(), static_cast<int>(room.size()), 0);
        if (one > 0) bytes += static_cast<std::size_t>(one);
      }
      closed = (record.lNetworkEvents & FD_CLOSE) != 0;
    }
    // What was unread when the peer finished.
    for (int one = 1; one > 0;) {
      one = recv(s, room.data(), static_cast<int>(room.size()), 0);
      if (one > 0) bytes += static_cast<std::size_t>(one);
    }
  }
};

/// Sends as much without blocking, and waits for FD_WRITE when there is no room.
bool send_by_events(SOCKET s, const held_event& event, std::size_t total) {
  const std::string piece(5000, 's');
  while (total != 0) {
    const int one = send(s, piece.data(), static_cast<int>(std::min(piece.size(), total)), 0);
    if (one > 0) {
      total -= static_cast<std::size_t>(one);
      continue;
    }
    if (WSAGetLastError() != WSAEWOULDBLOCK) return false;
    WSANETWORKEVENTS record{};
    do {
      if (!event.wait()) return false;
      WSAEnumNetworkEvents(s, event, &record);
    } while ((record.lNetworkEvents & FD_WRITE) == 0);
  }
  return true;
}

}  // namespace

TEST_CASE("events and threads: a stream from a blocking sender arrives whole by FD_READ and FD_CLOSE") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  constexpr std::size_t pieces = sanitized ? 300 : 3000;
  connected_pair pair = pair_on(on);
  const held_event event;
  REQUIRE(selects(pair.server, event, FD_READ | FD_CLOSE));
  std::thread sender([&] {
    const std::string piece(1000, 'p');
    for (std::size_t i = 0; i < pieces; ++i) {
      send_all(pair.client, piece);
      if (i % 64 == 0) std::this_thread::yield();
    }
    pair.client.close();
  });
  event_reader reader;
  reader.run(pair.server, event);
  sender.join();
  CHECK_FALSE(reader.stuck);
  CHECK(reader.bytes == pieces * 1000);
  // Each wake has a cause: something came, or something was left by a receive.
  CHECK(reader.wakes <= 2 * pieces + reader.bytes / 1000 + 10);
}

TEST_CASE("events and threads: both ends by events, each waiting for the other again and again") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  constexpr std::size_t total = sanitized ? 600'000 : 6'000'000;
  connected_pair pair = pair_on(on);
  const held_event to_read, to_write;
  REQUIRE(selects(pair.server, to_read, FD_READ | FD_CLOSE));
  REQUIRE(selects(pair.client, to_write, FD_WRITE | FD_CLOSE));
  bool sent = false;
  std::thread sender([&] {
    sent = send_by_events(pair.client, to_write, total);
    pair.client.close();
  });
  event_reader reader;
  reader.run(pair.server, to_read);
  sender.join();
  CHECK(sent);
  CHECK_FALSE(reader.stuck);
  CHECK(reader.bytes == total);
}

TEST_CASE("events and threads: every connection of several clients is accepted by FD_ACCEPT") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  constexpr int clients = 3, calls = sanitized ? 30 : 200;
  const open_door door = listen_on(on);
  const held_event event;
  REQUIRE(selects(door.s, event, FD_ACCEPT));
  std::atomic<int> refused{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < clients; ++i) {
    callers.emplace_back([&] {
      for (int call = 0; call < calls; ++call) {
        const held_socket s = tcp_on(on);
        if (connect_to(s, door.at) != 0) refused.fetch_add(1);
      }
    });
  }
  int accepted = 0;
  while (accepted < clients * calls && event.wait()) {
    WSANETWORKEVENTS record{};
    WSAEnumNetworkEvents(door.s, event, &record);
    if ((record.lNetworkEvents & FD_ACCEPT) == 0) continue;
    const held_socket one(accept(door.s, nullptr, nullptr));
    if (one != INVALID_SOCKET) {
      deselects(one);
      ++accepted;
    }
  }
  for (std::thread& one : callers) one.join();
  CHECK(refused.load() == 0);
  CHECK(accepted == clients * calls);
}

TEST_CASE("events and threads: selecting, enumerating and closing while data comes") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const int rounds = times(300);
  const held_event event;
  for (int i = 0; i < rounds; ++i) {
    connected_pair pair = pair_on(on);
    const SOCKET server = pair.server;
    std::atomic<bool> go{false};
    std::thread sender([&] {
      while (!go.load()) std::this_thread::yield();
      for (int j = 0; j < 8; ++j) send(pair.client, "data", 4, 0);
      pair.client.close();
    });
    std::thread chooser([&] {
      while (!go.load()) std::this_thread::yield();
      for (int j = 0; j < 8; ++j) WSAEventSelect(server, event, j % 3 == 0 ? 0 : usual);
    });
    go.store(true);
    char bytes[64];
    for (int j = 0; j < 8; ++j) {
      WSANETWORKEVENTS record{};
      WSAEnumNetworkEvents(server, event, &record);
      recv(server, bytes, sizeof bytes, MSG_PEEK);
    }
    if (i % 2 == 0) pair.server.close();
    sender.join();
    chooser.join();
  }
  CHECK(event.wait(milliseconds{0}) == event.is_set());
}
