// Who gets the fast path, and who learns why not: rows 2.1 to 2.10 of the contract, and the functions of <loopsock/path.h>.
//
// The policy belongs to the process, so every test that changes it puts it back.
#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

struct policy_for {
  explicit policy_for(loopsock_fast_path_policy p) { loopsock_set_fast_path_policy(p); }
  ~policy_for() { loopsock_set_fast_path_policy(LOOPSOCK_FAST_PATH_BY_REQUEST); }
};

struct row {
  const char* listen_at;
  const char* connect_to;
  bool dual;  // the listener is [::] with IPV6_V6ONLY off
};

const row rows[] = {
    {"127.0.0.1", "127.0.0.1", false}, {"127.0.0.9", "127.0.0.9", false},
    {"0.0.0.0", "127.0.0.9", false},   {"::1", "::1", false},
    {"::", "127.0.0.1", true},         {"::", "::1", true},
};

bool allow_both(SOCKET s) { return set_option(s, IPPROTO_IPV6, IPV6_V6ONLY, 0); }

connected_pair connect_on(const row& r, bool client_marked, bool server_marked) {
  const bool v6 = std::strchr(r.listen_at, ':') != nullptr;
  const held_socket door = tcp(v6 ? AF_INET6 : AF_INET);
  if (r.dual) allow_both(door);
  if (server_marked) mark(door);
  bind_to(door, name_at(r.listen_at, 0));
  listen(door, 4);
  connected_pair both;
  both.client = tcp(std::strchr(r.connect_to, ':') != nullptr ? AF_INET6 : AF_INET);
  if (client_marked) mark(both.client);
  if (connect_to(both.client, name_at(r.connect_to, local_of(door).port())) != 0) return both;
  both.server = held_socket(accept(door, nullptr, nullptr));
  return both;
}

struct verdict {
  std::uint32_t path, reason;
  bool operator==(const verdict&) const = default;
};
verdict verdict_of(SOCKET s) {
  const loopsock_path_info info = path_of(s);
  return {info.path, info.reason};
}

constexpr verdict fast{LOOPSOCK_PATH_FAST, LOOPSOCK_REASON_NONE};
constexpr verdict none{LOOPSOCK_PATH_NONE, LOOPSOCK_REASON_NONE};
constexpr verdict ordinary(loopsock_reason why) { return {LOOPSOCK_PATH_ORDINARY, static_cast<std::uint32_t>(why)}; }

}  // namespace

TEST_CASE("2.1, 2.3, 2.5: both ends must ask, over all of 127.0.0.0/8, ::1 and dual mode") {
  started winsock;
  for (const row& r : rows) {
    CAPTURE(r.listen_at, r.connect_to, r.dual);
    for (const bool client : {false, true}) {
      for (const bool server : {false, true}) {
        CAPTURE(client, server);
        connected_pair both = connect_on(r, client, server);
        REQUIRE(both.server != INVALID_SOCKET);
        const verdict at_client = client && server ? fast
                                  : client         ? ordinary(LOOPSOCK_REASON_PEER_NOT_REQUESTED)
                                                   : ordinary(LOOPSOCK_REASON_NOT_REQUESTED);
        const verdict at_server = client && server ? fast
                                  : server         ? ordinary(LOOPSOCK_REASON_PEER_NOT_REQUESTED)
                                                   : ordinary(LOOPSOCK_REASON_NOT_REQUESTED);
        CHECK(verdict_of(both.client) == at_client);
        CHECK(verdict_of(both.server) == at_server);
        CHECK(path_of(both.client).requested == (client ? 1u : 0u));
        CHECK(path_of(both.server).requested == (server ? 1u : 0u));  // 2.4: inherited
        CHECK(echoes(both.client, both.server));
        CHECK(echoes(both.server, both.client));
      }
    }
  }
}

TEST_CASE("2.2: another kind of socket is WSAEOPNOTSUPP") {
  started winsock;
  for (const int family : {AF_INET, AF_INET6}) {
    const held_socket d = udp(family);
    CHECK_FALSE(mark(d));
    CHECK(WSAGetLastError() == WSAEOPNOTSUPP);
    loopsock_path_info info{.size = sizeof info, .requested = 7, .path = 7, .reason = 7};
    CHECK(error_of(loopsock_query_path(d, &info)) == WSAEOPNOTSUPP);
    CHECK(info.path == 7);
  }
}

TEST_CASE("2.3: the mark may be taken back until the connection exists") {
  started winsock;
  const shape on{true, false};
  const open_door door = listen_on(on);
  const held_socket client = tcp_on(on);
  CHECK(mark(client, false));
  CHECK(path_of(client).requested == 0);
  REQUIRE(connect_to(client, door.at) == 0);
  CHECK(verdict_of(client) == ordinary(LOOPSOCK_REASON_NOT_REQUESTED));
}

TEST_CASE("2.6: once fast, always fast: clearing the mark later changes nothing") {
  started winsock;
  const shape on{true, GENERATE(false, true)};
  connected_pair both = pair_on(on);
  REQUIRE(is_on(both.client, on));
  CHECK(mark(both.client, false));
  CHECK(mark(both.server, false));
  const loopsock_counters before = counters_at_rest();
  CHECK(echoes(both.client, both.server));
  CHECK(same_packets(before, counters()));
  CHECK(verdict_of(both.client) == fast);
}

TEST_CASE("2.8: set on a connected socket it succeeds, and the connection says that it was too late") {
  started winsock;
  connected_pair both = pair_on({false, GENERATE(false, true)});
  CHECK(mark(both.client));
  CHECK(verdict_of(both.client) == ordinary(LOOPSOCK_REASON_SET_TOO_LATE));
  CHECK(verdict_of(both.server) == ordinary(LOOPSOCK_REASON_NOT_REQUESTED));
  CHECK(path_of(both.client).requested == 1);
  CHECK(echoes(both.client, both.server));
}

TEST_CASE("2.8a: a listener that is marked while a connection waits in its backlog is too late for that one") {
  started winsock;
  const shape plain{false, false}, marked{true, false};
  const open_door door = listen_on(plain);
  const held_socket early = tcp_on(marked);
  REQUIRE(connect_to(early, door.at) == 0);
  CHECK(mark(door.s));
  const held_socket late = tcp_on(marked);
  REQUIRE(connect_to(late, door.at) == 0);
  const held_socket first(accept(door.s, nullptr, nullptr)), second(accept(door.s, nullptr, nullptr));
  CHECK(path_of(early).path == LOOPSOCK_PATH_ORDINARY);
  CHECK(verdict_of(first) == ordinary(LOOPSOCK_REASON_SET_TOO_LATE));
  CHECK(verdict_of(late) == fast);
  CHECK(verdict_of(second) == fast);
  CHECK(mark(door.s, false));
  const held_socket third = tcp_on(marked);
  REQUIRE(connect_to(third, door.at) == 0);
  CHECK(verdict_of(third) == ordinary(LOOPSOCK_REASON_PEER_NOT_REQUESTED));
}

TEST_CASE("2.9: without a connection there is no path, and the answer outlives the peer") {
  started winsock;
  const shape on = each_path();
  const held_socket fresh = tcp_on(on);
  CHECK(verdict_of(fresh) == none);
  CHECK(path_of(fresh).requested == (on.fast ? 1u : 0u));
  const open_door door = listen_on(on);
  CHECK(verdict_of(door.s) == none);
  socket_name nobody;
  {
    const open_door gone = listen_on(on);
    nobody = gone.at;
  }
  CHECK(error_of(connect_to(fresh, nobody)) == WSAECONNREFUSED);
  CHECK(verdict_of(fresh) == none);
  connected_pair both = pair_through(door, on);
  const verdict while_alive = verdict_of(both.client);
  both.server.close();
  char byte = 0;
  CHECK(recv(both.client, &byte, 1, 0) == 0);
  CHECK(verdict_of(both.client) == while_alive);
}

TEST_CASE("2.9: a structure of another size, no structure, no socket") {
  loopsock_path_info info{};
  info.size = sizeof info;
  CHECK(error_of(loopsock_query_path(4, &info)) == WSANOTINITIALISED);
  started winsock;
  const held_socket s = tcp();
  CHECK(error_of(loopsock_query_path(INVALID_SOCKET, &info)) == WSAENOTSOCK);
  CHECK(error_of(loopsock_query_path(s, nullptr)) == WSAEFAULT);
  info.size = sizeof info - 1;
  CHECK(error_of(loopsock_query_path(s, &info)) == WSAEINVAL);
  struct {
    loopsock_path_info known;
    std::uint32_t of_a_later_version;
  } larger{{sizeof larger, 7, 7, 7}, 7};
  CHECK(loopsock_query_path(s, &larger.known) == 0);
  CHECK(larger.known.size == sizeof larger);
  CHECK(larger.known.path == LOOPSOCK_PATH_NONE);
  CHECK(larger.of_a_later_version == 7);
}

TEST_CASE("2.10: switched off, the control code succeeds and has no effect") {
  started winsock;
  const policy_for off(LOOPSOCK_FAST_PATH_OFF);
  connected_pair both = pair_on({true, GENERATE(false, true)});
  CHECK(verdict_of(both.client) == ordinary(LOOPSOCK_REASON_DISABLED));
  CHECK(verdict_of(both.server) == ordinary(LOOPSOCK_REASON_DISABLED));
  CHECK(echoes(both.client, both.server));
}

TEST_CASE("2.10: asked for on every socket, an unmodified program has it") {
  started winsock;
  const policy_for always(LOOPSOCK_FAST_PATH_ALWAYS);
  connected_pair both = pair_on({false, GENERATE(false, true)});
  CHECK(verdict_of(both.client) == fast);
  CHECK(verdict_of(both.server) == fast);
  CHECK(echoes(both.client, both.server));
}

TEST_CASE("2.10: forbidden, the control code is WSAEACCES and connections are ordinary") {
  started winsock;
  const policy_for forbidden(LOOPSOCK_FAST_PATH_FORBIDDEN);
  const held_socket s = tcp();
  CHECK_FALSE(mark(s));
  CHECK(WSAGetLastError() == WSAEACCES);
  connected_pair both = pair_on({true, false});
  CHECK(path_of(both.client).path == LOOPSOCK_PATH_ORDINARY);
}

TEST_CASE("2.10: connections that exist keep their path") {
  started winsock;
  connected_pair both = pair_on({true, false});
  const policy_for off(LOOPSOCK_FAST_PATH_OFF);
  CHECK(verdict_of(both.client) == fast);
  CHECK(echoes(both.client, both.server));
}
