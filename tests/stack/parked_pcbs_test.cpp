// parked_pcbs: with many connections open nearly all are beside lwIP's lists, and nobody notices.
//
// One thread, virtual time. A raw port hears the segments of a quiet connection, so that a test can make the next one by hand.
#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "stack/lwip/datagram_port.hpp"
#include "stack/lwip/own_address.hpp"
#include "tests/stack/tcp_ends.hpp"

using namespace tcp_test;

namespace {

// What lwIP walks for a segment: 32 at most, and two that are just being made.
constexpr std::size_t most_active = 34;

/// Connections of one listener, of which each end is a stranger to the others.
struct crowd {
  explicit crowd(std::size_t count, ip_address at = here, const stream_options& options = {})
      : crowd(count, at, at, options) {}
  crowd(std::size_t count, ip_address to, ip_address from, const stream_options& options = {})
      : listening({to, next_port()}, 8), address(to), client(from) {
    grow(count, options);
  }
  void grow(std::size_t count, const stream_options& options = {}) {
    while (pairs.size() < count) {
      auto near = std::make_unique<end>();
      REQUIRE(near->connect({client, next_client_port()}, listening.at, options) == error::none);
      REQUIRE(near->carrier->connect_result() == error::none);
      auto far = std::make_unique<end>(listening.take().carrier);
      pairs.push_back({std::move(near), std::move(far)});
    }
  }
  std::uint16_t next_client_port() { return ++last_port; }

  struct pair {
    std::unique_ptr<end> near, far;
  };
  server listening;
  ip_address address, client;
  std::uint16_t last_port = 40000;
  std::vector<pair> pairs;
};

/// Talks both ways.
void check_talk(end& a, end& b, const std::string& word) {
  REQUIRE(a.write(word).bytes == word.size());
  REQUIRE(b.read() == word);
  REQUIRE(b.write(word + "!").bytes == word.size() + 1);
  REQUIRE(a.read() == word + "!");
}

struct random_order : std::mt19937 {
  random_order() : std::mt19937(seed()) {}
  static unsigned seed() {
    const unsigned drawn = std::random_device{}();
    UNSCOPED_INFO("seed " << drawn);
    return drawn;
  }
};

constexpr std::size_t tcp_header_bytes = 20, flags_at = 13;
constexpr char fin = 1, rst = 4, ack = 16;

/// Hears TCP segments, and sends what the test has made.
class wire {
 public:
  explicit wire(bool v6, std::uint8_t protocol = tcp) : v6_(v6) {
    REQUIRE(lwip::datagram_port::open_raw(v6, protocol, told_.target(), port_) == error::none);
    const endpoint any{v6 ? ip_address::any_v6() : ip_address::any_v4(), 0};
    REQUIRE(port_->bind(any, false) == error::none);
  }
  wire(const wire&) = delete;
  ~wire() {
    deferred work;
    port_->close(work);
  }
  void bring_own_header() {
    lwip::datagram_options options;
    options.header_included = true;
    port_->set_options(options);
  }

  /// The segments since it was asked last, each with its TCP header, oldest first.
  std::vector<std::string> hear_all() {
    std::vector<std::string> all;
    for (std::string one; !(one = hear()).empty();) all.push_back(one);
    return all;
  }
  /// Whether `segment` was heard, or nothing (its IP header was not TCP's), and then an acknowledgement.
  bool acknowledged(const std::string& segment) {
    std::vector<std::string> heard = hear_all();
    if (!heard.empty() && heard.front() == segment) heard.erase(heard.begin());
    return !heard.empty() && heard[0].size() == tcp_header_bytes && heard[0][flags_at] == ack;
  }

  void send(const std::string& packet, const ip_address& to) {
    deferred work;
    const const_buffer piece{reinterpret_cast<const std::byte*>(packet.data()), packet.size()};
    REQUIRE(port_->send({&piece, 1}, {to, 0}, work).failure == error::none);
  }

  static constexpr std::uint8_t tcp = 6, destination_options = 60;

 private:
  std::string hear() {
    std::array<std::byte, 4096> bytes;
    const buffer piece{bytes.data(), bytes.size()};
    deferred work;
    const lwip::datagram_result got = port_->receive({&piece, 1}, false, work);
    if (got.failure != error::none) return {};
    const std::size_t skip = v6_ ? 0 : 20;
    return {reinterpret_cast<const char*>(bytes.data()) + skip, got.bytes - skip};
  }
  bool v6_;
  recorder told_;
  lwip::datagram_port* port_ = nullptr;
};

/// The reset that may follow `heard`, which had data: the same header, behind that data.
std::string reset_after(const std::string& heard) {
  std::string made = heard.substr(0, tcp_header_bytes);
  std::uint32_t sequence = 0;
  for (std::size_t i = 4; i < 8; ++i) sequence = sequence << 8 | static_cast<unsigned char>(made[i]);
  sequence += static_cast<std::uint32_t>(heard.size() - tcp_header_bytes);
  for (std::size_t i = 7; i >= 4; --i, sequence >>= 8) made[i] = static_cast<char>(sequence & 0xff);
  made[flags_at] = rst;
  return made;
}

/// An IPv4 packet, or a fragment of one, over `payload`. The stack fills in length and checksum.
std::string ip4_packet(const std::string& payload, unsigned fragment_field, char identification) {
  std::string header(20, '\0');
  header[0] = 0x45;
  header[5] = identification;
  header[6] = static_cast<char>(fragment_field >> 8);
  header[7] = static_cast<char>(fragment_field & 0xff);
  header[8] = 64;
  header[9] = static_cast<char>(wire::tcp);
  header[12] = header[16] = 127;
  header[15] = header[19] = 1;
  return header + payload;
}

/// Makes so many new ones that those which were there before are quiet for longest.
void crowd_out(crowd& c) { c.grow(c.pairs.size() + 40); }

}  // namespace

TEST_CASE("parked_pcbs: however many are open, lwIP has few to walk") {
  start();
  lwip::drop_everything();
  crowd c(10);
  // A small program's are all at lwIP.
  CHECK(lwip::count_pcbs().parked == 0);
  for (const std::size_t count : {100u, 1000u, 5000u}) {
    c.grow(count);
    const lwip::pcb_counts now = lwip::count_pcbs();
    CHECK(now.active <= most_active);
    CHECK(now.active + now.parked == 2 * count);
  }
  random_order random;
  for (int i = 0; i < 2000; ++i) {
    const crowd::pair& one = c.pairs[random() % c.pairs.size()];
    check_talk(*one.near, *one.far, "x");
    REQUIRE(lwip::count_pcbs().active <= most_active);
  }
  pass(std::chrono::seconds(1));
  CHECK(lwip::count_pcbs().active <= most_active);
  for (crowd::pair& one : c.pairs) {
    one.near->close(true);
    one.far->close();
  }
  const lwip::pcb_counts end = lwip::count_pcbs();
  CHECK(end.active + end.parked + end.time_wait + end.parked_waits == 0);
}

TEST_CASE("parked_pcbs: each of thousands carries bytes both ways, in any order") {
  start();
  const bool v6 = GENERATE(false, true);
  const ip_address to = v6 ? ip_address::loopback_v6() : ip_address::v4(127, 3, 2, 1);
  crowd c(2000, to, v6 ? to : here);
  random_order random;
  for (int round = 0; round < 2; ++round) {
    std::shuffle(c.pairs.begin(), c.pairs.end(), random);
    for (std::size_t i = 0; i < c.pairs.size(); ++i) {
      const bool this_way = random() % 2 == 0;
      check_talk(this_way ? *c.pairs[i].near : *c.pairs[i].far, this_way ? *c.pairs[i].far : *c.pairs[i].near,
                 std::to_string(i));
    }
    pass(std::chrono::milliseconds(150));
  }
  const std::string much = pattern(300'000);
  for (std::size_t i = 0; i < c.pairs.size(); i += 100)
    CHECK((transfer(*c.pairs[i].near, *c.pairs[i].far, much, 50'000) == much));
}

TEST_CASE("parked_pcbs: IPv4 and IPv6 connections with the same ports are told apart") {
  start();
  crowd four(300), six(300, ip_address::loopback_v6());
  for (std::size_t i = 0; i < four.pairs.size(); ++i) {
    four.pairs[i].near->write("four");
    six.pairs[i].near->write("six");
    REQUIRE(four.pairs[i].far->read() == "four");
    REQUIRE(six.pairs[i].far->read() == "six");
  }
}

TEST_CASE("parked_pcbs: those that are parked end by FIN, by reset and by unread data, and leave nothing") {
  start();
  lwip::drop_everything();
  released_tuples = 0;
  {
    crowd c(1500);
    random_order random;
    std::shuffle(c.pairs.begin(), c.pairs.end(), random);
    for (std::size_t i = 0; i < c.pairs.size(); ++i) {
      const bool this_way = random() % 2 == 0;
      end &first = this_way ? *c.pairs[i].near : *c.pairs[i].far,
          &second = this_way ? *c.pairs[i].far : *c.pairs[i].near;
      switch (random() % 4) {
        case 0:  // a graceful end
          first.close();
          REQUIRE(second.read().empty());
          REQUIRE(second.last.end_of_stream);
          second.close();
          break;
        case 1:  // half of one
          first.finish();
          REQUIRE(second.read().empty());
          REQUIRE(second.last.end_of_stream);
          second.write("late");
          REQUIRE(first.read() == "late");
          break;
        case 2:
          first.close(true);
          REQUIRE(second.carrier->failure() == error::connection_reset);
          break;
        default:
          second.write("unread");
          first.close();
          REQUIRE(second.carrier->failure() == error::connection_reset);
          break;
      }
    }
    CHECK(lwip::count_pcbs().active <= most_active);
  }
  pass(std::chrono::seconds(6));
  const lwip::pcb_counts left = lwip::count_pcbs();
  CHECK(left.active + left.parked + left.time_wait + left.parked_waits == 0);
  CHECK(released_tuples == 2 * 1500);
}

TEST_CASE("parked_pcbs: a listener closes, and its parked connections live on") {
  start();
  crowd c(200);
  c.listening.close();
  for (crowd::pair& one : c.pairs) check_talk(*one.near, *one.far, "still here");
}

TEST_CASE("parked_pcbs: an address goes, and the parked connections of it fail, no others") {
  start();
  const ip_address own = ip_address::v4(10, 1, 2, 3);
  REQUIRE(lwip::add_own_address(own) == error::none);
  crowd gone(100, own, own), stays(100);
  REQUIRE(lwip::remove_own_address(own) == error::none);
  for (crowd::pair& one : gone.pairs) {
    REQUIRE(one.near->carrier->failure() == error::timed_out);
    REQUIRE(one.far->carrier->failure() == error::timed_out);
  }
  for (crowd::pair& one : stays.pairs) check_talk(*one.near, *one.far, "not concerned");
}

TEST_CASE("parked_pcbs: TIME-WAIT is parked too, ends in time, and makes way for the same pair of ends") {
  start();
  lwip::drop_everything();
  released_tuples = 0;
  crowd c(600);
  // The accepting ends close first, and wait.
  for (crowd::pair& one : c.pairs) {
    one.far->close();
    one.near->close();
  }
  lwip::pcb_counts now = lwip::count_pcbs();
  CHECK(now.time_wait == 1);
  CHECK(now.parked_waits == 599);
  CHECK(now.active + now.parked == 0);
  pass(std::chrono::seconds(1));
  CHECK(lwip::count_pcbs().parked_waits == 599);

  c.pairs.clear();
  c.last_port = 40000;
  c.grow(300);
  for (crowd::pair& one : c.pairs) check_talk(*one.near, *one.far, "again");
  now = lwip::count_pcbs();
  CHECK(now.time_wait + now.parked_waits == 300);
  pass(std::chrono::milliseconds(3500));
  now = lwip::count_pcbs();
  CHECK(now.time_wait + now.parked_waits == 0);
  for (crowd::pair& one : c.pairs) check_talk(*one.near, *one.far, "and again");
}

TEST_CASE("parked_pcbs: a FIN that comes again to one in TIME-WAIT is acknowledged") {
  start();
  const bool v6 = GENERATE(false, true);
  crowd c(1, v6 ? ip_address::loopback_v6() : here);
  std::string last;
  wire w(v6);
  c.pairs[0].near->close();
  c.pairs[0].far->close();
  for (const std::string& heard : w.hear_all()) {
    if ((heard[flags_at] & fin) != 0) last = heard;
  }
  // More come to TIME-WAIT, behind which it is parked.
  for (int i = 0; i < 5; ++i) {
    c.grow(c.pairs.size() + 1);
    c.pairs.back().near->close();
    c.pairs.back().far->close();
  }
  CHECK(lwip::count_pcbs().parked_waits >= 5);
  (void)w.hear_all();
  w.send(last, c.address);
  CHECK(w.acknowledged(last));
}

// An old segment that comes again is acknowledged by its connection; without one it would be answered by a reset.

TEST_CASE("parked_pcbs: a segment that comes in two fragments finds its connection") {
  start();
  crowd c(1);
  wire w(false);
  c.pairs[0].near->write("a few bytes");
  const std::string segment = w.hear_all().at(0);
  CHECK(c.pairs[0].far->read() == "a few bytes");
  crowd_out(c);
  (void)w.hear_all();
  w.bring_own_header();
  constexpr unsigned more_fragments = 0x2000;
  constexpr std::size_t cut = 24;
  w.send(ip4_packet(segment.substr(0, cut), more_fragments, 77), here);
  CHECK(w.hear_all().empty());
  w.send(ip4_packet(segment.substr(cut), cut / 8, 77), here);
  CHECK(w.acknowledged(segment));
  CHECK(lwip::count_pcbs().active <= most_active);
}

TEST_CASE("parked_pcbs: a segment behind an extension header of IPv6 finds its connection") {
  start();
  crowd c(1, ip_address::loopback_v6());
  wire w(true), sends(true, wire::destination_options);
  c.pairs[0].near->write("a few bytes");
  const std::string segment = w.hear_all().at(0);
  CHECK(c.pairs[0].far->read() == "a few bytes");
  crowd_out(c);
  (void)w.hear_all();
  const std::string options{wire::tcp, 0, 1, 4, 0, 0, 0, 0};  // of which PadN fills the rest
  sends.send(options + segment, c.address);
  CHECK(w.acknowledged(segment));
}

TEST_CASE("parked_pcbs: keep-alive finds out about a peer that is gone, and keeps one that is there") {
  start();
  stream_options options;
  options.keep_alive = true;
  options.keep_alive_idle_ms = 2000;
  options.keep_alive_interval_ms = 1000;
  options.keep_alive_probes = 3;
  crowd c(2, here, options);
  wire w(false);
  c.pairs[0].near->write("x");
  w.send(reset_after(w.hear_all().at(0)), here);  // as if the connecting end had sent it
  REQUIRE(c.pairs[0].far->carrier->failure() == error::connection_reset);
  crowd_out(c);

  const std::uint64_t before = lwip::counters().tcp_sent;
  pass(std::chrono::milliseconds(1500));
  CHECK(lwip::counters().tcp_sent == before);
  CHECK(c.pairs[0].near->carrier->failure() == error::none);
  pass(std::chrono::seconds(1));
  CHECK(c.pairs[0].near->carrier->failure() == error::connection_reset);
  pass(std::chrono::seconds(20));
  CHECK(lwip::counters().tcp_sent > before + 10);  // the other one's probes
  CHECK(c.pairs[1].near->carrier->failure() == error::none);
  check_talk(*c.pairs[1].near, *c.pairs[1].far, "alive");
}

TEST_CASE("parked_pcbs: keep-alive that is switched on later is heard of") {
  start();
  crowd c(1);
  crowd_out(c);
  const std::uint64_t before = lwip::counters().tcp_sent;
  pass(std::chrono::seconds(5));
  CHECK(lwip::counters().tcp_sent == before);
  stream_options options;
  options.keep_alive = true;
  options.keep_alive_idle_ms = 1000;
  options.keep_alive_interval_ms = 1000;
  c.pairs[0].near->set(options);
  pass(std::chrono::seconds(5));
  CHECK(lwip::counters().tcp_sent > before + 4);
}

TEST_CASE("parked_pcbs: a closed window is probed") {
  start();
  crowd c(1);
  const std::string text = pattern(200'000);
  std::size_t sent = 0;
  for (std::size_t bytes; (bytes = c.pairs[0].near->write(std::string_view(text).substr(sent)).bytes) != 0;)
    sent += bytes;
  crowd_out(c);
  const std::uint64_t before = lwip::counters().tcp_sent;
  pass(std::chrono::seconds(10));
  CHECK(lwip::counters().tcp_sent > before);
  std::string arrived;
  for (std::string part; !(part = c.pairs[0].far->read()).empty();) arrived += part;
  CHECK((arrived == text.substr(0, sent)));
}

TEST_CASE("parked_pcbs: a request that nobody answers is sent again, and times out") {
  start();
  server silent({here, next_port()}, 8, true);  // holds every request until it is told what to do
  std::vector<std::unique_ptr<end>> asking;
  crowd c(1);
  asking.push_back(std::make_unique<end>());
  REQUIRE(asking[0]->connect({here, next_port()}, silent.at) == error::none);
  crowd_out(c);
  const std::uint64_t before = lwip::counters().tcp_sent;
  pass(std::chrono::seconds(10));
  CHECK(lwip::counters().tcp_sent >= before + 2);
  CHECK(asking[0]->carrier->connect_result() == error::would_block);
  pass(std::chrono::seconds(30));
  CHECK(asking[0]->carrier->connect_result() == error::timed_out);
}

TEST_CASE("parked_pcbs: a peer that never closes does not keep closed connections for ever") {
  start();
  lwip::drop_everything();
  crowd c(200);
  released_tuples = 0;
  for (crowd::pair& one : c.pairs) one.near->close();
  CHECK(lwip::count_pcbs().active <= most_active);
  pass(std::chrono::seconds(25));
  CHECK(released_tuples == 200);
}

TEST_CASE("parked_pcbs: when all that lwIP listed has ended, its timer still runs for the parked") {
  start();
  lwip::drop_everything();
  stream_options options;
  options.keep_alive = true;
  options.keep_alive_idle_ms = 3000;
  options.keep_alive_interval_ms = 1000;
  crowd c(50, here, options);
  for (std::size_t i = 1; i < c.pairs.size(); ++i) {
    c.pairs[i].near->close(true);
    c.pairs[i].far->close();
  }
  const std::uint64_t before = lwip::counters().tcp_sent;
  pass(std::chrono::seconds(10));
  CHECK(lwip::counters().tcp_sent > before);
  check_talk(*c.pairs[0].near, *c.pairs[0].far, "alone");
}
