// netstat: what is shown of each kind of socket, in both formats, and while others work.
#include <loopsock/netstat.hpp>

#include <cstdio>
#include <fstream>

#include "tests/filter/support.hpp"
#include "tests/overlapped/support.hpp"

using namespace filter_test;

namespace {

/// The object of a socket in the JSON, or "".
std::string row_of(SOCKET s, const std::string& json = loopsock::netstat(LOOPSOCK_NETSTAT_JSON)) {
  const std::size_t at = json.find(std::string("\"socket\":").append(std::to_string(s)).append(","));
  if (at == std::string::npos) return "";
  const std::size_t begin = json.rfind("{\"host\":", at), end = json.find("{\"host\":", at);
  return json.substr(begin, end == std::string::npos ? end : end - begin);
}
bool says(const std::string& row, const std::string& what) { return row.find(what) != std::string::npos; }
/// The number of a member, or -1.
long long number(const std::string& row, const std::string& key) {
  const std::size_t at = row.find(std::string("\"").append(key).append("\":"));
  return at == std::string::npos ? -1 : std::atoll(row.c_str() + at + key.size() + 3);
}
std::string line_of(SOCKET s) {
  const std::string text = loopsock::netstat();
  const std::size_t at = text.find(std::string(" ").append(std::to_string(s)).append(" "));
  if (at == std::string::npos) return "";
  const std::size_t begin = text.rfind('\n', at) + 1;
  return text.substr(begin, text.find('\n', at) - begin);
}

}  // namespace

TEST_CASE("netstat: a connection's names, state, path, queues, windows, bytes, age and what waits") {
  const started winsock;
  const shape on = each_shape();
  const connected_pair both = pair_on(on);
  REQUIRE(echoes(both.client, both.server));
  REQUIRE(send_all(both.client, std::string(1000, 'q')));
  REQUIRE(wait_for(both.server, ready_for::reading));
  overlapped_test::pending_call waits;
  REQUIRE(waits.receive(both.client) == WSA_IO_PENDING);

  const std::string client = row_of(both.client), server = row_of(both.server);
  CHECK(says(client, "\"host\":0,"));
  CHECK(says(client, "\"protocol\":\"tcp\""));
  CHECK(says(client, "\"state\":\"ESTABLISHED\""));
  CHECK(says(client, on.fast ? "\"path\":\"fast\",\"reason\":\"none\"" : "\"path\":\"ordinary\",\"reason\":\"not requested\""));
  CHECK(says(client, on.fast ? "\"fast_path_requested\":true" : "\"fast_path_requested\":false"));
  const socket_name peer = peer_of(both.client);
  CHECK(says(client, "\"remote\":{\"address\":\"" + peer.text() + "\",\"port\":" + std::to_string(peer.port()) + "}"));
  CHECK(number(client, "bytes_out") == 1004);
  CHECK(number(client, "receives") == 1);
  CHECK(number(client, "receive_queue") == 0);
  CHECK(number(client, "age_ms") >= 0);
  CHECK(number(server, "receive_queue") == 1000);
  CHECK(number(server, "bytes_in") == 1004);
  CHECK(number(client, "send_window") > 0);
  CHECK(number(server, "receive_window") > 0);
  CHECK(number(server, "receives") == 0);

  const std::string line = line_of(both.client);
  for (const std::string& word : {std::string("ESTABLISHED"), peer.text(), std::string(on.fast ? "fast" : "ordinary (not requested)"),
                                  std::string("1 receive")})
    CHECK(says(line, word));
  CHECK(send_all(both.server, "x"));  // looking has not disturbed the receive
  CHECK(waits.outcome(both.client) == overlapped_test::succeeded(1));
}

TEST_CASE("netstat: listeners with their backlog, datagrams with what waits, sockets that are nothing yet") {
  const started winsock;
  const shape on = each_shape();
  const open_door door = listen_on(on, 5);
  const held_socket first = tcp_on(on), second = tcp_on(on);
  REQUIRE(connect_to(first, door.at) == 0);
  REQUIRE(connect_to(second, door.at) == 0);
  const std::string listener = row_of(door.s);
  CHECK(says(listener, "\"state\":\"LISTEN\""));
  CHECK(says(listener, "\"backlog\":{\"limit\":5,\"used\":2}"));
  CHECK(says(line_of(door.s), "backlog 2/5"));
  CHECK(says(listener, "\"age_ms\":null"));

  const held_socket receiver = udp(on.family());
  REQUIRE(bind_to(receiver, here(on.v6)) == 0);
  REQUIRE(send_byte_to(receiver, local_of(receiver)) == 1);
  const std::string datagrams = row_of(receiver);
  CHECK(says(datagrams, "\"protocol\":\"udp\""));
  CHECK(says(datagrams, "\"state\":null"));
  CHECK(number(datagrams, "receive_queue") == 1);

  const held_socket fresh = tcp_on(on);
  CHECK(says(row_of(fresh), "\"state\":\"CLOSED\",\"path\":\"none\""));
  CHECK(says(row_of(fresh), "\"local\":null,\"remote\":null"));
}

TEST_CASE("netstat: states follow the connection, and TIME-WAIT is shown without a socket") {
  const started winsock;
  const shape on = each_path();
  connected_pair both = pair_on(on);
  const socket_name server_name = local_of(both.server), client_name = local_of(both.client);
  REQUIRE(shutdown(both.client, SD_SEND) == 0);
  char byte = 0;
  REQUIRE(recv(both.server, &byte, 1, 0) == 0);
  CHECK(says(row_of(both.client), "\"state\":\"FIN-WAIT-2\""));
  CHECK(says(row_of(both.server), "\"state\":\"CLOSE-WAIT\""));
  both.server.close();
  REQUIRE(recv(both.client, &byte, 1, 0) == 0);
  both.client.close();
  const std::string json = loopsock::netstat(LOOPSOCK_NETSTAT_JSON);
  const std::string waits = "\"local\":{\"address\":\"127.0.0.1\",\"port\":" + std::to_string(client_name.port()) +
                            "},\"remote\":{\"address\":\"127.0.0.1\",\"port\":" + std::to_string(server_name.port()) +
                            "},\"state\":\"TIME-WAIT\"";
  CHECK(says(json, waits) == !on.fast);  // the fast path has none
}

TEST_CASE("netstat: a connect and an accept that wait") {
  const started winsock;
  const shape on = each_path();
  open_door door;
  door.s = tcp_on(on);
  REQUIRE(bind_to(door.s, here(false)) == 0);
  REQUIRE(set_option(door.s, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, TRUE));
  REQUIRE(listen(door.s, 3) == 0);
  const held_socket client = tcp_on(on);
  set_nonblocking(client);
  connect_to(client, local_of(door.s));
  CHECK(says(row_of(client), "\"state\":\"SYN-SENT\""));
  CHECK(says(row_of(client), "\"path\":\"none\""));

  const open_door other = listen_on(on);
  std::thread accepting([&] { accept(other.s, nullptr, nullptr); });
  for (int i = 0; i < 5000 && number(row_of(other.s), "accepts") != 1; ++i) std::this_thread::sleep_for(1ms);
  CHECK(number(row_of(other.s), "accepts") == 1);
  closesocket(other.s);
  accepting.join();
}

TEST_CASE("netstat: the JSON is valid") {
  const started winsock;
  const connected_pair fast = pair_on({true, true}), plain = pair_on({});
  const open_door door = listen_on({});
  const held_socket d = udp(), raw(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
  const std::string path = "netstat_test_" + std::to_string(GetCurrentProcessId()) + ".json";
  {
    std::ofstream file(path);
    file << loopsock::netstat(LOOPSOCK_NETSTAT_JSON);
  }
  const bool has_python = std::system("python3 -c '' 2>/dev/null") == 0;
  if (!has_python) WARN("skipped: python3 is not installed");
  if (has_python) CHECK(std::system(("python3 -m json.tool " + path + " >/dev/null").c_str()) == 0);
  std::remove(path.c_str());
}

TEST_CASE("netstat: counters of the stack are there, for the host and for the paths") {
  const started winsock;
  const shape on = each_path();
  const loopsock_counters before = counters();
  const std::string first = loopsock::netstat(LOOPSOCK_NETSTAT_JSON);
  const connected_pair both = pair_on(on);
  REQUIRE(echoes(both.client, both.server));
  const std::string now = loopsock::netstat(LOOPSOCK_NETSTAT_JSON);
  const char* const key = on.fast ? "fast_connections" : "ordinary_connections";
  CHECK(number(now, key) == number(first, key) + 1);
  CHECK(number(first, key) == static_cast<long long>(on.fast ? before.fast_connections : before.ordinary_connections));
  const std::size_t hosts = now.find("\"hosts\":[");
  REQUIRE(hosts != std::string::npos);
  CHECK(number(now.substr(hosts), "tcp_segments_sent") >= number(first.substr(first.find("\"hosts\":[")), "tcp_segments_sent"));
  for (const char* const word : {"tcp_segments_retransmitted", "checksum_errors", "dropped", "no_memory"})
    CHECK(number(now.substr(hosts), word) >= 0);
}

TEST_CASE("netstat: a buffer that is too small, or is none") {
  const started winsock;
  std::size_t needed = 0;
  char small[8] = "before";
  CHECK(error_of(loopsock_netstat(LOOPSOCK_NETSTAT_TEXT, nullptr, 0, &needed)) == WSAENOBUFS);
  CHECK(needed > 100);
  CHECK(error_of(loopsock_netstat(LOOPSOCK_NETSTAT_TEXT, small, sizeof small, &needed)) == WSAENOBUFS);
  CHECK(std::string(small) == "before");
  std::string text(needed, '\0');
  CHECK(error_of(loopsock_netstat(LOOPSOCK_NETSTAT_TEXT, text.data(), text.size(), nullptr)) == 0);
  CHECK(std::strlen(text.c_str()) + 1 == needed);
  CHECK(error_of(loopsock_netstat(LOOPSOCK_NETSTAT_TEXT, nullptr, 8, &needed)) == WSAEFAULT);
  CHECK(error_of(loopsock_leak_report(small, sizeof small, reinterpret_cast<std::size_t*>(1))) == WSAEFAULT);
}

TEST_CASE("netstat: taken again and again while threads connect, send and close") {
  const started winsock;
  std::atomic<bool> over{false};
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < times(200); ++i) {
        const connected_pair both = pair_on({t % 2 == 0, t > 1});
        if (!echoes(both.client, both.server)) ++failures;
      }
    });
  }
  std::thread looking([&] {
    while (!over) {
      if (loopsock::netstat(LOOPSOCK_NETSTAT_JSON).empty() || loopsock::netstat().empty()) ++failures;
      loopsock::leaks();
    }
  });
  for (std::thread& one : threads) one.join();
  over = true;
  looking.join();
  CHECK(failures == 0);
}
