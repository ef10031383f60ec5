// Checksums in the captured copy: right where there were none, untouched where there are some.
#include "stack/capture/checksums.hpp"

#include "stack/capture/tcp_headers.hpp"
#include "tests/capture/capture_file.hpp"
#include "tests/support/catch.hpp"

using namespace capture_test;
using namespace loopsock::capture;
using loopsock::const_buffer;
using loopsock::endpoint;
using loopsock::ip_address;

namespace {

const_buffer piece(std::string_view text) { return {reinterpret_cast<const std::byte*>(text.data()), text.size()}; }

std::string completed(std::initializer_list<std::string_view> packet) {
  std::vector<const_buffer> pieces;
  for (const std::string_view one : packet) pieces.push_back(piece(one));
  const completed_packet whole(pieces);
  std::string text;
  for (const const_buffer& one : whole.pieces()) text.append(reinterpret_cast<const char*>(one.data), one.size);
  return text;
}

std::string tcp_packet(bool v6, std::string_view payload) {
  tcp_segment one;
  one.from = {v6 ? ip_address::loopback_v6() : ip_address::v4(127, 0, 0, 1), 50000};
  one.to = {v6 ? ip_address::loopback_v6() : ip_address::v4(127, 7, 0, 1), 80};
  one.sequence = 0xfffffff0;
  one.flags = tcp_ack;
  one.payload = payload.size();
  const header_bytes headers = headers_of(one);
  return std::string(reinterpret_cast<const char*>(headers.bytes.data()), headers.size) + std::string(payload);
}

std::string udp_packet(std::string_view payload) {
  const auto udp = static_cast<char>(8 + payload.size()), all = static_cast<char>(28 + payload.size());
  return std::string("\x45\0\0", 3) + all + std::string("\0\0\0\0\x40\x11\0\0\x7f\0\0\x01\x7f\0\0\x01", 16) +
         std::string("\x12\x34\x56\x78\0", 5) + udp + std::string("\0\0", 2) + std::string(payload);
}

packet as_packet(const std::string& bytes) { return {.bytes = bytes, .comment = {}}; }

}  // namespace

TEST_CASE("checksums: the sum of RFC 1071's example, in one piece and in odd pieces") {
  const std::string_view example("\x00\x01\xf2\x03\xf4\xf5\xf6\xf7", 8);
  for (std::size_t cut = 0; cut <= example.size(); ++cut) {
    internet_sum sum;
    const const_buffer one = piece(example.substr(0, cut)), two = piece(example.substr(cut));
    sum.add(one.data, one.size);
    sum.add(two.data, two.size);
    CHECK(std::to_integer<int>(sum.finish()[0]) == (~0xdd & 0xff));
    CHECK(std::to_integer<int>(sum.finish()[1]) == (~0xf2 & 0xff));
  }
}

TEST_CASE("checksums: TCP over IPv4 and IPv6 gets its sums, whatever pieces it comes in") {
  const bool v6 = GENERATE(false, true);
  const std::string whole = tcp_packet(v6, std::string(301, 'z') + "end");
  const std::string_view all = whole;
  CHECK_FALSE(checksums_are_right(as_packet(whole)));
  const std::string once = completed({all});
  CHECK(checksums_are_right(as_packet(once)));
  for (const std::size_t cut : {1u, 19u, 20u, 47u, 127u, 128u, 129u, 200u})
    CHECK(completed({all.substr(0, cut), all.substr(cut, 33), all.substr(cut + 33)}) == once);
}

TEST_CASE("checksums: a UDP sum that comes to nothing is written as all ones") {
  for (int low = 0; low < 256; ++low) {
    for (const char high : {'\0', '\x7f', '\xff'}) {
      const std::string made = completed({udp_packet(std::string{high, static_cast<char>(low)})});
      CHECK(checksums_are_right(as_packet(made)));
      CHECK(network(made, 26, 2) != 0);
    }
  }
}

TEST_CASE("checksums: what a program wrote itself, and fragments, stay as they are") {
  std::string own = tcp_packet(false, "x");
  own[36] = 'b', own[37] = 'd';  // TCP's
  CHECK(completed({own}).substr(20) == own.substr(20));
  std::string fragment = tcp_packet(false, "x");
  fragment[6] = 0x20;  // more to come
  CHECK(completed({fragment}).substr(20) == fragment.substr(20));
  CHECK(sums_to_zero(completed({fragment}).substr(0, 20)));
  for (const std::size_t bytes : {0u, 1u, 19u, 25u, 36u, 37u}) {  // lengths that lie
    const std::string cut = own.substr(0, bytes);
    CHECK(completed({cut}) == cut);
  }
}
