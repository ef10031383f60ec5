// Sessions: which packets go into which file.
#include "stack/capture/capture.hpp"
#include "stack/capture/name_pattern.hpp"
#include "stack/captures.hpp"
#include "tests/capture/capture_file.hpp"
#include "tests/support/catch.hpp"

using namespace capture_test;
using namespace loopsock::capture;
using namespace std::chrono_literals;
using loopsock::capture_request;
using loopsock::const_buffer;

namespace {

/// A capture into memory, stopped at the latest when the test ends.
struct watcher {
  std::string file;
  session_number number = 0;
  session_counts counts;

  explicit watcher(const capture_request& what = {}, std::size_t room = SIZE_MAX) {
    if (loopsock::start_capture(std::make_unique<memory_sink>(file, room), what, number) != outcome::ok) number = 0;
  }
  ~watcher() { stop(); }
  outcome stop() { return loopsock::stop_capture(std::exchange(number, 0), counts); }
  /// The packets of the interfaces that the test made; others are the stack's own.
  std::vector<std::string> texts() const {
    std::vector<std::string> list;
    for (const packet& p : packets_of(file)) list.push_back(p.bytes);
    return list;
  }
};

void note_text(const interface& at, std::string_view text, std::string_view comment = {}) {
  const const_buffer piece{reinterpret_cast<const std::byte*>(text.data()), text.size()};
  note(at, loopsock::host::time_point(5s), direction::outbound, {&piece, 1}, comment);
}

std::vector<std::string> interface_names(const std::string& file) {
  std::vector<std::string> list;
  for (const block& one : blocks_of(file))
    if (one.type == 1) list.push_back(option_of(std::string_view(one.body).substr(8), 2));
  return list;
}

using texts = std::vector<std::string>;

}  // namespace

static_assert(matches("", "lo") && matches("lo", "lo") && !matches("lo", "lo0") && matches("*", ""));
static_assert(matches("alice:*", "alice:eth0") && !matches("alice:*", "bob:eth0") && matches("lo,*:eth0", "bob:eth0"));
static_assert(matches("*a*b", "xaxbab") && !matches("*a*b", "xaxba") && !matches("lo,", "lox"));

TEST_CASE("session: each sees the interfaces that its pattern names, those made later too") {
  const interface alice("test-alice:eth0", "");
  watcher everything({.interfaces = "test-*"}), bobs({.interfaces = "test-bob:*"});
  const interface bob("test-bob:eth0", "bob's", link_type::ethernet);
  note_text(alice, "from alice");
  note_text(bob, "from bob");
  everything.stop(), bobs.stop();
  CHECK(everything.texts() == texts{"from alice", "from bob"});
  CHECK(bobs.texts() == texts{"from bob"});
  CHECK(interface_names(everything.file) == texts{"test-alice:eth0", "test-bob:eth0"});
  CHECK(interface_names(bobs.file) == texts{"test-bob:eth0"});
}

TEST_CASE("session: a packet that was dropped says why") {
  const interface at("test-wire", "");
  watcher one({.interfaces = "test-*"});
  note_text(at, "lost", "dropped: the queue is full");
  one.stop();
  const auto packets = packets_of(one.file);
  REQUIRE(packets.size() == 1);
  CHECK(packets[0].comment == "dropped: the queue is full");
  CHECK(packets[0].flags == 2);
}

TEST_CASE("session: a snap length cuts packets and tells how long they were") {
  const interface at("test-wire", "");
  watcher one({.interfaces = "test-*", .snap_length = 4});
  note_text(at, "abcdefg");
  one.stop();
  const auto packets = packets_of(one.file);
  REQUIRE(packets.size() == 1);
  CHECK(packets[0].bytes == "abcd");
  CHECK(packets[0].original == 7);
}

TEST_CASE("session: a file never grows beyond its limit, statistics included, and counts what is left out") {
  const interface at("test-wire", "");
  constexpr std::uint64_t limit = 1000;
  watcher one({.interfaces = "test-*", .maximum_bytes = limit});
  for (int i = 0; i < 50; ++i) note_text(at, "thirty bytes or so of a packet");
  CHECK(one.stop() == outcome::ok);
  CHECK(one.file.size() <= limit);
  CHECK(one.file.size() > limit - 100);
  CHECK(one.counts.packets == one.texts().size());
  CHECK(one.counts.packets + one.counts.left_out == 50);
  CHECK_FALSE(one.counts.failed);
  const auto blocks = blocks_of(one.file);
  CHECK(blocks.back().type == 5);
  CHECK(little(option_of(std::string_view(blocks.back().body).substr(12), 4), 0) == 50);
}

TEST_CASE("session: a sink that fails ends its session, says so when it is stopped, and leaves others alone") {
  const interface at("test-wire", "");
  watcher good({.interfaces = "test-*"}), bad({.interfaces = "test-*"}, 300);
  for (int i = 0; i < 20; ++i) note_text(at, "a packet");
  CHECK(bad.stop() == outcome::cannot_write);
  CHECK(bad.counts.failed);
  CHECK(bad.counts.packets + bad.counts.left_out == 20);
  CHECK(good.stop() == outcome::ok);
  CHECK(good.texts().size() == 20);
}

TEST_CASE("session: a sink that takes nothing is no session, and nobody captures then") {
  std::string file;
  session_number number = 0;
  CHECK(loopsock::start_capture(std::make_unique<memory_sink>(file, 0), {}, number) == outcome::cannot_write);
  CHECK_FALSE(attached());
  session_counts counts;
  CHECK(loopsock::stop_capture(12345, counts) == outcome::no_such_session);
}

TEST_CASE("session: somebody captures from the first start to the last stop") {
  CHECK_FALSE(attached());
  watcher one;
  CHECK(attached());
  {
    watcher two;
    one.stop();
    CHECK(attached());
  }
  CHECK_FALSE(attached());
}

TEST_CASE("session: times are those of the notes, from the same moment on for every packet") {
  const interface at("test-wire", "");
  watcher one({.interfaces = "test-*"});
  const const_buffer nothing{};
  note(at, loopsock::host::time_point(1s), direction::inbound, {&nothing, 1});
  note(at, loopsock::host::time_point(3s + 1ns), direction::inbound, {&nothing, 1});
  one.stop();
  const auto packets = packets_of(one.file);
  REQUIRE(packets.size() == 2);
  CHECK(packets[1].nanoseconds - packets[0].nanoseconds == 2'000'000'001);
}
