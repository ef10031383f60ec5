// Addresses as text. What is accepted, and what stays in the buffer when it is not, is what Windows does.
#include "stack/socket/address_text.hpp"

#include <array>
#include <cstring>
#include <string>

#include "tests/support/catch.hpp"

using namespace loopsock;

namespace {

using v6_bytes = std::array<std::uint8_t, 16>;

std::uint32_t v4(std::string_view text, ipv4_form form = ipv4_form::numbers, std::size_t* used = nullptr) {
  std::uint8_t bytes[4] = {0xde, 0xad, 0xbe, 0xef};
  const text_read read = read_ipv4(text, form, bytes);
  if (used != nullptr) *used = read.ok ? read.used : 999;
  return std::uint32_t(bytes[0]) << 24 | std::uint32_t(bytes[1]) << 16 | std::uint32_t(bytes[2]) << 8 | bytes[3];
}

constexpr std::uint32_t untouched = 0xdeadbeef;

// The bytes as sixteen pairs of hexadecimal digits; what was not written shows as ab.
std::string v6(std::string_view text, bool* whole = nullptr) {
  v6_bytes bytes;
  bytes.fill(0xab);
  const text_read read = read_ipv6(text, bytes.data());
  if (whole != nullptr) *whole = read.whole(text);
  std::string out;
  for (const std::uint8_t b : bytes) {
    out += "0123456789abcdef"[b >> 4];
    out += "0123456789abcdef"[b & 15];
  }
  return out;
}

bool is_v6(std::string_view text) {
  bool whole = false;
  v6(text, &whole);
  return whole;
}

std::string rewrite(std::string_view text) {
  v6_bytes bytes{};
  if (!read_ipv6(text, bytes.data()).whole(text)) return "not an address";
  return std::string(write_ipv6(bytes.data()).view());
}

}  // namespace

TEST_CASE("ipv4 numbers: one to four parts, the last one fills the rest") {
  CHECK(v4("1.2.3.4") == 0x01020304);
  CHECK(v4("1.2.3") == 0x01020003);
  CHECK(v4("1.2") == 0x01000002);
  CHECK(v4("1") == 0x00000001);
  CHECK(v4("1.223756") == 0x01036a0c);
  CHECK(v4("203569230") == 0x0c22384e);
}

TEST_CASE("ipv4 numbers: three bases, told apart as in C") {
  CHECK(v4("0x7f000001") == 0x7f000001);
  CHECK(v4("0X7F.1") == 0x7f000001);
  CHECK(v4("017700000001") == 0x7f000001);
  CHECK(v4("1.1.1.010") == 0x01010108);
  CHECK(v4("1.1.1.0xfF") == 0x010101ff);
  std::size_t used = 0;
  CHECK(v4("1.1.1.008", ipv4_form::numbers, &used) == 0x01010100);  // ends before the 8
  CHECK(used == 8);
  CHECK(v4("1.1.1.08", ipv4_form::numbers, &used) == untouched);
  CHECK(v4("1.1.1.0x", ipv4_form::numbers, &used) == untouched);
  CHECK(v4("0x00010Q03", ipv4_form::numbers, &used) == 0x10);
  CHECK(used == 7);
}

TEST_CASE("ipv4 numbers: a part that is too large is refused, but a single number wraps") {
  for (const char* text : {"1.2.3.256", "256.1", "1.16777216", "1.2.65536", "1000.2000"}) {
    std::size_t used = 0;
    CHECK(v4(text, ipv4_form::numbers, &used) == untouched);
    CHECK(used == 999);
  }
  CHECK(v4("0x123456789") == 0x23456789);
}

TEST_CASE("ipv4: what is no address leaves the buffer alone") {
  for (const char* text :
       {"", " ", "a", ".", ".1.2.3", "1..2", "1.2.", "1.1.1.-2", "3.4.5.6.7", " 3.4.5.6", "[0.1.2.3]", "::1"}) {
    std::size_t used = 0;
    CHECK(v4(text, ipv4_form::numbers, &used) == untouched);
    CHECK(used == 999);
  }
}

TEST_CASE("ipv4 dotted quad: four decimal parts without leading zeros") {
  std::size_t used = 0;
  CHECK(v4("127.127.127.255", ipv4_form::dotted_quad, &used) == 0x7f7f7fff);
  CHECK(used == 15);
  for (const char* text :
       {"1", "1.2", "1.2.3", "1.1.1.010", "1.1.1.00", "1.1.1.0xaa", "0x01020304", "1.2.3.4294967297"})
    CHECK(v4(text, ipv4_form::dotted_quad) == untouched);
  // Something behind it is the caller's to judge; the address was read.
  CHECK(v4("1.1.1.0a", ipv4_form::dotted_quad, &used) == 0x01010100);
  CHECK(used == 7);
  CHECK(v4("3.4.5.6 ", ipv4_form::dotted_quad, &used) == 0x03040506);
  CHECK(used == 7);
}

TEST_CASE("ipv4 with a port: decimal, octal or hexadecimal, and not 0") {
  std::uint8_t bytes[4];
  std::uint16_t port = 7;
  CHECK(read_ipv4_endpoint("127.0.0.1:0xAbCd", ipv4_form::numbers, bytes, port));
  CHECK(port == 0xabcd);
  CHECK(read_ipv4_endpoint("127.1:010", ipv4_form::numbers, bytes, port));
  CHECK(port == 8);
  CHECK(read_ipv4_endpoint("127.1", ipv4_form::numbers, bytes, port));
  CHECK(port == 0);
  port = 7;
  for (const char* text :
       {"1.1:", "1.1:0", "1.1:65537", "1.1::1", "1.1:0x", "1.1:0x10000", "1.1:08", "1.1:0a", "1.1:7 ", "1.1: 7"}) {
    CHECK_FALSE(read_ipv4_endpoint(text, ipv4_form::numbers, bytes, port));
    CHECK(port == 7);
  }
}

TEST_CASE("ipv6: the forms of RFC 4291") {
  CHECK(v6("1:2:3:4:5:6:7:8") == "00010002000300040005000600070008");
  CHECK(v6("::") == "00000000000000000000000000000000");
  CHECK(v6("::1") == "00000000000000000000000000000001");
  CHECK(v6("1::") == "00010000000000000000000000000000");
  CHECK(v6("2001:db8:85a3::8a2e:370:7334") == "20010db885a3000000008a2e03707334");
  CHECK(v6("::1:2:3:4:5:6:7") == "00000001000200030004000500060007");
  CHECK(v6("1:2:3:4:5:6:7::") == "00010002000300040005000600070000");
  CHECK(v6("0:0:0:0:0:FFFF:129.144.52.38") == "00000000000000000000ffff81903426");
  CHECK(v6("1::001.2.3.4") == "00010000000000000000000001020304");
  for (const char* text : {"1:2:3:4:5:6:7:8", "::", "::1", "1::", "::1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7::", "1::3:4:5:6:1.2.3.4", "::0:0", "1:2:3:4:5:6::8", "::123.123.123.123"})
    CHECK(is_v6(text));
}

TEST_CASE("ipv6: what is not one address and nothing else") {
  for (const char* text : {"",
                           ":",
                           "1",
                           "1:",
                           ":1::",
                           ":1:2:3:4:5:6:7:8",
                           "1:2:3:4:5:6:7:8:9",
                           "1:2:3:4:5:6:7:8:",
                           "12345::",
                           "::01234",
                           "1::2::3",
                           "1:::2",
                           "::%16",
                           "::/16",
                           "::-1",
                           "[::]",
                           "1.2.3.4",
                           "1::1.2.3",
                           "1::1.2.3.256",
                           "1::0001.2.3.4",
                           "1::1a.2.3.4",
                           "::0x1",
                           "1:2:3:4:5:6:7:1.2.3.4",
                           "1:2:3:4:5:6::1.2.3.4",
                           "1:2:3:4:5:6::7:8",
                           "1:2:3: 4:5:6:7:8",
                           "1:2:3:4:5:6:7:8 "})
    CHECK_FALSE(is_v6(text));
}

TEST_CASE("ipv6: a failure leaves the groups that were complete") {
  CHECK(v6("1111") == "abababababababababababababababab");
  CHECK(v6("1111:2222:3333") == "11112222abababababababababababab");
  CHECK(v6("1111::5555:") == "11115555abababababababababababab");
  CHECK(v6("1111:2222:1.2.3.4") == "11112222010203ababababababababab");
  CHECK(v6("1::1.2.256.4") == "00010102abababababababababababab");
  CHECK(v6("::01234") == "0000abababababababababababababab");
  // These are addresses with something behind them.
  CHECK(v6("1::2::3") == "00010000000000000000000000000002");
  CHECK(v6("1111:2222:::") == "11112222000000000000000000000000");
  CHECK(v6("1:2:3:4:5:6::7:8") == "00010002000300040005000600000007");
  CHECK(v6("1::1a.2.3.4") == "0001000000000000000000000000001a");
  CHECK(v6("1111:2222:3333:4444:5555::0x88") == "11112222333344445555000000000088");
  CHECK(v6("::0x80000000") == "0000000000000000000000000000ffff");
}

TEST_CASE("ipv6 with scope, brackets and port") {
  v6_bytes bytes;
  std::uint32_t scope = 9;
  std::uint16_t port = 9;
  CHECK(read_ipv6_endpoint("[fe80::1%4]:80", bytes.data(), scope, port));
  CHECK(scope == 4);
  CHECK(port == 80);
  CHECK(read_ipv6_endpoint("fe80::1%4294967295", bytes.data(), scope, port));
  CHECK(scope == 0xffffffff);
  CHECK(port == 0);
  CHECK(read_ipv6_endpoint("[::1]", bytes.data(), scope, port));
  CHECK(scope == 0);
  for (const char* text : {"::1]:65535", "[::1", "[::1]:", "[::1]:0", "[::1]:65536", "[::1]80", "::1%", "::1%x",
                           "::1%4294967296", "[]", ""})
    CHECK_FALSE(read_ipv6_endpoint(text, bytes.data(), scope, port));
}

TEST_CASE("ipv6 is written as RFC 5952 wants it") {
  CHECK(rewrite("0:0:0:0:0:0:0:0") == "::");
  CHECK(rewrite("0:0:0:0:0:0:0:1") == "::1");
  CHECK(rewrite("2001:DB8:0:0:1:0:0:1") == "2001:db8::1:0:0:1");
  CHECK(rewrite("2001:db8:0:1:1:1:1:1") == "2001:db8:0:1:1:1:1:1");
  CHECK(rewrite("1:0:0:2:0:0:0:3") == "1:0:0:2::3");
  CHECK(rewrite("2030:a4b1::") == "2030:a4b1::");
  CHECK(rewrite("::fffe:cc98:bd74") == "::fffe:cc98:bd74");
}

TEST_CASE("ipv6 with an IPv4 address inside ends in a dotted quad") {
  CHECK(rewrite("::cc98:bd74") == "::204.152.189.116");
  CHECK(rewrite("::ffff:7f00:1") == "::ffff:127.0.0.1");
  CHECK(rewrite("::ffff:0:7f00:1") == "::ffff:0:127.0.0.1");
  CHECK(rewrite("fe80::5efe:c0a8:1") == "fe80::5efe:192.168.0.1");
  CHECK(rewrite("fe80::200:5efe:c0a8:1") == "fe80::200:5efe:192.168.0.1");
}

TEST_CASE("endpoints are written with scope and port when they have them") {
  const std::uint8_t four[] = {255, 255, 255, 255};
  CHECK(write_ipv4_endpoint(four, 0).view() == "255.255.255.255");
  CHECK(write_ipv4_endpoint(four, 65535).view() == "255.255.255.255:65535");
  v6_bytes six{};
  six[0] = 0x20;
  six[1] = 0xab;
  six[14] = 0x20;
  six[15] = 0x01;
  CHECK(write_ipv6_endpoint(six.data(), 0x1234, 33274).view() == "[20ab::2001%4660]:33274");
  CHECK(write_ipv6_endpoint(six.data(), 0x1234, 0).view() == "20ab::2001%4660");
  six.fill(0xff);
  CHECK(write_ipv6_endpoint(six.data(), 0xffffffff, 65535).size() == 58);
}
