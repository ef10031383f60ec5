// The fast path, seen from outside: nothing of IP and TCP moves, the receive buffer bounds what is taken and held, and the
// counters tell who went where. What both paths share is in tests/contract and in
// same_view_test.cpp.
#include <cstdio>
#include <functional>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

constexpr shape fast_v4{true, false}, ordinary_v4{false, false};

/// Bytes of memory that the process has in use.
std::size_t resident_bytes() {
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  unsigned long all = 0, resident = 0;
  const int read = std::fscanf(file, "%lu %lu", &all, &resident);
  std::fclose(file);
  return read == 2 ? resident * 4096 : 0;
}

/// How long a greedy sender tries: the full ten seconds on demand.
milliseconds greed() { return milliseconds{std::getenv("LOOPSOCK_SLOW_TESTS") != nullptr ? 10'000 : 1500}; }

struct moved {
  std::uint64_t fast_connections, fast_bytes, fast_direct_bytes, ordinary_connections;
  std::vector<std::uint64_t> by_reason;
};

moved between(const loopsock_counters& before, const loopsock_counters& after) {
  moved m{after.fast_connections - before.fast_connections,
          after.fast_bytes - before.fast_bytes,
          after.fast_direct_bytes - before.fast_direct_bytes,
          after.ordinary_connections - before.ordinary_connections,
          {}};
  for (int i = 0; i < 16; ++i) m.by_reason.push_back(after.ordinary_by_reason[i] - before.ordinary_by_reason[i]);
  return m;
}

/// Both directions, several sizes, and the reader beside the writer.
bool exchange(SOCKET a, SOCKET b, std::size_t bytes) {
  std::string seen;
  std::thread reader([&] { seen = receive_all(b, bytes); });
  const std::string text(bytes, 'd');
  const bool sent = send_all(a, text);
  reader.join();
  return sent && seen == text && echoes(b, a) && echoes(a, b);
}

}  // namespace

TEST_CASE("fast path: no packet and no segment moves from connect to close") {
  started winsock;
  const shape on{true, GENERATE(false, true)};
  CAPTURE(on.title());
  const loopsock_counters before = counters_at_rest();
  {
    connected_pair both = pair_on(on);
    REQUIRE(is_on(both.client, on));
    REQUIRE(exchange(both.client, both.server, 1'000'000));
    CHECK(send(both.client, "U", 1, MSG_OOB) == 1);
    char byte = 0;
    CHECK(recv(both.server, &byte, 1, MSG_OOB) == 1);
    shutdown(both.client, SD_SEND);
    CHECK(recv(both.server, &byte, 1, 0) == 0);
    CHECK(same_packets(before, counters()));
  }
  std::this_thread::sleep_for(300ms);  // no delayed ACK and no retransmission comes after it either
  CHECK(same_packets(before, counters()));
}

TEST_CASE("fast path: on the ordinary path packets and segments move with the data") {
  started winsock;
  const shape on{false, GENERATE(false, true)};
  CAPTURE(on.title());
  connected_pair both = pair_on(on);
  REQUIRE(is_on(both.client, on));
  const loopsock_counters before = counters();
  REQUIRE(exchange(both.client, both.server, 1'000'000));
  const loopsock_counters after = counters();
  // 65535 bytes are the most that one IP packet carries.
  CHECK(after.ip_packets_sent - before.ip_packets_sent >= 1'000'000 / 65535);
  CHECK(after.ip_packets_received - before.ip_packets_received >= 1'000'000 / 65535);
  CHECK(after.tcp_segments_sent - before.tcp_segments_sent >= 1'000'000 / 65535);
  CHECK(after.tcp_segments_received - before.tcp_segments_received >= 1'000'000 / 65535);
}

// ------------------------------------------------------------------------------------------------------------ flow control

TEST_CASE("fast path: what is taken and not read is the receive buffer, byte for byte") {
  started winsock;
  connected_pair both = pair_on(fast_v4);
  REQUIRE(is_on(both.client, fast_v4));
  const std::size_t piece = GENERATE(1u, 1000u, 1'000'000u);
  CAPTURE(piece);
  CHECK(fill(both.client, piece) == 65536);
  CHECK(unread(both.server) == 65536);
  CHECK(error_of(send(both.client, "x", 1, 0)) == WSAEWOULDBLOCK);
  CHECK(receive_all(both.server, 100).size() == 100);
  CHECK_FALSE(is_ready(both.client, ready_for::writing));  // there is room, but less than is called writable
  CHECK(fill(both.client, piece) == 100);
  CHECK(receive_all(both.server, 3000).size() == 3000);
  REQUIRE(wait_for(both.client, ready_for::writing));
  CHECK(fill(both.client, piece) == 3000);
}

TEST_CASE("fast path: SO_RCVBUF counts at once when it grows or shrinks during the connection") {
  started winsock;
  connected_pair both = pair_on(fast_v4);
  REQUIRE(set_option(both.server, SOL_SOCKET, SO_RCVBUF, 4096));
  CHECK(fill(both.client) == 4096);
  REQUIRE(set_option(both.server, SOL_SOCKET, SO_RCVBUF, 100'000));
  CHECK(wait_for(both.client, ready_for::writing));  // the sender is told
  CHECK(fill(both.client) == 100'000 - 4096);
  REQUIRE(set_option(both.server, SOL_SOCKET, SO_RCVBUF, 1000));
  CHECK(receive_all(both.server, 99'000).size() == 99'000);  // nothing that was taken is lost
  CHECK(fill(both.client) == 0);
  CHECK(receive_all(both.server, 500).size() == 500);
  CHECK(fill(both.client) == 500);
  CHECK(receive_all(both.server, 1000).size() == 1000);
}

TEST_CASE("fast path: the receive buffer that the listener and the client had set is the window from the first byte") {
  started winsock;
  open_door door = listen_on(fast_v4);
  REQUIRE(set_option(door.s, SOL_SOCKET, SO_RCVBUF, 3000));
  held_socket client = tcp_on(fast_v4);
  REQUIRE(set_option(client, SOL_SOCKET, SO_RCVBUF, 7000));
  REQUIRE(connect_to(client, door.at) == 0);
  CHECK(fill(client) == 3000);  // before the accept, too
  held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(fill(server) == 7000);
  CHECK(get_option(server, SOL_SOCKET, SO_RCVBUF) == 3000);
}

TEST_CASE("fast path: sends that wait are taken in the order in which they came") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  connected_pair both = pair_on(on);
  constexpr std::size_t each = 3'000'000;  // more than any path holds by itself
  std::vector<std::thread> senders;
  std::atomic<int> done{0};
  for (const char letter : {'a', 'b', 'c'}) {
    senders.emplace_back([&, letter] {
      const std::string text(each, letter);
      if (send(both.client, text.data(), static_cast<int>(text.size()), 0) == static_cast<int>(each)) ++done;
    });
    std::this_thread::sleep_for(till_blocked);
  }
  CHECK(done == 0);
  const std::string seen = receive_all(both.server, 3 * each);
  for (std::thread& one : senders) one.join();
  CHECK(done == 3);
  CHECK((seen == std::string(each, 'a') + std::string(each, 'b') + std::string(each, 'c')));
}

TEST_CASE("fast path: a greedy sender gets no more memory than the receive buffer, whatever the size of its writes") {
  started winsock;
  const std::size_t piece = GENERATE(1u, 3u, 65536u, 4'000'000u);
  CAPTURE(piece);
  connected_pair both = pair_on(fast_v4);
  REQUIRE(set_option(both.client, SOL_SOCKET, SO_SNDBUF, 64 << 20));  // asking for more does not help it
  fill(both.client, piece);
  receive_all(both.server, 65536);  // everything that comes with the first bytes is there
  const std::string bytes(piece, 'g');
  const std::size_t before = resident_bytes();
  REQUIRE(before != 0);
  std::size_t taken = 0;
  const auto end = std::chrono::steady_clock::now() + greed() / (piece == 1 ? 1 : 3);
  while (std::chrono::steady_clock::now() < end) {
    const int one = send(both.client, bytes.data(), static_cast<int>(bytes.size()), 0);
    if (one > 0) taken += static_cast<std::size_t>(one);
  }
  CHECK(taken == 65536);
  // Sanitizers keep records of their own.
  CHECK(resident_bytes() < before + (sanitized ? 64u << 20 : 1u << 20));
}

TEST_CASE("fast path: many connections full of one-byte writes hold their receive buffers and little more") {
  started winsock;
  const open_door door = listen_on(fast_v4);
  constexpr std::size_t count = 50, window = 65536;
  const std::size_t before = resident_bytes();
  std::vector<connected_pair> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back(pair_through(door, fast_v4));
    REQUIRE(fill(all.back().client, 1) == window);
  }
  CHECK(resident_bytes() < before + count * window * 3 / 2 + (sanitized ? 256u << 20 : 2u << 20));
}

// ---------------------------------------------------------------------------------------------------------------- counters

TEST_CASE("counters: bytes of the fast path are counted, both directions, while it lives and afterwards") {
  started winsock;
  const loopsock_counters before = counters();
  {
    connected_pair both = pair_on(fast_v4);
    std::string seen;
    std::thread reader([&] { seen = receive_all(both.server, 1'000'000); });
    REQUIRE(send_all(both.client, std::string(1'000'000, 'x')));
    reader.join();
    REQUIRE(send_all(both.server, std::string(2345, 'y')));
    const moved living = between(before, counters());
    CHECK(living.fast_bytes == 1'002'345);
    CHECK(living.fast_connections == 1);  // once, not once per end
    CHECK(living.ordinary_connections == 0);
    receive_all(both.client, 2345);
  }
  const moved closed = between(before, counters());
  CHECK(closed.fast_bytes == 1'002'345);
  CHECK(closed.fast_connections == 1);
  CHECK(closed.fast_direct_bytes <= closed.fast_bytes);
}

TEST_CASE("counters: the ordinary path counts no fast bytes") {
  started winsock;
  const loopsock_counters before = counters();
  {
    connected_pair both = pair_on(ordinary_v4);
    REQUIRE(exchange(both.client, both.server, 100'000));
  }
  const moved m = between(before, counters());
  CHECK(m.fast_bytes == 0);
  CHECK(m.fast_connections == 0);
  CHECK(m.ordinary_connections == 1);
}

TEST_CASE("counters: an ordinary connection is counted once, under its reason") {
  started winsock;
  struct row {
    const char* name;
    bool client_marked, listener_marked;
    loopsock_fast_path_policy policy;
    loopsock_reason reason;
  };
  const row r =
      GENERATE(row{"nobody asked", false, false, LOOPSOCK_FAST_PATH_BY_REQUEST, LOOPSOCK_REASON_NOT_REQUESTED},
               row{"only the listener", false, true, LOOPSOCK_FAST_PATH_BY_REQUEST, LOOPSOCK_REASON_NOT_REQUESTED},
               row{"only the client", true, false, LOOPSOCK_FAST_PATH_BY_REQUEST, LOOPSOCK_REASON_PEER_NOT_REQUESTED},
               row{"switched off", true, true, LOOPSOCK_FAST_PATH_OFF, LOOPSOCK_REASON_DISABLED});
  CAPTURE(r.name);
  REQUIRE(loopsock_set_fast_path_policy(r.policy) == 0);
  const loopsock_counters before = counters();
  {
    open_door door = listen_on({r.listener_marked, false});
    connected_pair both = pair_through(door, {r.client_marked, false});
    REQUIRE(echoes(both.client, both.server));
    CHECK(path_of(both.client).reason == static_cast<std::uint32_t>(r.reason));
  }
  const moved m = between(before, counters());
  loopsock_set_fast_path_policy(LOOPSOCK_FAST_PATH_BY_REQUEST);
  CHECK(m.ordinary_connections == 1);
  CHECK(m.fast_connections == 0);
  std::vector<std::uint64_t> expected(16, 0);
  expected[static_cast<std::size_t>(r.reason)] = 1;
  CHECK(m.by_reason == expected);
}

TEST_CASE("counters: an attempt that fails is no connection") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const socket_name nobody = listen_on(on).at;  // closed again at the end of the statement
  const loopsock_counters before = counters();
  held_socket client = tcp_on(on);
  REQUIRE(error_of(connect_to(client, nobody)) == WSAECONNREFUSED);
  const moved m = between(before, counters());
  CHECK(m.fast_connections == 0);
  CHECK(m.ordinary_connections == 0);
}

TEST_CASE("counters: a structure of another size is WSAEINVAL, none is WSAEFAULT") {
  loopsock_counters all{};
  all.size = 4;
  CHECK(error_of(loopsock_query_counters(&all)) == WSAEINVAL);
  CHECK(error_of(loopsock_query_counters(nullptr)) == WSAEFAULT);
}

TEST_CASE("counters: bytes that went straight into a waiting buffer are counted apart") {
  started winsock;
  if (std::thread::hardware_concurrency() < 2) return;  // nobody spins where spinning cannot help
  connected_pair both = pair_on(fast_v4);
  const loopsock_counters before = counters();
  constexpr std::size_t bytes = 20'000'000;
  std::uint64_t sent = 0;
  std::uint64_t direct = 0;
  // The reader has to be awake and waiting, which takes a processor of its own: on a busy machine not at the first try.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (int turn = 0; direct == 0 && std::chrono::steady_clock::now() < until; turn = (turn + 1) % 26) {
    std::string seen;
    std::thread reader([&] { seen = receive_all(both.server, bytes); });
    REQUIRE(send_all(both.client, std::string(bytes, static_cast<char>('a' + turn))));
    reader.join();
    CHECK(seen == std::string(bytes, static_cast<char>('a' + turn)));
    sent += bytes;
    direct = between(before, counters()).fast_direct_bytes;
  }
  CHECK(direct > 0);
  CHECK(direct <= sent);
  CHECK(between(before, counters()).fast_bytes == sent);
}
