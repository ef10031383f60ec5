// peer_script: see the header.
#include "tests/tcp/peer_script.hpp"

#include <algorithm>
#include <cstdio>

#include "tests/support/catch.hpp"

namespace tcp_test {

// ------------------------------------------------------------------------------------------------------------------ the wire

wire::wire(testnet::net& world, testnet::host& host, testnet::peer& peer, family version)
    : world_(world),
      peer_(peer),
      version_(version),
      host_(address_of(version, version == family::v4 ? host.address() : host.address6())),
      own_(address_of(version, version == family::v4 ? peer.address() : peer.address6())) {}

ip_packet wire::envelope() const {
  ip_packet out;
  out.version = version_;
  out.from = own_, out.to = host_;
  return out;
}

void wire::send(const ip_packet& packet) { peer_.send(to_bytes(packet)); }

std::optional<ip_packet> wire::receive(std::uint8_t carries, nanoseconds within) {
  const nanoseconds until = now() + within;
  for (;;) {
    const bytes raw = peer_.receive(std::max(until - now(), nanoseconds{0}));
    if (raw.empty()) return std::nullopt;
    std::optional<ip_packet> packet = read_packet(raw);
    REQUIRE(packet);
    if (packet->to == own_ && packet->carries == carries) return packet;
  }
}

std::optional<segment> wire::receive_segment(std::uint16_t to_port, nanoseconds within) {
  const auto known = std::ranges::find(for_others_, to_port, &segment::to);
  if (known != for_others_.end()) {
    segment out = std::move(*known);
    for_others_.erase(known);
    return out;
  }
  const nanoseconds until = now() + within;
  for (;;) {
    const std::optional<ip_packet> packet = receive(protocol::tcp, std::max(until - now(), nanoseconds{0}));
    if (!packet) return std::nullopt;
    std::optional<segment> one = read_segment(*packet);
    REQUIRE(one);
    if (one->to == to_port) return one;
    for_others_.push_back(std::move(*one));
  }
}

// ------------------------------------------------------------------------------------------------------------------ the script

peer_script::peer_script(wire& over, std::uint16_t own_port, std::uint16_t host_port, const manners& how)
    : wire_(over), own_port_(own_port), host_port_(host_port), how_(how) {}

segment peer_script::make(unsigned flags) const {
  segment one;
  one.flags = flags;
  one.seq = next_, one.acked = heard_;
  one.window = how_.window;
  return one;
}

void peer_script::send(const segment& said) {
  note("peer", said);
  segment one = said;
  one.from = own_port_, one.to = host_port_;
  one.seq += how_.first;
  one.acked = (one.flags & ack) != 0 ? one.acked + host_first() : 0;
  for (sack_block& block : one.sacks) block = {block.left + host_first(), block.right + host_first()};
  wire_.send(packed(one, wire_.envelope()));
  next_ = std::max(next_, said.seq + said.length());
  last_ = wire_.now();
}

void peer_script::send_syn() {
  segment one = make(syn).at(0);
  one.mss = how_.mss, one.scale = how_.scale, one.sack_permitted = how_.sack;
  send(one);
}

void peer_script::answer_syn() {
  segment one = make(syn | ack).at(0);
  one.mss = how_.mss, one.scale = how_.scale, one.sack_permitted = how_.sack;
  send(one);
}

std::optional<segment> peer_script::receive(nanoseconds within) {
  std::optional<segment> one = wire_.receive_segment(own_port_, within);
  if (!one) return std::nullopt;
  host_port_ = one->from;
  if ((one->flags & syn) != 0 && !host_first_) host_first_ = one->seq;
  // A reset for what was never opened has the number that it was asked with.
  one->seq -= host_first();
  if ((one->flags & ack) != 0) one->acked -= how_.first;
  for (sack_block& block : one->sacks) block = {block.left - how_.first, block.right - how_.first};
  if (one->seq == heard_) heard_ += one->length();
  note("host", *one);
  return one;
}

segment peer_script::expect(unsigned flags, const expected& what, const place& where) {
  std::optional<segment> got = receive(what.within);
  last_ = wire_.now();
  return check(std::move(got), flags, what, where);
}

segment peer_script::expect_after(nanoseconds span, unsigned flags, const expected& what, const place& where) {
  const nanoseconds early = slow_tick + 10ms, late = 2 * slow_tick, since = last_;
  std::optional<segment> got = receive(std::max(since + span + late - wire_.now(), nanoseconds{0}));
  last_ = wire_.now();
  if (got && last_ - since < span - early)
    fail("it came after " + std::to_string((last_ - since) / 1ms) + " ms and not " + std::to_string(span / 1ms), where);
  return check(std::move(got), flags, what, where);
}

void peer_script::expect_nothing(nanoseconds span, const place& where) {
  if (const std::optional<segment> got = receive(span)) fail("nothing was to come", where);
}

void peer_script::expect_text(const std::string& whole, const place& where) { collect(whole, false, 0s, where); }

void peer_script::expect_text_and_fin(const std::string& whole, nanoseconds pause, const place& where) {
  collect(whole, true, pause, where);
}

void peer_script::collect(const std::string& whole, bool with_fin, nanoseconds pause, const place& where) {
  std::string so_far;
  bool ended = !with_fin;
  while (so_far.size() < whole.size() || !ended) {
    const std::uint32_t before = heard_;
    const std::optional<segment> got = receive(10s);
    if (!got)
      fail("only " + std::to_string(so_far.size()) + " of " + std::to_string(whole.size()) + " bytes came", where);
    if ((got->flags & rst) != 0) fail("it was reset", where);
    if (got->seq == before) {
      so_far += got->text;
      if ((got->flags & fin) != 0) ended = true;
    }
    if (pause != 0s) wire_.pass(pause);
    acknowledge();
  }
  if (so_far != whole) fail("other text came", where);
}

segment peer_script::check(std::optional<segment> got, unsigned flags, const expected& what, const place& where) {
  if (!got) fail("it never came: " + names_of(flags), where);
  // PSH means nothing to a receiver here, and is looked at only where it is asked for.
  const unsigned seen = (flags & psh) != 0 ? got->flags : got->flags & ~psh;
  if (seen != flags) fail("it was to be " + names_of(flags), where);
  const auto differs = [&](const char* which, std::uint32_t is, const std::optional<std::uint32_t>& wanted) {
    if (wanted && is != *wanted) fail(std::string(which) + " was to be " + std::to_string(*wanted), where);
  };
  differs("seq", got->seq, what.seq);
  differs("ack", got->acked, what.acked);
  differs("window", got->window, what.window);
  if (what.text && got->text != *what.text) fail("its text was to be \"" + *what.text + "\"", where);
  return std::move(*got);
}

void peer_script::note(const char* who, const segment& one) {
  char when[32];
  std::snprintf(when, sizeof when, "%12.4f s  ", static_cast<double>(wire_.now().count()) / 1e9);
  conversation_ += when + std::string(who) + "  " + one.written() + "\n";
}

void peer_script::fail(const std::string& why, const place& where) const {
  FAIL(where.file_name() << ":" << where.line() << ": " << why << "\n" << conversation_);
  throw 0;  // FAIL has thrown already
}

}  // namespace tcp_test
