// Filters that come and go: what the two functions answer, callouts that call back, and threads that do all of it at once.
#include "tests/filter/support.hpp"

using namespace filter_test;

namespace {

constexpr std::uint32_t all_layers = LOOPSOCK_LAYER_CONNECT | LOOPSOCK_LAYER_LISTEN | LOOPSOCK_LAYER_ACCEPT |
                                     LOOPSOCK_LAYER_ESTABLISHED | LOOPSOCK_LAYER_STREAM | LOOPSOCK_LAYER_FAST_PATH;


}  // namespace

TEST_CASE("filter: what cannot be added or removed") {
  loopsock_filter filter{};
  loopsock_filter_id id = 0;
  CHECK(error_of(loopsock_add_filter(nullptr, &id)) == WSAEFAULT);
  CHECK(error_of(loopsock_add_filter(&filter, nullptr)) == WSAEFAULT);
  CHECK(error_of(loopsock_add_filter(&filter, &id)) == WSAEINVAL);  // no size
  filter.size = sizeof filter;
  CHECK(error_of(loopsock_add_filter(&filter, &id)) == WSAEINVAL);  // no layer
  filter.layers = LOOPSOCK_LAYER_CONNECT;
  CHECK(error_of(loopsock_add_filter(&filter, &id)) == WSAEINVAL);  // no callout
  filter.connect = [](void*, const loopsock_flow*) { return LOOPSOCK_PERMIT; };
  filter.layers |= 64;
  CHECK(error_of(loopsock_add_filter(&filter, &id)) == WSAEINVAL);  // no such layer
  filter.layers = LOOPSOCK_LAYER_CONNECT;
  CHECK(error_of(loopsock_add_filter(&filter, &id)) == 0);  // without WSAStartup
  CHECK(id != 0);
  CHECK(error_of(loopsock_remove_filter(id)) == 0);
  CHECK(error_of(loopsock_remove_filter(id)) == WSAEINVAL);
  CHECK(error_of(loopsock_remove_filter(0)) == WSAEINVAL);
}

TEST_CASE("4: from inside a filter's callout calls on sockets are WSAEINPROGRESS, and the caller's last error is kept") {
  const started winsock;
  const shape on = each_path();
  const open_door door = listen_on(on);
  const held_socket other = tcp();
  int inside = 0, marked = 0;
  const watching_filter filter(LOOPSOCK_LAYER_CONNECT, [&](const loopsock_flow& flow) {
    inside = error_of(send(flow.socket, "x", 1, 0));
    BOOL yes = TRUE;
    DWORD bytes = 0;
    marked = error_of(WSAIoctl(other, SIO_LOOPBACK_FAST_PATH, &yes, sizeof yes, nullptr, 0, &bytes, nullptr, nullptr));
    WSASetLastError(4711);
    return LOOPSOCK_PERMIT;
  });
  const held_socket client = tcp_on(on);
  WSASetLastError(0);
  CHECK(connect_to(client, door.at) == 0);
  CHECK(inside == WSAEINPROGRESS);
  CHECK(marked == WSAEINPROGRESS);
  CHECK(WSAGetLastError() != 4711);
  CHECK(error_of(send(client, "x", 1, 0)) == 0);
}

TEST_CASE("filter: no lock is held while a callout runs: another thread uses and closes the same sockets meanwhile") {
  const started winsock;
  const shape on{false, GENERATE(false, true)};
  connected_pair both;
  std::atomic<bool> armed{false};
  std::atomic<int> helped{0};
  const watching_filter filter(LOOPSOCK_LAYER_STREAM, {}, [&](const loopsock_flow&, const loopsock_stream_data& data) {
    if (armed.exchange(false) && (data.flags & LOOPSOCK_STREAM_SENT) != 0) {
      std::thread helper([&] {
        helped += send(both.client, "more", 4, 0) == 4;
        helped += get_option(both.client, SOL_SOCKET, SO_RCVBUF) > 0;
        helped += !is_ready(both.client, ready_for::reading);
        both.client.close();
        ++helped;
      });
      helper.join();
    }
    return LOOPSOCK_PERMIT;
  });
  both = pair_on(on);
  armed = true;
  const SOCKET client = both.client;
  CHECK(send(client, "first", 5, 0) == 5);
  CHECK(helped == 4);
  CHECK(receive_all(both.server, 10) == "firstmore");
}

TEST_CASE("filter: removing it waits until its callout has returned, and then it is released") {
  const started winsock;
  const open_door door = listen_on({});
  std::atomic<bool> inside{false}, go_on{false};
  watching_filter filter(LOOPSOCK_LAYER_CONNECT, [&](const loopsock_flow&) {
    inside = true;
    for (int i = 0; i < 5000 && !go_on; ++i) std::this_thread::sleep_for(1ms);
    return LOOPSOCK_PERMIT;
  });
  const held_socket client = tcp();
  std::thread connecting([&] { connect_to(client, door.at); });
  for (int i = 0; i < 5000 && !inside; ++i) std::this_thread::sleep_for(1ms);
  REQUIRE(inside);
  std::atomic<bool> removed{false};
  std::thread remover([&] {
    filter.remove();
    removed = true;
  });
  std::this_thread::sleep_for(briefly);
  CHECK_FALSE(removed);
  CHECK(filter.released == 0);
  go_on = true;
  remover.join();
  CHECK(filter.released == 1);
  connecting.join();
}

TEST_CASE("filter: removed from its own callout it does not wait, is not asked again, and is released behind it") {
  const started winsock;
  const open_door door = listen_on({});
  watching_filter* self = nullptr;
  int removed = -1, released_inside = -1;
  watching_filter filter(LOOPSOCK_LAYER_CONNECT, [&](const loopsock_flow&) {
    removed = self->remove();
    released_inside = self->released;
    return LOOPSOCK_PERMIT;
  });
  self = &filter;
  const held_socket first = tcp(), second = tcp();
  CHECK(connect_to(first, door.at) == 0);
  CHECK(removed == 0);
  CHECK(released_inside == 0);
  CHECK(filter.released == 1);
  CHECK(connect_to(second, door.at) == 0);
  CHECK(filter.at(LOOPSOCK_LAYER_CONNECT).size() == 1);
}

TEST_CASE("filter: one that was added later does not see the connections that exist") {
  const started winsock;
  const shape on{false, false};
  const watching_filter first(LOOPSOCK_LAYER_STREAM);
  const connected_pair seen_by_one = pair_on(on);
  const watching_filter second(LOOPSOCK_LAYER_STREAM);
  const connected_pair seen_by_two = pair_on(on);
  CHECK(echoes(seen_by_one.client, seen_by_one.server));
  CHECK(echoes(seen_by_two.client, seen_by_two.server));
  CHECK(first.bytes(seen_by_one.client, true).text == "ping");
  CHECK(second.bytes(seen_by_one.client, true).text.empty());
  CHECK(first.bytes(seen_by_two.client, true).text == "ping");
  CHECK(second.bytes(seen_by_two.client, true).text == "ping");
}

TEST_CASE("filter: added and removed while eight threads connect, send and close, nothing is lost") {
  const started winsock;
  const open_door plain = listen_on({false, false}), marked = listen_on({true, false}), six = listen_on({true, true});
  std::atomic<bool> over{false};
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      const open_door* const doors[] = {&plain, &marked, &six};
      const std::string text(3000 + static_cast<std::size_t>(t) * 777, static_cast<char>('a' + t));
      for (int i = 0; i < times(300); ++i) {
        const open_door& door = *doors[static_cast<std::size_t>(i + t) % 3];
        const shape on{&door != &plain, &door == &six};
        const held_socket client = tcp_on(on);
        if (connect_to(client, door.at) != 0) ++failures;
        if (!send_all(client, text)) ++failures;
        if (shutdown(client, SD_SEND) != 0) ++failures;
        char byte = 0;
        if (recv(client, &byte, 1, 0) != 1) ++failures;  // the server has seen the end
      }
    });
  }
  std::vector<std::thread> servers;
  for (const open_door* door : {&plain, &marked, &six}) {
    for (int k = 0; k < 3; ++k) {
      servers.emplace_back([&, door] {
        for (;;) {
          const held_socket server(accept(door->s, nullptr, nullptr));
          if (server == INVALID_SOCKET) return;
          const std::string text = receive_all(server, 1 << 20);
          if (text.empty() || text.find_first_not_of(text[0]) != std::string::npos ||
              text.size() != 3000 + static_cast<std::size_t>(text[0] - 'a') * 777)
            ++failures;
          send(server, "k", 1, 0);
        }
      });
    }
  }
  std::thread changing([&] {
    while (!over) {
      watching_filter one(all_layers), two(LOOPSOCK_LAYER_ACCEPT | LOOPSOCK_LAYER_STREAM);
      std::this_thread::sleep_for(1ms);
      one.remove();
      if (one.released != 1) ++failures;
    }
  });
  for (std::thread& one : threads) one.join();
  over = true;
  changing.join();
  for (const open_door* door : {&plain, &marked, &six}) closesocket(door->s);
  for (std::thread& one : servers) one.join();
  CHECK(failures == 0);
}
