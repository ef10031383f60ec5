// Filters that see connections and their bytes.
#include "tests/filter/support.hpp"
#include "tests/overlapped/support.hpp"

using namespace filter_test;

namespace {

/// A piece of the sent direction is answered so.
watching_filter::inspection when_sent(const std::string& what, loopsock_verdict word) {
  return [what, word](const loopsock_flow&, const loopsock_stream_data& data) {
    const std::string text(static_cast<const char*>(data.data), data.length);
    return (data.flags & LOOPSOCK_STREAM_SENT) != 0 && text == what ? word : LOOPSOCK_PERMIT;
  };
}

}  // namespace

TEST_CASE("filter: established is told once for each end, with the path") {
  const started winsock;
  const shape on = each_shape();
  const watching_filter filter(LOOPSOCK_LAYER_ESTABLISHED);
  const connected_pair both = pair_on(on);
  const auto seen = filter.at(LOOPSOCK_LAYER_ESTABLISHED);
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].socket == both.client);
  CHECK(seen[1].socket == both.server);
  for (const seen_flow& one : seen) {
    CHECK(one.path == static_cast<std::uint32_t>(on.fast ? LOOPSOCK_PATH_FAST : LOOPSOCK_PATH_ORDINARY));
    CHECK(one.local == local_of(one.socket));
    CHECK(one.remote == peer_of(one.socket));
    CHECK(one.flow != 0);
  }
  CHECK(seen[0].flow != seen[1].flow);
  CHECK(echoes(both.client, both.server));
}

TEST_CASE("3.5: while a filter that inspects data is installed, new connections take the ordinary path, with that reason") {
  const started winsock;
  const shape on{true, GENERATE(false, true)};
  const open_door door = listen_on(on);
  const connected_pair before = pair_through(door, on);
  const loopsock_counters first = counters();
  connected_pair during;
  {
    const watching_filter filter(LOOPSOCK_LAYER_STREAM);
    during = pair_through(door, on);
    CHECK(path_of(before.client).path == LOOPSOCK_PATH_FAST);  // existing ones stay as they are
    CHECK(echoes(before.client, before.server));
    CHECK(filter.bytes(before.client, true).pieces == 0);
    REQUIRE(echoes(during.client, during.server));
    for (const SOCKET s : {SOCKET{during.client}, SOCKET{during.server}}) {
      CHECK(path_of(s).requested == 1);
      CHECK(path_of(s).path == LOOPSOCK_PATH_ORDINARY);
      CHECK(path_of(s).reason == LOOPSOCK_REASON_FILTER);
    }
    CHECK(filter.bytes(during.client, true).text == "ping");
    CHECK(filter.bytes(during.server, false).text == "ping");
    const loopsock_counters now = counters();
    CHECK(now.ordinary_by_reason[LOOPSOCK_REASON_FILTER] == first.ordinary_by_reason[LOOPSOCK_REASON_FILTER] + 1);
    CHECK(now.fast_connections == first.fast_connections);
  }
  CHECK(echoes(during.client, during.server));  // goes on without the filter
  CHECK(path_of(during.client).path == LOOPSOCK_PATH_ORDINARY);
  const connected_pair after = pair_through(door, on);
  CHECK(path_of(after.client).path == LOOPSOCK_PATH_FAST);
}

TEST_CASE("filter: one that looks at connections but not at data leaves them on the fast path") {
  const started winsock;
  const shape on{true, false};
  const watching_filter filter(LOOPSOCK_LAYER_CONNECT | LOOPSOCK_LAYER_LISTEN | LOOPSOCK_LAYER_ACCEPT |
                               LOOPSOCK_LAYER_ESTABLISHED | LOOPSOCK_LAYER_FAST_PATH);
  const connected_pair both = pair_on(on);
  CHECK(path_of(both.client).path == LOOPSOCK_PATH_FAST);
  CHECK(path_of(both.client).reason == LOOPSOCK_REASON_NONE);
}

TEST_CASE("filter: established comes before the first byte, and stream shows each direction in order to its end") {
  const started winsock;
  const shape on{GENERATE(false, true), GENERATE(false, true)};
  const watching_filter filter(LOOPSOCK_LAYER_ESTABLISHED | LOOPSOCK_LAYER_STREAM, {},
                               [&](const loopsock_flow& flow, const loopsock_stream_data& data) {
                                 return flow.flow != 0 && data.size >= sizeof data ? LOOPSOCK_PERMIT
                                                                                   : LOOPSOCK_DROP_CONNECTION;
                               });
  const connected_pair both = pair_on(on);
  REQUIRE(filter.at(LOOPSOCK_LAYER_ESTABLISHED).size() == 2);
  std::string sent;
  for (int i = 0; i < 400; ++i) sent += std::to_string(i) + std::string(static_cast<std::size_t>(i) * 7, 'x');
  std::thread writer([&] {
    send_all(both.client, sent);
    shutdown(both.client, SD_SEND);
  });
  CHECK(receive_all(both.server, sent.size() + 1) == sent);
  writer.join();
  for (const auto& [s, direction] : {std::pair{SOCKET{both.client}, true}, std::pair{SOCKET{both.server}, false}}) {
    const seen_bytes seen = filter.bytes(s, direction);
    CHECK(seen.text == sent);
    CHECK_FALSE(seen.gaps);
    CHECK(seen.ended);
  }
  CHECK(filter.bytes(both.server, true).text.empty());
}

TEST_CASE("filter: bytes that are blocked vanish, and what comes after closes the gap") {
  const started winsock;
  const shape on{false, GENERATE(false, true)};
  const watching_filter filter(LOOPSOCK_LAYER_STREAM, {}, when_sent("secret", LOOPSOCK_BLOCK));
  const connected_pair both = pair_on(on);
  for (const char* const word : {"one ", "secret", "two"}) CHECK(send_all(both.client, word));
  CHECK(receive_all(both.server, 7) == "one two");
  CHECK_FALSE(is_ready(both.server, ready_for::reading));
  CHECK(echoes(both.server, both.client));
}

TEST_CASE("filter: a dropped connection is WSAECONNABORTED here and WSAECONNRESET there, to waiting calls too") {
  const started winsock;
  const shape on{false, GENERATE(false, true)};
  const watching_filter filter(LOOPSOCK_LAYER_STREAM, {}, when_sent("forbidden", LOOPSOCK_DROP_CONNECTION));
  const connected_pair both = pair_on(on);
  overlapped_test::pending_call here, there;
  REQUIRE(here.receive(both.client) == WSA_IO_PENDING);
  REQUIRE(there.receive(both.server) == WSA_IO_PENDING);
  CHECK(send_all(both.client, "forbidden"));
  CHECK(here.outcome(both.client) == overlapped_test::failed(WSAECONNABORTED));
  CHECK(there.outcome(both.server) == overlapped_test::failed(WSAECONNRESET));
  CHECK(error_of(send(both.client, "x", 1, 0)) == WSAECONNABORTED);
  CHECK(filter.bytes(both.server, false).text.empty());
}

TEST_CASE("filter: overlapped calls pass it as blocking ones do") {
  const started winsock;
  const watching_filter filter(LOOPSOCK_LAYER_STREAM);
  const connected_pair both = pair_on({true, GENERATE(false, true)});
  overlapped_test::pending_call receive;
  REQUIRE(receive.receive(both.server) == WSA_IO_PENDING);
  char text[] = "overlapped";
  WSABUF piece{10, text};
  WSAOVERLAPPED at{};
  DWORD sent = 0;
  const int now = error_of(WSASend(both.client, &piece, 1, &sent, 0, &at, nullptr));
  CHECK((now == 0 || now == WSA_IO_PENDING));
  CHECK(receive.outcome(both.server) == overlapped_test::succeeded(10));
  CHECK(receive.received() == "overlapped");
  CHECK(filter.bytes(both.client, true).text == "overlapped");
  CHECK(filter.bytes(both.server, false).text == "overlapped");
}

TEST_CASE("filter: urgent bytes are shown as such") {
  const started winsock;
  const watching_filter filter(LOOPSOCK_LAYER_STREAM);
  const connected_pair both = pair_on({});
  CHECK(send_all(both.client, "ab"));
  CHECK(send(both.client, "!", 1, MSG_OOB) == 1);
  REQUIRE(wait_for(both.server, ready_for::exceptions));
  char byte = 0;
  CHECK(recv(both.server, &byte, 1, MSG_OOB) == 1);
  CHECK(byte == '!');
  CHECK(receive_all(both.server, 2) == "ab");
  CHECK(filter.bytes(both.client, true).urgent == 1);
  CHECK(filter.bytes(both.server, false).urgent == 1);
  CHECK(filter.bytes(both.server, false).text == "ab!");
}

TEST_CASE("filter: a close delivers what was written, and a reader that is late gets it all") {
  const started winsock;
  const watching_filter filter(LOOPSOCK_LAYER_STREAM);
  connected_pair both = pair_on({});
  const std::size_t held = fill(both.client);
  CHECK(held > 65536);
  both.client.close();
  CHECK(receive_all(both.server, held + 1).size() == held);
  char byte = 0;
  CHECK(recv(both.server, &byte, 1, 0) == 0);
}

TEST_CASE("filter: several are asked in the order in which they came, and the first that blocks has the last word") {
  const started winsock;
  std::vector<int> order;
  const watching_filter first(LOOPSOCK_LAYER_CONNECT, [&](const loopsock_flow&) {
    order.push_back(1);
    return LOOPSOCK_PERMIT;
  });
  watching_filter second(LOOPSOCK_LAYER_CONNECT, [&](const loopsock_flow&) {
    order.push_back(2);
    return LOOPSOCK_BLOCK;
  });
  const watching_filter third(LOOPSOCK_LAYER_CONNECT, [&](const loopsock_flow&) {
    order.push_back(3);
    return LOOPSOCK_PERMIT;
  });
  const open_door door = listen_on({});
  const held_socket client = tcp();
  CHECK(error_of(connect_to(client, door.at)) == WSAEACCES);
  CHECK(order == std::vector<int>{1, 2});
  order.clear();
  CHECK(second.remove() == 0);
  CHECK(error_of(connect_to(client, door.at)) == 0);
  CHECK(order == std::vector<int>{1, 3});
}
