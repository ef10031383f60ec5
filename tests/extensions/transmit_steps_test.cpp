// TransmitFile as a call of many steps: it may be ended at any moment, also between two of them, and without an OVERLAPPED it
// takes them all before it returns.
#include <memory>

#include "tests/extensions/sample_file.hpp"
#include "tests/extensions/steps_support.hpp"

using namespace winsock_test;

// ---------------------------------------------------------------------------------------- TransmitFile is ended before its time

namespace {

constexpr std::size_t large = 4 << 20;
constexpr std::size_t reader_stops = large * 3 / 4;  // so that nothing of it is over before it is cancelled
constexpr int cancelled_rounds = 16;
/// Whoever cancels comes out of a sleep: who waits for the reader's progress comes right after it, when the next step has begun.
void sleep_into_the_middle(reader& there, int round) {
  there.has_begun();
  std::this_thread::sleep_for(std::chrono::microseconds(20 + 70 * round));
}

/// Over each path, in rounds that end it somewhat later each time: `one(shape, file, round)`.
template <class Round>
void end_a_transmission(const char* title, const Round& one) {
  const started winsock;
  const watchdog dog(title);
  const shape on = each_path();
  const sample_file file(large);
  for (int round = 0; round < cancelled_rounds; ++round) {
    CAPTURE(on.title(), round);
    one(on, file, round);
  }
}

/// It ends as aborted, and the peer gets what is told and no more.
void check_aborted(told& done, SOCKET client, reader& there, const sample_file& file) {
  REQUIRE(done.ends());
  CHECK(done.result(client) == WSA_OPERATION_ABORTED);
  shutdown(client, SD_SEND);
  CHECK(there.all().size() == done.bytes);
  CHECK(is_beginning(there.all(), file.bytes));
}

}  // namespace

TEST_CASE("TransmitFile: CancelIoEx under way ends it once, as aborted, with as many bytes as the peer gets") {
  end_a_transmission("TransmitFile: CancelIoEx under way", [](const shape& on, const sample_file& file, int round) {
    told done;
    counted_pair pair(on);
    reader there(pair.server, reader_stops);
    // The thread that starts it sends what the reader has room for, and the reader does the rest: this one comes in between.
    int started = 0;
    std::thread starting([&] { started = answer(TransmitFile(pair.client, file.file, 0, 0, &done, nullptr, 0)); });
    sleep_into_the_middle(there, round);

    CHECK(CancelIoEx(as_handle(pair.client), &done));

    starting.join();
    CHECK(started == WSA_IO_PENDING);
    check_aborted(done, pair.client, there, file);
    CHECK(pair.ends_of(done) == 1);
  });
}

TEST_CASE("TransmitFile: CancelIo of the thread that started it does the same") {
  end_a_transmission("TransmitFile: CancelIo of the thread that started it", [](const shape& on, const sample_file& file, int round) {
    told done;
    counted_pair pair(on);
    reader there(pair.server, reader_stops);
    REQUIRE(answer(TransmitFile(pair.client, file.file, 0, 0, &done, nullptr, 0)) == WSA_IO_PENDING);
    sleep_into_the_middle(there, round);

    CHECK(CancelIo(as_handle(pair.client)));

    check_aborted(done, pair.client, there, file);
    CHECK(pair.ends_of(done) == 1);
  });
}

TEST_CASE("TransmitFile: it ends with the thread that started it") {
  end_a_transmission("TransmitFile: it ends with the thread that started it", [](const shape& on, const sample_file& file, int round) {
    told done;
    connected_pair pair = pair_on(on);  // without a port, where operations outlive their threads
    reader there(pair.server, reader_stops);
    std::thread starting([&] {
      TransmitFile(pair.client, file.file, 0, 0, &done, nullptr, 0);
      sleep_into_the_middle(there, round);
    });

    starting.join();

    check_aborted(done, pair.client, there, file);
  });
}

TEST_CASE("TransmitFile: closing the socket under way ends it once, as aborted, and the peer gets no more than told") {
  end_a_transmission("TransmitFile: closing the socket under way", [](const shape& on, const sample_file& file, int round) {
    told done;
    counted_pair pair(on);
    reader there(pair.server, reader_stops);
    std::thread starting([&] { TransmitFile(pair.client, file.file, 0, 0, &done, nullptr, 0); });
    sleep_into_the_middle(there, round);

    pair.client.close();

    starting.join();
    REQUIRE(done.ends());
    CHECK(status_of(done) == STATUS_CANCELLED);
    CHECK(pair.ends_of(done) == 1);
    CHECK(there.all().size() <= done.InternalHigh);
    CHECK(done.InternalHigh < large);
    CHECK(is_beginning(there.all(), file.bytes));
    CHECK(there.end() == WSAECONNRESET);  // a stream that was cut does not end in good order, wherever it was cut
  });
}

TEST_CASE("TransmitFile: without an OVERLAPPED, and closed by another thread, it fails and the peer sees a reset") {
  end_a_transmission("TransmitFile: closed by another thread", [](const shape& on, const sample_file& file, int round) {
    connected_pair pair = pair_on(on);
    reader there(pair.server, reader_stops);
    int how = 0;
    std::thread sending([&] { how = answer(TransmitFile(pair.client, file.file, 0, 0, nullptr, nullptr, 0)); });
    sleep_into_the_middle(there, round);

    pair.client.close();

    sending.join();
    CHECK((how == WSAECONNABORTED || how == WSAENOTSOCK));
    CHECK(there.end() == WSAECONNRESET);
  });
}

TEST_CASE("TransmitFile: another operation of the socket is not taken for it, and goes on when it is cancelled") {
  const started winsock;
  const shape on = each_path();
  const sample_file file(large);
  connected_pair pair = pair_on(on);
  told receiving, transmitting, other;
  char byte = 0;
  WSABUF room{1, &byte};
  DWORD flags = 0;
  REQUIRE(WSARecv(pair.client, &room, 1, nullptr, &flags, &receiving, nullptr) == SOCKET_ERROR);
  REQUIRE(answer(TransmitFile(pair.client, file.file, 0, 0, &transmitting, nullptr, 0)) == WSA_IO_PENDING);

  CHECK(answer(CancelIoEx(as_handle(pair.client), &other)) == ERROR_NOT_FOUND);
  CHECK_FALSE(HasOverlappedIoCompleted(&transmitting));
  CHECK(CancelIoEx(as_handle(pair.client), &transmitting));

  REQUIRE(transmitting.ends());
  CHECK(transmitting.result(pair.client) == WSA_OPERATION_ABORTED);
  CHECK(answer(CancelIoEx(as_handle(pair.client), &transmitting)) == ERROR_NOT_FOUND);
  CHECK_FALSE(HasOverlappedIoCompleted(&receiving));
  REQUIRE(send_all(pair.server, "r"));
  REQUIRE(receiving.ends());
  CHECK(byte == 'r');
}

// --------------------------------------------------------------------------------------------- TransmitFile without an OVERLAPPED

TEST_CASE("TransmitFile: without an OVERLAPPED it returns when all is sent, whether the socket blocks or not") {
  const started winsock;
  const shape on = each_path();
  const bool blocks = GENERATE(false, true);
  CAPTURE(on.title(), blocks);
  const sample_file file(600'000);
  std::string head = numbered_bytes(300'000, 1u << 20), tail = numbered_bytes(100'000, 2u << 20);
  TRANSMIT_FILE_BUFFERS around{head.data(), static_cast<DWORD>(head.size()), tail.data(),
                               static_cast<DWORD>(tail.size())};
  connected_pair pair = pair_on(on);
  REQUIRE(set_nonblocking(pair.client, !blocks));
  std::unique_ptr<reader> there;
  std::thread late([&] {  // the client finds the buffers full before anybody reads
    eventually([&] { return unread(pair.server) >= 60'000; });
    there = std::make_unique<reader>(pair.server);
  });

  CHECK(answer(TransmitFile(pair.client, file.file, 0, 0, nullptr, &around, 0)) == 0);

  late.join();
  shutdown(pair.client, SD_SEND);
  const std::string wanted = head + file.bytes + tail;
  CHECK(there->all().size() == wanted.size());
  CHECK(is_beginning(there->all(), wanted));
}

TEST_CASE("TransmitFile: under SO_SNDTIMEO it fails when the peer stops, and nothing is missing in the middle") {
  const started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const sample_file file(1'000'000);
  connected_pair pair = pair_on(on);
  set_option(pair.client, SOL_SOCKET, SO_SNDTIMEO, DWORD{4});
  // A peer that reads slowly, so that a time-out may come in the middle of every stretch, and at last not at all.
  reader there(pair.server, 200'000, 1ms, 7000);

  CHECK(answer(TransmitFile(pair.client, file.file, 0, 0, nullptr, nullptr, 0)) == WSAETIMEDOUT);

  shutdown(pair.client, SD_SEND);
  CHECK(there.all().size() < file.bytes.size());
  CHECK(is_beginning(there.all(), file.bytes));
}

TEST_CASE("TransmitFile: TF_REUSE_SOCKET without TF_DISCONNECT is refused, and the connection goes on") {
  const started winsock;
  const connected_pair pair = pair_on(each_path());
  const auto transmit_packets = extension<LPFN_TRANSMITPACKETS>(pair.client, WSAID_TRANSMITPACKETS);
  char word[] = "word";
  TRANSMIT_FILE_BUFFERS around{word, 4, nullptr, 0};
  TRANSMIT_PACKETS_ELEMENT part{};
  part.dwElFlags = TP_ELEMENT_MEMORY;
  part.pBuffer = word;
  part.cLength = 4;
  told done;

  CHECK(answer(TransmitFile(pair.client, nullptr, 0, 0, &done, &around, TF_REUSE_SOCKET)) == WSAEINVAL);
  CHECK(answer(TransmitFile(pair.client, nullptr, 0, 0, nullptr, &around, TF_REUSE_SOCKET)) == WSAEINVAL);
  CHECK(answer(transmit_packets(pair.client, &part, 1, 0, &done, TF_REUSE_SOCKET)) == WSAEINVAL);

  CHECK(unread(pair.server) == 0);
  CHECK(echoes(pair.client, pair.server));
}
