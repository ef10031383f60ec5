// The writer of pcapng, byte for byte against the Internet-Draft.
#include "stack/capture/pcapng_writer.hpp"

#include "tests/capture/capture_file.hpp"
#include "tests/support/catch.hpp"

using namespace capture_test;
using namespace loopsock::capture;
using namespace std::chrono_literals;

namespace {

struct written {
  std::string file;
  memory_sink sink{file};
  pcapng_writer writer{sink};
};

loopsock::const_buffer piece(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

}  // namespace

TEST_CASE("pcapng_writer: a section header names the byte order, version 1.0, no length and the application") {
  written to;
  CHECK(to.writer.section("loopsock"));
  CHECK(to.file == std::string("\x0a\x0d\x0d\x0a\x2c\0\0\0\x4d\x3c\x2b\x1a\x01\0\0\0", 16) + std::string(8, '\xff') +
                       std::string("\x04\0\x08\0loopsock", 12) + std::string("\0\0\0\0\x2c\0\0\0", 8));
  CHECK(to.writer.bytes_written() == 44);
}

TEST_CASE("pcapng_writer: an interface has its link type, snap length, name, description and nanoseconds") {
  written to;
  CHECK(to.writer.interface("lo", "loops", link_type::raw_ip, 96));
  CHECK(to.file == std::string("\x01\0\0\0\x34\0\0\0\x65\0\0\0\x60\0\0\0", 16) + std::string("\x02\0\x02\0lo\0\0", 8) +
                       std::string("\x03\0\x05\0loops\0\0\0", 12) + std::string("\x09\0\x01\0\x09\0\0\0", 8) +
                       std::string("\0\0\0\0\x34\0\0\0", 8));
}

TEST_CASE("pcapng_writer: a packet has interface, time, lengths, its bytes padded, comment and direction") {
  written to;
  const loopsock::const_buffer pieces[] = {piece("ab"), piece("cde")};
  CHECK(to.writer.packet(1, 0x0000000200000003ns, direction::outbound, pieces, 5, "why"));
  CHECK(to.file == std::string("\x06\0\0\0\x3c\0\0\0\x01\0\0\0", 12) +
                       std::string("\x02\0\0\0\x03\0\0\0\x05\0\0\0\x05\0\0\0", 16) + std::string("abcde\0\0\0", 8) +
                       std::string("\x01\0\x03\0why\0", 8) + std::string("\x02\0\x04\0\x02\0\0\0", 8) +
                       std::string("\0\0\0\0\x3c\0\0\0", 8));
  CHECK(to.file.size() == pcapng_writer::packet_bytes(5, "why"));
}

TEST_CASE("pcapng_writer: a packet that is cut tells how long it was, and no comment is no option") {
  written to;
  const loopsock::const_buffer pieces[] = {piece("abc"), piece("defg")};
  CHECK(to.writer.packet(0, 1ns, direction::inbound, pieces, 4, ""));
  CHECK(to.file.size() == pcapng_writer::packet_bytes(4, ""));
  const std::vector<packet> read = packets_of(to.file);
  REQUIRE(read.size() == 1);
  CHECK(read[0].bytes == "abcd");
  CHECK(read[0].original == 7);
  CHECK(read[0].flags == 1);
  CHECK(read[0].comment.empty());
}

TEST_CASE("pcapng_writer: names are records of addresses, each with its zero-ended name") {
  written to;
  using loopsock::ip_address;
  CHECK(to.writer.names(
      std::vector<known_name>{{ip_address::v4(10, 77, 0, 1), "web"}, {ip_address::loopback_v6(), "six"}}));
  CHECK(to.file == std::string("\x04\0\0\0\x34\0\0\0", 8) + std::string("\x01\0\x08\0\x0a\x4d\0\x01web\0", 12) +
                       std::string("\x02\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01six\0", 24) +
                       std::string("\0\0\0\0\x34\0\0\0", 8));
}

TEST_CASE("pcapng_writer: statistics have the times and counts of an interface") {
  written to;
  const interface_counts counts{
      .first = 0x100000002ns, .last = 0x300000004ns, .received = 9, .dropped = 2, .written = 7};
  CHECK(to.writer.statistics(3, 0x500000006ns, counts));
  CHECK(to.file ==
        std::string("\x05\0\0\0\x58\0\0\0\x03\0\0\0\x05\0\0\0\x06\0\0\0", 20) +
            std::string("\x02\0\x08\0\x01\0\0\0\x02\0\0\0", 12) + std::string("\x03\0\x08\0\x03\0\0\0\x04\0\0\0", 12) +
            std::string("\x04\0\x08\0\x09\0\0\0\0\0\0\0", 12) + std::string("\x05\0\x08\0\x02\0\0\0\0\0\0\0", 12) +
            std::string("\x08\0\x08\0\x07\0\0\0\0\0\0\0", 12) + std::string("\0\0\0\0\x58\0\0\0", 8));
  CHECK(to.file.size() == pcapng_writer::statistics_bytes);
}

TEST_CASE("pcapng_writer: a text that is too long is cut before the character that does not fit") {
  written to;
  const std::string letters(pcapng_writer::longest_text - 1, 'x');
  CHECK(to.writer.packet(0, 0ns, direction::unknown, {}, 0, letters + "\xc3\xa4"));  // ä
  CHECK(packets_of(to.file).at(0).comment == letters);
}

TEST_CASE("pcapng_writer: once the sink has failed nothing more is written") {
  std::string file;
  memory_sink sink(file, 100);
  pcapng_writer writer(sink);
  CHECK(writer.section("loopsock"));
  CHECK_FALSE(writer.interface("a long name for an interface", "and more about it than there is room for",
                               link_type::ethernet, 0));
  const std::size_t before = file.size();
  CHECK_FALSE(writer.section(""));
  CHECK_FALSE(writer.flush());
  CHECK(file.size() == before);
}
