// Connections of both paths, as tshark sees them: nothing wrong, every byte there, in both directions.
#include <unistd.h>

#include <loopsock/capture.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "tests/capture/tshark.hpp"
#include "tests/winsock/support.hpp"

using namespace capture_test;
using namespace winsock_test;

namespace {

/// A capture of the loopback link into a file that goes with it.
class captured {
 public:
  captured() : path_("/tmp/loopsock_capture_test." + std::to_string(getpid()) + ".pcapng") {
    started_ = loopsock_start_capture(path_.c_str(), nullptr, &number_) == LOOPSOCK_OK;
  }
  ~captured() {
    if (started_) loopsock_stop_capture(number_);
    std::remove(path_.c_str());
  }
  explicit operator bool() const { return started_; }
  std::uint32_t number() const { return number_; }
  tshark stop() {
    started_ = false;
    CHECK(loopsock_stop_capture(number_) == LOOPSOCK_OK);
    return tshark(path_);
  }

 private:
  std::string path_;
  std::uint32_t number_ = 0;
  bool started_ = false;
};

/// Bytes that differ from place to place, and by `seed`.
std::string material(std::size_t count, unsigned seed = 0) {
  std::string text(count, '\0');
  std::uint32_t state = seed * 2654435761u + 1;
  for (char& one : text) one = static_cast<char>((state = state * 1664525u + 1013904223u) >> 24);
  return text;
}

/// Both ends send at once, in calls of `piece` bytes, and read until the end of the stream; then both close.
struct exchange_result {
  std::string at_client, at_server;
};
exchange_result exchange(connected_pair& both, const std::string& up, const std::string& down, std::size_t piece) {
  const auto talk = [piece](SOCKET s, const std::string& mine, std::string& heard, std::size_t expected) {
    std::thread reader([&] { heard = receive_all(s, expected); });
    for (std::size_t done = 0; done < mine.size(); done += piece)
      if (!send_all(s, mine.data() + done, std::min(piece, mine.size() - done))) break;
    reader.join();
  };
  exchange_result got;
  std::thread server([&] { talk(both.server, down, got.at_server, up.size()); });
  talk(both.client, up, got.at_client, down.size());
  server.join();
  return got;
}

void check_clean(const tshark& seen) {
  CHECK(seen.packets().size() > 1);
  CHECK(seen.complaints() == "");
}

}  // namespace

TEST_CASE("capture: every byte of a connection is seen once, both ways, with nothing wrong, on either path") {
  if (!have_tshark()) return;
  const shape on = each_shape();
  const auto [bytes, piece] =
      GENERATE(std::pair<std::size_t, std::size_t>{900, 7}, std::pair<std::size_t, std::size_t>{60'000, 700},
               std::pair<std::size_t, std::size_t>{400'000, 400'000});
  INFO(on.title() << ", " << bytes << " bytes in pieces of " << piece);
  started winsock;
  captured file;
  REQUIRE(file);
  const std::string up = material(bytes, 1), down = material(bytes / 2 + 1, 2);
  std::uint16_t client = 0, server = 0;
  {
    connected_pair both = pair_on(on);
    REQUIRE(is_on(both.client, on));
    client = local_of(both.client).port(), server = peer_of(both.client).port();
    const exchange_result got = exchange(both, up, down, piece);
    REQUIRE(got.at_server == up);
    REQUIRE(got.at_client == down);
    CHECK(is_on(both.client, on));
    shutdown(both.client, SD_SEND), shutdown(both.server, SD_SEND);
    receive_all(both.client, 1), receive_all(both.server, 1);
  }
  const tshark seen = file.stop();
  check_clean(seen);
  CHECK(seen.bytes_from(client) == up.size());
  CHECK(seen.bytes_from(server) == down.size());
  const auto streams = seen.follow(1);
  CHECK((streams[0][0] == up));
  CHECK((streams[0][1] == down));
  CHECK(seen.count(syn) == 2);
  CHECK(seen.count(fin) == 2);
  CHECK(seen.count(rst) == 0);
  CHECK(seen.field("tcp.options.mss_val") == std::vector<std::string>{"32768", "32768"});
  CHECK(seen.field("tcp.options.wscale.shift") == std::vector<std::string>{"5", "5"});
  // Where no more was sent than a buffer holds, no window can have been full.
  if (bytes < 60'000) CHECK(seen.field("tcp.analysis.window_full").empty());
}

TEST_CASE("capture: a fast connection's segments are those of the ordinary path, while it is not hurried") {
  if (!have_tshark()) return;
  started winsock;
  std::vector<std::string> seen[2];
  for (const bool fast : {false, true}) {
    captured file;
    const shape on{fast, false};
    {
      connected_pair both = pair_on(on);
      send_all(both.client, material(30'000)), receive_all(both.server, 30'000);
      send_all(both.server, material(10)), receive_all(both.client, 10);
      shutdown(both.client, SD_SEND);
      receive_all(both.server, 1);
      send_all(both.server, material(5)), receive_all(both.client, 5);
      shutdown(both.server, SD_SEND);
      receive_all(both.client, 1);
    }
    // Acknowledgements alone are apart: the ordinary path sends one for what has come as well as for what was taken.
    const tshark what = file.stop();
    for (const seen_packet& one : what.packets())
      if (one.number("tcp.len") != 0 || one.has(syn) || one.has(fin))
        seen[fast].push_back(one["tcp.seq"] + " +" + one["tcp.len"] + (one.has(syn) ? " S" : "") +
                             (one.has(fin) ? " F" : "") + " header " + one["tcp.hdr_len"] + " ttl " + one["ip.ttl"]);
  }
  CHECK(seen[true] == seen[false]);
  CHECK(seen[true].size() == 7);
}

TEST_CASE("capture: several connections at once are apart, and each is whole") {
  if (!have_tshark()) return;
  const shape on = each_path();
  started winsock;
  captured file;
  constexpr int count = 5;
  std::vector<std::string> up, down;
  {
    std::vector<connected_pair> pairs;
    for (int i = 0; i < count; ++i) {
      pairs.push_back(pair_on(on));
      up.push_back(material(100'000 + static_cast<std::size_t>(i), static_cast<unsigned>(i)));
      down.push_back(material(3'000, static_cast<unsigned>(i) + 100));
    }
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
      threads.emplace_back([&, i] {
        exchange(pairs[static_cast<std::size_t>(i)], up[static_cast<std::size_t>(i)], down[static_cast<std::size_t>(i)],
                 9'000);
      });
    for (std::thread& one : threads) one.join();
  }
  const tshark seen = file.stop();
  check_clean(seen);
  const auto streams = seen.follow(count);
  for (unsigned i = 0; i < count; ++i) {
    CHECK((streams[i][0] == up[i]));
    CHECK((streams[i][1] == down[i]));
  }
}

TEST_CASE("capture: a half close goes on in the other direction, whoever begins") {
  if (!have_tshark()) return;
  const shape on = each_path();
  const bool client_first = GENERATE(true, false);
  started winsock;
  captured file;
  {
    connected_pair both = pair_on(on);
    const SOCKET first = client_first ? both.client : both.server, second = client_first ? both.server : both.client;
    send_all(first, "question"), shutdown(first, SD_SEND);
    CHECK(receive_all(second, 100) == "question");
    send_all(second, material(50'000));
    CHECK(receive_all(first, 50'000).size() == 50'000);
    shutdown(second, SD_SEND);
    CHECK(receive_all(first, 1).empty());
  }
  const tshark seen = file.stop();
  check_clean(seen);
  CHECK(seen.count(fin) == 2);
  CHECK(seen.count(rst) == 0);
  CHECK(seen.field("tcp.completeness").back() == "31");  // SYN, SYN-ACK, ACK, data, FIN
}

TEST_CASE("capture: an abortive close, and data to a closed end, are a reset") {
  if (!have_tshark()) return;
  const shape on = each_path();
  const bool aborted = GENERATE(true, false);
  started winsock;
  captured file;
  {
    connected_pair both = pair_on(on);
    echoes(both.client, both.server);
    if (aborted) set_linger(both.server, true, 0);
    both.server.close();
    if (!aborted) {
      receive_all(both.client, 1);
      send_all(both.client, "too late");
    }
    char byte = 0;
    CHECK(recv(both.client, &byte, 1, 0) <= 0);
  }
  const tshark seen = file.stop();
  check_clean(seen);
  CHECK(seen.count(rst) == 1);
  CHECK(seen.count([](const seen_packet& one) { return one["tcp.payload"] == "746f6f206c617465"; }) ==
        (aborted ? 0 : 1));
}

TEST_CASE("capture: a close with unread bytes is a reset, on either path") {
  if (!have_tshark()) return;
  const shape on = each_path();
  started winsock;
  captured file;
  {
    connected_pair both = pair_on(on);
    send_all(both.client, "unread");
    wait_for(both.server, ready_for::reading);
    both.server.close();
    char byte = 0;
    CHECK(recv(both.client, &byte, 1, 0) <= 0);
  }
  const tshark seen = file.stop();
  check_clean(seen);
  CHECK(seen.count(rst) == 1);
}

TEST_CASE("capture: a refused connection is a SYN and its reset, on either path") {
  if (!have_tshark()) return;
  const shape on = each_path();
  started winsock;
  captured file;
  held_socket client = tcp_on(on);
  CHECK(error_of(connect_to(client, here(false, 9))) == WSAECONNREFUSED);
  const tshark seen = file.stop();
  check_clean(seen);
  CHECK(seen.field("tcp.flags") == std::vector<std::string>{"0x0002", "0x0014"});
}

TEST_CASE("capture: a connection that the application holds back begins with one SYN, accepted or refused, on either path") {
  if (!have_tshark()) return;
  const shape on = each_path();
  const bool accepted = GENERATE(true, false);
  started winsock;
  captured file;
  {
    open_door door;
    door.s = tcp_on(on);
    BOOL conditional = TRUE;
    set_option(door.s, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, conditional);
    bind_to(door.s, here(false)), listen(door.s, 5);
    held_socket client = tcp_on(on);
    set_nonblocking(client);
    connect_to(client, local_of(door.s));
    const auto answer = [](LPWSABUF, LPWSABUF, LPQOS, LPQOS, LPWSABUF, LPWSABUF, GROUP*, DWORD_PTR yes) -> int {
      return yes != 0 ? CF_ACCEPT : CF_REJECT;
    };
    held_socket server(WSAAccept(door.s, nullptr, nullptr, answer, accepted ? 1 : 0));
    CHECK((server != INVALID_SOCKET) == accepted);
    if (accepted) CHECK(echoes(client, server));
  }
  const tshark seen = file.stop();
  check_clean(seen);
  CHECK(seen.count([](const seen_packet& one) { return one.has(syn) && !one.has(ack); }) == 1);
  CHECK(seen.count([](const seen_packet& one) { return one.has(syn) && one.has(ack); }) == (accepted ? 1 : 0));
}

TEST_CASE("capture: an urgent byte has its flag and pointer, on either path") {
  if (!have_tshark()) return;
  const shape on = each_path();
  started winsock;
  captured file;
  {
    connected_pair both = pair_on(on);
    send_all(both.client, "abc");
    CHECK(send(both.client, "xyz!", 4, MSG_OOB) == 4);
    CHECK(receive_all(both.server, 6) == "abcxyz");
    char urgent = 0;
    CHECK(recv(both.server, &urgent, 1, MSG_OOB) == 1);
    CHECK(urgent == '!');
  }
  const tshark seen = file.stop();
  check_clean(seen);
  CHECK(seen.count([](const seen_packet& one) { return one.has(urg) && one.number("tcp.len") != 0; }) == 1);
  for (const seen_packet& one : seen.packets())
    if (one.has(urg)) CHECK(one["tcp.urgent_pointer"] == "4");
}

TEST_CASE("capture: a receiver's large buffer is announced, and bytes that it lends are acknowledged as they go") {
  if (!have_tshark()) return;
  started winsock;
  captured file;
  const std::string up = material(3'000'000);
  {
    connected_pair both = pair_on({true, false});
    set_option(both.server, SOL_SOCKET, SO_RCVBUF, 500'000);
    std::string heard;
    std::thread reader([&] {
      heard.resize(up.size());
      recv(both.server, heard.data(), static_cast<int>(heard.size()), MSG_WAITALL);
    });
    std::this_thread::sleep_for(till_blocked);
    send_all(both.client, up);
    reader.join();
    CHECK(heard == up);
  }
  const tshark seen = file.stop();
  check_clean(seen);
  CHECK((seen.follow(1)[0][0] == up));
  CHECK(seen.count([](const seen_packet& one) { return one.number("tcp.len") > 32768; }) == 0);
  CHECK(seen.count([](const seen_packet& one) { return one.number("tcp.window_size") > 400'000; }) != 0);
}

TEST_CASE("capture: a connection that is there already is shown from where it is, and stays fast") {
  if (!have_tshark()) return;
  const shape on = each_path();
  started winsock;
  connected_pair both = pair_on(on);
  const std::string early = material(20'000);
  send_all(both.client, early), receive_all(both.server, 19'000);  // some lies unread
  captured file;
  CHECK(receive_all(both.server, 1'000) == early.substr(19'000));
  const std::string up = material(100'000, 3);
  const exchange_result got = exchange(both, up, "answer", 4'096);
  CHECK(got.at_server == up);
  CHECK(is_on(both.client, on));
  const tshark seen = file.stop();
  check_clean(seen);
  CHECK(echoes(both.client, both.server));
  CHECK(is_on(both.client, on));
  CHECK(seen.count(syn) == 0);
  CHECK(seen.bytes_from(local_of(both.client).port()) == up.size());
  CHECK(seen.bytes_from(local_of(both.server).port()) == 6);
}

TEST_CASE("capture: no packet is sent for a fast connection that is captured") {
  started winsock;
  captured file;
  REQUIRE(file);
  connected_pair both = pair_on({true, false});
  const loopsock_counters before = counters_at_rest();
  for (int i = 0; i < 100; ++i) CHECK(echoes(both.client, both.server));
  CHECK(same_packets(before, counters()));
  CHECK(is_on(both.client, {true, false}));
}

TEST_CASE("capture: datagrams have their checksums, over IPv4 and IPv6") {
  if (!have_tshark()) return;
  const bool v6 = GENERATE(false, true);
  started winsock;
  captured file;
  {
    held_socket receiver = udp(v6 ? AF_INET6 : AF_INET), sender = udp(v6 ? AF_INET6 : AF_INET);
    bind_to(receiver, here(v6));
    const socket_name to = local_of(receiver);
    for (const std::size_t bytes : {1u, 1000u, 60'000u}) {
      const std::string text = material(bytes);
      CHECK(sendto(sender, text.data(), static_cast<int>(bytes), 0, to.plain(), to.length) == static_cast<int>(bytes));
    }
  }
  const tshark seen = file.stop();
  check_clean(seen);
  CHECK(seen.field("udp.length") == std::vector<std::string>{"9", "1008", "60008"});
}

TEST_CASE("capture: names of the stack's table stand in the file") {
  if (!have_tshark()) return;
  started winsock;
  loopsock_add_host("early.test", "127.7.7.7");
  captured file;
  loopsock_add_host("late.test", "127.8.8.8");
  for (const char* address : {"127.7.7.7", "127.8.8.8"}) {
    held_socket sender = udp();
    send_byte_to(sender, name_at(address, 7));
  }
  loopsock_remove_host("early.test"), loopsock_remove_host("late.test");
  const tshark seen = file.stop();
  const std::string text = seen.run("-N n -Y udp");
  CHECK(text.find("early.test") != std::string::npos);
  CHECK(text.find("late.test") != std::string::npos);
}

TEST_CASE("capture: a refusal, and a capture that is gone, have their results") {
  std::uint32_t number = 0;
  loopsock_capture_counts counts{};
  CHECK(loopsock_start_capture(nullptr, nullptr, &number) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_start_capture("/tmp/x.pcapng", nullptr, nullptr) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_start_capture("/no/such/folder/x.pcapng", nullptr, &number) == LOOPSOCK_CANNOT_WRITE);
  loopsock_capture_options small{};
  small.size = 4;
  CHECK(loopsock_start_capture("/tmp/x.pcapng", &small, &number) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_stop_capture(0) == LOOPSOCK_NOT_FOUND);
  CHECK(loopsock_flush_capture(77) == LOOPSOCK_NOT_FOUND);
  counts.size = sizeof counts;
  CHECK(loopsock_query_capture(77, &counts) == LOOPSOCK_NOT_FOUND);
  captured file;
  counts.size = 4;
  CHECK(loopsock_query_capture(file.number(), &counts) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_query_capture(file.number(), nullptr) == LOOPSOCK_BAD_ARGUMENT);
  counts.size = sizeof counts;
  {
    started winsock;
    held_socket sender = udp();
    send_byte_to(sender, name_at("127.0.0.1", 7));
  }
  CHECK(loopsock_flush_capture(file.number()) == LOOPSOCK_OK);
  CHECK(loopsock_query_capture(file.number(), &counts) == LOOPSOCK_OK);
  CHECK(counts.packets >= 1);
  CHECK(counts.left_out == 0);
  CHECK(counts.failed == 0);
  CHECK(counts.bytes > 100);
}

TEST_CASE("capture: what is wrong with a file is seen") {
  if (!have_tshark()) return;
  started winsock;
  captured file;
  {
    connected_pair both = pair_on({true, false});
    for (int i = 0; i < 3; ++i) echoes(both.client, both.server);
  }
  file.stop();
  const std::string path = "/tmp/loopsock_capture_test." + std::to_string(getpid()) + ".pcapng";
  std::ifstream in(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const std::size_t at = bytes.find("ping");
  REQUIRE(at != std::string::npos);
  bytes[at] = 'P';                                         // a wrong checksum
  bytes[at - 15] = static_cast<char>(bytes[at - 15] + 1);  // and a gap before it
  std::ofstream(path, std::ios::binary) << bytes;
  const tshark seen(path);
  CHECK(seen.count([](const seen_packet& one) { return one["tcp.checksum.status"] == "0"; }) == 1);
  CHECK(seen.complaints().find("lost_segment") != std::string::npos);
}
