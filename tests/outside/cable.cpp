// cable: see the header.
#include "tests/outside/cable.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace outside_test {
namespace {

const bytes own_mac{2, 0, 0, 0, 0, 1}, own_address{10, 9, 0, 1}, stack_address{10, 9, 0, 2};
constexpr std::size_t ethernet = 14;

void append(bytes& to, const bytes& more) { to.insert(to.end(), more.begin(), more.end()); }

bool is_at(const bytes& frame, std::size_t at, const bytes& what) {
  return frame.size() >= at + what.size() &&
         std::equal(what.begin(), what.end(), frame.begin() + static_cast<std::ptrdiff_t>(at));
}

void write_16(bytes& into, std::size_t at, std::uint32_t value) {
  into[at] = static_cast<std::uint8_t>(value >> 8);
  into[at + 1] = static_cast<std::uint8_t>(value);
}

}  // namespace

void append_16(bytes& to, std::uint32_t value) {
  to.push_back(static_cast<std::uint8_t>(value >> 8));
  to.push_back(static_cast<std::uint8_t>(value));
}

void append_32(bytes& to, std::uint32_t value) {
  append_16(to, value >> 16);
  append_16(to, value & 0xffff);
}

std::uint32_t read_16(const bytes& from, std::size_t at) {
  return static_cast<std::uint32_t>(from[at] << 8 | from[at + 1]);
}
std::uint32_t read_32(const bytes& from, std::size_t at) { return read_16(from, at) << 16 | read_16(from, at + 2); }

std::uint16_t checksum(const bytes& all) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < all.size(); ++i) sum += i % 2 == 0 ? static_cast<std::uint32_t>(all[i] << 8) : all[i];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

cable::cable() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) throw std::runtime_error("no pair of sockets");
  stack_end_ = ends[0];
  own_end_ = ends[1];
}

cable::~cable() { cut(); }

void cable::cut() {
  if (own_end_ >= 0) close(own_end_);
  own_end_ = -1;
}

void cable::put(const bytes& frame) const { (void)!write(own_end_, frame.data(), frame.size()); }

std::optional<bytes> cable::next(const std::function<bool(const bytes&)>& wanted, std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd ready{own_end_, POLLIN, 0};
    if (poll(&ready, 1, std::max(0, static_cast<int>(left.count()))) <= 0) return std::nullopt;
    bytes frame(65536);
    const ssize_t got = read(own_end_, frame.data(), frame.size());
    if (got <= 0) return std::nullopt;
    frame.resize(static_cast<std::size_t>(got));
    answer_arp(frame);
    if (wanted(frame)) return frame;
  }
}

void cable::answer_arp(const bytes& frame) {
  if (!is_at(frame, 12, {8, 6, 0, 1, 8, 0, 6, 4, 0, 1})) return;
  stack_mac.assign(frame.begin() + 22, frame.begin() + 28);
  if (!is_at(frame, 38, own_address)) return;
  bytes answer = stack_mac;
  append(answer, own_mac);
  append(answer, {8, 6, 0, 1, 8, 0, 6, 4, 0, 2});
  append(answer, own_mac);
  append(answer, own_address);
  append(answer, stack_mac);
  append(answer, {frame.begin() + 28, frame.begin() + 32});
  put(answer);
}

std::optional<bytes> cable::next_packet(std::uint8_t protocol, std::chrono::milliseconds limit) {
  const auto wanted = [&](const bytes& frame) {
    return is_at(frame, 12, {8, 0, 0x45}) && is_at(frame, ethernet + 9, {protocol}) &&
           is_at(frame, ethernet + 16, own_address);
  };
  auto frame = next(wanted, limit);
  if (frame) frame->erase(frame->begin(), frame->begin() + ethernet);
  return frame;
}

std::optional<segment> cable::next_segment(std::chrono::milliseconds limit) {
  const auto packet = next_packet(tcp, limit);
  if (!packet) return std::nullopt;
  const std::size_t headers = 20 + ((*packet)[32] >> 4) * 4u;
  return segment{static_cast<std::uint16_t>(read_16(*packet, 20)),
                 static_cast<std::uint16_t>(read_16(*packet, 22)),
                 read_32(*packet, 24),
                 read_32(*packet, 28),
                 (*packet)[33],
                 packet->size() - headers};
}

void cable::put_packet(std::uint8_t protocol, const bytes& payload) const {
  bytes header{0x45, 0};
  append_16(header, static_cast<std::uint32_t>(20 + payload.size()));
  append(header, {0, 1, 0, 0, 64, protocol, 0, 0});
  append(header, own_address);
  append(header, stack_address);
  write_16(header, 10, checksum(header));
  bytes frame = stack_mac;
  append(frame, own_mac);
  append(frame, {8, 0});
  append(frame, header);
  append(frame, payload);
  put(frame);
}

void cable::put_segment(const segment& one, const bytes& options) const {
  bytes header;
  append_16(header, one.from);
  append_16(header, one.to);
  append_32(header, one.sequence);
  append_32(header, one.acknowledged);
  append(header, {static_cast<std::uint8_t>((20 + options.size()) / 4 << 4), one.flags, 0xff, 0xff, 0, 0, 0, 0});
  append(header, options);
  header.resize(header.size() + one.length);
  bytes with_pseudo_header = own_address;
  append(with_pseudo_header, stack_address);
  append_16(with_pseudo_header, tcp);
  append_16(with_pseudo_header, static_cast<std::uint32_t>(header.size()));
  append(with_pseudo_header, header);
  write_16(header, 16, checksum(with_pseudo_header));
  put_packet(tcp, header);
}

}  // namespace outside_test
