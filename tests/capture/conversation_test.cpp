// Conversations: what happened on the fast path, told as segments.
#include "stack/capture/conversation.hpp"

#include "stack/capture/capture.hpp"
#include "stack/captures.hpp"
#include "tests/capture/capture_file.hpp"
#include "tests/support/catch.hpp"

using namespace capture_test;
using namespace loopsock::capture;
using loopsock::const_buffer;
using loopsock::ip_address;

namespace {

constexpr segment_rules rules{.segment_bytes = 1000, .window_shift = 5};
constexpr unsigned client = 0, server = 1;

/// Segments as short texts, numbers counted from each end's first: "client SA 0 1 w65535", data as "+400".
struct story {
  interface at {
    "test-talk", ""
  };
  std::string file;
  session_number number = 0;
  conversation talk;
  std::string bytes = std::string(200'000, 'd');

  static conversation::speakers ends(std::uint32_t window) {
    conversation::speakers who;
    who[client].at = {ip_address::loopback_v4(), 50000};
    who[server].at = {ip_address::loopback_v4(), 80};
    for (speaker& one : who) one.window = window;
    return who;
  }

  explicit story(const conversation::speakers& who = ends(4096), std::uint32_t salt = 0) : talk(at, rules, who, salt) {
    loopsock::start_capture(std::make_unique<memory_sink>(file), {.interfaces = "test-talk"}, number);
  }
  ~story() { stop(); }
  void stop() {
    session_counts counts;
    if (number != 0) loopsock::stop_capture(std::exchange(number, 0), counts);
  }

  void sends(unsigned by, std::size_t count, std::size_t direct = 0, stream_position urgent_end = 0) {
    const const_buffer piece{reinterpret_cast<const std::byte*>(bytes.data()), count};
    talk.sent(by, {&piece, 1}, count, direct, urgent_end);
  }

  /// What was told since the last time.
  std::vector<std::string> told() {
    std::vector<std::string> list;
    const auto packets = packets_of(file);
    for (; seen < packets.size(); ++seen) {
      const segment s = segment_of(packets[seen]);
      CHECK(checksums_are_right(packets[seen]));
      const unsigned by = s.from == 50000 ? client : server;
      if (s.flags[0] == 'S') first[by] = s.sequence;
      std::string text =
          std::string(by == client ? "client " : "server ") + s.flags + " " + std::to_string(s.sequence - first[by]);
      if (s.flags.find('A') != std::string::npos) text += " " + std::to_string(s.acknowledged - first[1 - by]);
      text += " w" + std::to_string(s.window);
      if (!s.data.empty()) text += " +" + std::to_string(s.data.size());
      if (s.urgent != 0) text += " u" + std::to_string(s.urgent);
      list.push_back(text);
    }
    return list;
  }
  std::size_t seen = 0;
  std::uint32_t first[2] = {0, 0};
};

using texts = std::vector<std::string>;

/// A story whose connection is made, and that was told.
struct connected_story : story {
  explicit connected_story(const conversation::speakers& who = ends(4096)) : story(who) {
    talk.established();
    told();
  }
};

}  // namespace

TEST_CASE("conversation: the handshake has three segments, the scaled window from the third on") {
  story one(story::ends(100'000));
  one.talk.established();
  CHECK(one.told() == texts{"client S 0 w65535", "server SA 0 1 w65535", "client A 1 1 w3125"});
}

TEST_CASE("conversation: its first segment says that it was not sent") {
  story one;
  one.talk.established();
  one.sends(client, 10);
  const auto packets = packets_of(one.file);
  CHECK(packets.at(0).comment.starts_with("fast path"));
  for (std::size_t i = 1; i < packets.size(); ++i) CHECK(packets[i].comment.empty());
}

TEST_CASE("conversation: a SYN's options are MSS, window scale and SACK") {
  story one;
  one.talk.established();
  const std::string syn = packets_of(one.file).at(0).bytes;
  CHECK(syn.substr(40) == std::string("\x02\x04\x03\xe8\x01\x03\x03\x05\x01\x01\x04\x02", 12));
}

TEST_CASE("conversation: a refused connection is a SYN and a reset") {
  story one;
  one.talk.refused();
  CHECK(one.told() == texts{"client S 0 w4096", "server RA 0 1 w128"});
}

TEST_CASE("conversation: bytes go in segments of the MSS, the last of a call pushed") {
  connected_story one;
  one.sends(client, 2500);
  CHECK(one.told() == texts{"client A 1 1 w128 +1000", "client A 1001 1 w128 +1000", "client PA 2001 1 w128 +500"});
}

TEST_CASE("conversation: a reader acknowledges what it was the last to take") {
  connected_story one;
  one.sends(client, 300);
  one.told();
  one.talk.took(server, 100);
  CHECK(one.told().empty());
  one.talk.took(server, 300);
  CHECK(one.told() == texts{"server A 1 301 w128"});
  one.talk.took(server, 300);
  CHECK(one.told().empty());
}

TEST_CASE("conversation: an answer carries the acknowledgement, and no other comes") {
  connected_story one;
  one.sends(client, 100);
  one.sends(server, 50);
  CHECK(one.told() == texts{"client PA 1 1 w128 +100", "server PA 1 101 w125 +50"});  // 3996 in steps of 32
  one.talk.took(client, 50);
  CHECK(one.told() == texts{"client A 101 51 w128"});
}

TEST_CASE("conversation: a window that has grown by two segments, or half of it, is told") {
  connected_story one;
  one.sends(client, 4000);
  one.told();
  one.talk.took(server, 1500);
  CHECK(one.told().empty());
  one.talk.took(server, 2100);  // of 4096
  CHECK(one.told() == texts{"server A 1 4001 w69"});
}

TEST_CASE("conversation: a segment never passes the window that was told") {
  connected_story one;
  one.sends(client, 4000);
  one.talk.took(server, 1500);
  one.told();
  one.sends(client, 1500);
  CHECK(one.told() == texts{"server A 1 4001 w50", "client A 4001 1 w128 +1000", "client PA 5001 1 w128 +500"});
  stream_position edge = 0;
  for (const packet& p : packets_of(one.file)) {
    const segment s = segment_of(p);
    if (s.from == 80 && s.flags != "SA") edge = s.acknowledged - one.first[client] + s.window * 32;
    if (s.from == 80 && s.flags == "SA") edge = 1 + s.window;
    if (!s.data.empty()) CHECK(s.sequence - one.first[client] + s.data.size() <= edge);
  }
}

TEST_CASE("conversation: a buffer of one byte is a window that is open or closed, and what fits it is no probe") {
  connected_story one(story::ends(1));
  for (stream_position i = 1; i <= 3; ++i) {
    one.sends(client, 1);
    one.talk.took(server, i);
  }
  one.sends(client, 1);
  one.sends(server, 1);
  CHECK(one.told() == texts{"client PA 1 1 w1 +1", "server A 1 2 w1", "client PA 2 1 w1 +1", "server A 1 3 w1",
                            "client PA 3 1 w1 +1", "server A 1 4 w1", "client PA 4 1 w1 +1", "server PA 1 5 w0 +1"});
}

TEST_CASE("conversation: bytes that went straight to the reader need no room, however many") {
  connected_story one(story::ends(2048));
  one.sends(client, 5000, 5000);
  std::size_t data = 0;
  for (const std::string& text : one.told()) {
    CHECK(text.find(" w0") == std::string::npos);
    const std::size_t plus = text.find('+');
    if (plus != std::string::npos) data += std::stoul(text.substr(plus + 1));
  }
  CHECK(data == 5000);
  CHECK(one.talk.who(server).taken == 5000);
}

TEST_CASE("conversation: a FIN is acknowledged at once, in either order") {
  const unsigned begins = GENERATE(client, server);
  connected_story one;
  one.sends(begins, 10);
  one.told();
  one.talk.finished(begins);
  one.talk.took(1 - begins, 10);
  one.sends(1 - begins, 20);
  one.talk.took(begins, 20);
  one.talk.finished(1 - begins);
  one.talk.finished(begins);
  const std::string a = begins == client ? "client " : "server ", b = begins == client ? "server " : "client ";
  CHECK(one.told() == texts{a + "FA 11 1 w128", b + "A 1 12 w128", b + "PA 1 12 w128 +20", a + "A 12 21 w128",
                            b + "FA 21 12 w128", a + "A 12 22 w128"});
}

TEST_CASE("conversation: nothing follows a reset") {
  connected_story one;
  one.sends(client, 10);
  one.talk.broke(client);
  CHECK(one.told() == texts{"client PA 1 1 w128 +10", "client RA 11 1 w128"});
  one.talk.broke(server);
  one.talk.finished(client);
  one.sends(server, 10);
  one.talk.took(server, 10);
  CHECK(one.told().empty());
}

TEST_CASE("conversation: bytes to an end that takes none are seen, and its reset") {
  connected_story one;
  one.talk.finished(server);
  one.told();
  const const_buffer piece{reinterpret_cast<const std::byte*>(one.bytes.data()), 9000};
  one.talk.sent_in_vain(client, {&piece, 1});
  one.talk.broke(server);
  CHECK(one.told() == texts{"client PA 1 2 w128 +1000", "server RA 2 1001 w97"});
}

TEST_CASE("conversation: the urgent pointer points behind the urgent byte, or to it, from each segment before") {
  const bool rfc1122 = GENERATE(false, true);
  connected_story one;
  one.talk.set_manner(client, {.rfc1122_urgent = rfc1122});
  one.sends(client, 1200, 0, 1200);
  one.sends(client, 5);
  CHECK(one.told() == texts{"client AU 1 1 w128 +1000 u" + std::to_string(rfc1122 ? 1199 : 1200),
                            "client PAU 1001 1 w128 +200 u" + std::to_string(rfc1122 ? 199 : 200),
                            "client PA 1201 1 w128 +5"});
}

TEST_CASE("conversation: one that is met in mid-life goes on from where it stands") {
  auto who = story::ends(4096);
  who[client].sent = 70'000, who[server].taken = 69'000;
  who[server].sent = 5, who[client].taken = 5;
  story one(who);
  one.sends(client, 10);
  one.talk.took(server, 70'010);
  one.sends(server, 1);
  std::vector<segment> list;
  for (const packet& p : packets_of(one.file)) list.push_back(segment_of(p));
  REQUIRE(list.size() == 3);
  CHECK(list[1].acknowledged == list[0].sequence + 10);
  CHECK(list[2].sequence == list[0].acknowledged);
  conversation whole(one.at, rules, story::ends(4096), 0);  // the numbers are those of the whole connection
  whole.established();
  const segment syn = segment_of(packets_of(one.file).at(3));
  CHECK(list[0].sequence == syn.sequence + 1 + 70'000);
}

TEST_CASE("conversation: connections of one four-tuple begin with different numbers, the same in every run") {
  std::vector<std::uint32_t> begin;
  for (const std::uint32_t salt : {0u, 1u, 2u, 0u}) {
    story one(story::ends(4096), salt);
    one.talk.established();
    begin.push_back(segment_of(packets_of(one.file).at(0)).sequence);
    begin.push_back(segment_of(packets_of(one.file).at(1)).sequence);
  }
  CHECK(begin[0] != begin[2]);
  CHECK(begin[2] != begin[4]);
  CHECK(begin[0] != begin[1]);
  CHECK(begin[0] == begin[6]);
  CHECK(begin[1] == begin[7]);
}

TEST_CASE("conversation: a message of very many pieces is told whole") {
  connected_story one;
  std::vector<const_buffer> pieces;
  for (std::size_t i = 0; i < 100; ++i) pieces.push_back({reinterpret_cast<const std::byte*>(one.bytes.data()) + i, 1});
  one.talk.sent(client, pieces, 100, 0, 0);
  one.talk.took(server, 100);
  CHECK(one.told().back() == "server A 1 101 w128");
}
