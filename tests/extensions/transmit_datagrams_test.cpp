// TransmitPackets on a connected datagram socket: the elements up to one that is marked TP_ELEMENT_EOP are one datagram.
#include <vector>

#include "tests/extensions/sample_file.hpp"
#include "tests/extensions/support.hpp"

using namespace winsock_test;

namespace {

constexpr std::size_t longest = 65'507;  // what UDP over IPv4 carries

/// Two datagram sockets, of which the first is connected to the second.
struct datagram_pair {
  explicit datagram_pair(bool v6 = false) : from(udp(v6 ? AF_INET6 : AF_INET)), to(udp(v6 ? AF_INET6 : AF_INET)) {
    REQUIRE(bind_to(to, here(v6)) == 0);
    REQUIRE(set_option(to, SOL_SOCKET, SO_RCVBUF, 1 << 20));
    REQUIRE(set_option(to, SOL_SOCKET, SO_RCVTIMEO, DWORD{5000}));
    REQUIRE(connect_to(from, local_of(to)) == 0);
    transmit = extension<LPFN_TRANSMITPACKETS>(from, WSAID_TRANSMITPACKETS);
    REQUIRE(transmit != nullptr);
  }
  int send(std::vector<TRANSMIT_PACKETS_ELEMENT> parts, OVERLAPPED* how = nullptr, DWORD flags = 0) const {
    return answer(transmit(from, parts.data(), static_cast<DWORD>(parts.size()), 0, how, flags));
  }
  std::string next() {
    const int count = recv(to, room.data(), static_cast<int>(room.size()), 0);
    return count < 0 ? "error " + std::to_string(WSAGetLastError()) : room.substr(0, static_cast<std::size_t>(count));
  }
  bool nothing_more() const { return !is_ready(to, ready_for::reading); }

  held_socket from, to;
  LPFN_TRANSMITPACKETS transmit = nullptr;
  std::string room = std::string(65'536, '\0');
};

TRANSMIT_PACKETS_ELEMENT memory(std::string& bytes, bool last = false) {
  TRANSMIT_PACKETS_ELEMENT one{};
  one.dwElFlags = TP_ELEMENT_MEMORY | (last ? static_cast<ULONG>(TP_ELEMENT_EOP) : 0);
  one.cLength = static_cast<ULONG>(bytes.size());
  one.pBuffer = bytes.data();
  return one;
}
TRANSMIT_PACKETS_ELEMENT part_of(HANDLE file, LONGLONG at, std::size_t count, bool last = false) {
  TRANSMIT_PACKETS_ELEMENT one{};
  one.dwElFlags = TP_ELEMENT_FILE | (last ? static_cast<ULONG>(TP_ELEMENT_EOP) : 0);
  one.cLength = static_cast<ULONG>(count);
  one.hFile = file;
  one.nFileOffset.QuadPart = at;
  return one;
}

}  // namespace

TEST_CASE("TransmitPackets: on a datagram socket each TP_ELEMENT_EOP ends a datagram, and so does the last element") {
  const started winsock;
  datagram_pair pair(GENERATE(false, true));
  std::string one = "one ", two = "two ", three = "three", four = "four";

  CHECK(pair.send({memory(one), memory(two), memory(three, true), memory(four, true), memory(one), memory(two)}) == 0);

  CHECK(pair.next() == "one two three");
  CHECK(pair.next() == "four");
  CHECK(pair.next() == "one two ");
  CHECK(pair.nothing_more());
}

TEST_CASE("TransmitPackets: a datagram is put together from memory and parts of files") {
  const started winsock;
  datagram_pair pair;
  const sample_file file(200'000);
  std::string head = "head", tail = "tail";

  CHECK(pair.send({memory(head), part_of(file.file, 1000, 40'000), memory(tail, true), part_of(file.file, 0, 10),
                   part_of(file.file, 190'000, 0, true)}) == 0);

  const std::string first = pair.next(), second = pair.next();
  CHECK((first == head + file.bytes.substr(1000, 40'000) + tail));
  CHECK((second == file.bytes.substr(0, 10) + file.bytes.substr(190'000)));  // a length of 0 is up to the file's end
  CHECK(pair.nothing_more());
}

TEST_CASE("TransmitPackets: an offset of -1 is where the file stands") {
  const started winsock;
  datagram_pair pair;
  const sample_file file(1000);
  SetFilePointer(file.file, 600, nullptr, FILE_BEGIN);
  CHECK(pair.send({part_of(file.file, -1, 100)}) == 0);
  CHECK((pair.next() == file.bytes.substr(600, 100)));
}

TEST_CASE("TransmitPackets: datagrams as an operation are told in the usual way, with the sum of their bytes") {
  const started winsock;
  datagram_pair pair;
  const sample_file file(5000);
  std::string words = "words";
  told done;

  REQUIRE(pair.send({memory(words, true), part_of(file.file, 0, 5000), memory(words)}, &done) == WSA_IO_PENDING);

  REQUIRE(done.ends());
  CHECK(done.result(pair.from) == 0);
  CHECK(done.bytes == 5 + 5005);
  CHECK(pair.next() == "words");
  CHECK((pair.next() == file.bytes + "words"));
}

TEST_CASE("TransmitPackets: the longest datagram goes, and one byte more is told as too long and does not") {
  const started winsock;
  datagram_pair pair;
  std::string most = numbered_bytes(longest), one_more = "x", far_too_long(70'000, 'l');

  CHECK(pair.send({memory(most, true)}) == 0);
  CHECK((pair.next() == most));
  CHECK(pair.send({memory(most), memory(one_more)}) == WSAEMSGSIZE);
  CHECK(pair.send({memory(far_too_long)}) == WSAEMSGSIZE);
  CHECK(pair.nothing_more());
}

TEST_CASE("TransmitPackets: what went before a datagram that cannot go has gone, and an operation tells how much") {
  const started winsock;
  datagram_pair pair;
  std::string good = "good", far_too_long(70'000, 'l');
  told done;

  CHECK(pair.send({memory(good, true), memory(far_too_long, true), memory(good, true)}) == WSAEMSGSIZE);
  CHECK(pair.next() == "good");
  REQUIRE(pair.send({memory(good, true), memory(far_too_long, true), memory(good, true)}, &done) == WSA_IO_PENDING);

  REQUIRE(done.ends());
  CHECK(done.result(pair.from) == WSAEMSGSIZE);
  CHECK(done.bytes == 4);
  CHECK(pair.next() == "good");
  CHECK(pair.nothing_more());
}

TEST_CASE("TransmitPackets: a file that is shorter than its part says is told, and its datagram does not go") {
  const started winsock;
  datagram_pair pair;
  const sample_file file(1000);
  std::string head = "head";
  CHECK(pair.send({memory(head), part_of(file.file, 900, 101)}) == ERROR_HANDLE_EOF);
  CHECK(pair.nothing_more());
}

TEST_CASE("TransmitPackets: on a datagram socket bad input gets the documented error, and nothing is sent") {
  const started winsock;
  datagram_pair pair;
  std::string word = "word";
  told done;
  const held_socket alone = udp();
  REQUIRE(bind_to(alone, here(false)) == 0);
  TRANSMIT_PACKETS_ELEMENT part = memory(word);

  CHECK(answer(pair.transmit(alone, &part, 1, 0, nullptr, 0)) == WSAENOTCONN);
  CHECK(answer(pair.transmit(alone, &part, 1, 0, &done, 0)) == WSAENOTCONN);
  CHECK(answer(pair.transmit(pair.from, nullptr, 1, 0, nullptr, 0)) == WSAEFAULT);
  CHECK(answer(TransmitFile(pair.from, nullptr, 0, 0, nullptr, nullptr, 0)) == WSAENOTCONN);  // files are for streams
  CHECK(pair.send({part}, nullptr, TF_DISCONNECT) == WSAEINVAL);
  CHECK(pair.send({part}, &done, TF_DISCONNECT | TF_REUSE_SOCKET) == WSAEINVAL);
  CHECK(pair.send({part}, nullptr, 0x8000) == WSAEINVAL);
  part.dwElFlags = TP_ELEMENT_EOP;  // neither memory nor a file
  CHECK(pair.send({part}) == WSAEINVAL);
  part = memory(word);
  part.pBuffer = nullptr;
  CHECK(pair.send({part}) == WSAEFAULT);
  CHECK(pair.send({part_of(reinterpret_cast<HANDLE>(0x1234), 0, 1)}) == ERROR_INVALID_HANDLE);

  CHECK(pair.nothing_more());
  CHECK(pair.send({memory(word)}) == 0);
  CHECK(pair.next() == "word");
}
