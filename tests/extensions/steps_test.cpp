// Calls that take several operations, one after the other: TransmitFile, ConnectEx with data, DisconnectEx, AcceptEx. Whoever ends
// one of them may come at any moment, also between two of its steps; and what a step does, it does to the connection that was meant.
#include <memory>

#include "tests/extensions/sample_file.hpp"
#include "tests/extensions/support.hpp"
#include "tests/win32/held_handle.hpp"
#include "tests/winsock/preemption.hpp"
#include "tests/winsock/regression_support.hpp"

using namespace winsock_test;
using win32_test::held_handle;

namespace {

HANDLE as_handle(SOCKET s) { return reinterpret_cast<HANDLE>(s); }
NTSTATUS status_of(const OVERLAPPED& one) { return static_cast<NTSTATUS>(one.Internal); }

/// Receives on a thread of its own until the stream ends. Where it is told to, it stops after so many bytes until it may go on.
class reader {
 public:
  explicit reader(SOCKET s, std::size_t stop_at = ~std::size_t{0}, milliseconds pause = 0ms,
                  std::size_t piece = 65536) {
    set_option(s, SOL_SOCKET, SO_RCVTIMEO, DWORD{5000});  // a test that has failed ends, too
    thread_ = std::thread([=, this] { read(s, stop_at, pause, piece); });
  }
  ~reader() { all(); }
  reader(const reader&) = delete;
  reader& operator=(const reader&) = delete;

  bool has_begun() {
    return eventually([&] { return begun_.load(); });
  }
  void go_on() { go_on_ = true; }
  /// All that came until the end.
  const std::string& all() {
    go_on();
    if (thread_.joinable()) thread_.join();
    return got_;
  }

 private:
  void read(SOCKET s, std::size_t stop_at, milliseconds pause, std::size_t piece) {
    std::string room(piece, '\0');
    for (;;) {
      const int one = recv(s, room.data(), static_cast<int>(room.size()), 0);
      if (one <= 0) return;
      got_.append(room.data(), static_cast<std::size_t>(one));
      begun_ = true;
      while (got_.size() >= stop_at && !go_on_) std::this_thread::sleep_for(100us);
      if (pause != 0ms && !go_on_) std::this_thread::sleep_for(pause);
    }
  }
  std::string got_;
  std::atomic<bool> begun_{false}, go_on_{false};
  std::thread thread_;
};

/// A connection whose client tells its operations to a port, too, where they can be counted.
struct counted_pair : connected_pair {
  explicit counted_pair(const shape& on) : connected_pair(pair_on(on)) {
    CreateIoCompletionPort(as_handle(client), port, 1, 0);
  }
  /// Packets that came for that operation; there is one for each time that it ended.
  int ends_of(const OVERLAPPED& one) {
    int count = 0;
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    OVERLAPPED* which = nullptr;
    for (GetQueuedCompletionStatus(port, &bytes, &key, &which, 5000); which == &one; ++count) {
      which = nullptr;
      GetQueuedCompletionStatus(port, &bytes, &key, &which, 0);
    }
    return count;
  }
  held_handle port{CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0)};
};

}  // namespace

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

}  // namespace

TEST_CASE("TransmitFile: CancelIoEx under way ends it once, as aborted, with as many bytes as the peer gets") {
  const started winsock;
  const watchdog dog("TransmitFile: CancelIoEx under way");
  const shape on = each_path();
  const sample_file file(large);
  for (int round = 0; round < cancelled_rounds; ++round) {
    CAPTURE(on.title(), round);
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
    REQUIRE(done.ends());
    CHECK(done.result(pair.client) == WSA_OPERATION_ABORTED);
    CHECK(pair.ends_of(done) == 1);
    shutdown(pair.client, SD_SEND);
    CHECK(there.all().size() == done.bytes);
    CHECK(is_beginning(there.all(), file.bytes));
  }
}

TEST_CASE("TransmitFile: CancelIo of the thread that started it does the same") {
  const started winsock;
  const watchdog dog("TransmitFile: CancelIo of the thread that started it");
  const shape on = each_path();
  const sample_file file(large);
  for (int round = 0; round < cancelled_rounds; ++round) {
    CAPTURE(on.title(), round);
    told done;
    counted_pair pair(on);
    reader there(pair.server, reader_stops);
    REQUIRE(answer(TransmitFile(pair.client, file.file, 0, 0, &done, nullptr, 0)) == WSA_IO_PENDING);
    sleep_into_the_middle(there, round);

    CHECK(CancelIo(as_handle(pair.client)));

    REQUIRE(done.ends());
    CHECK(done.result(pair.client) == WSA_OPERATION_ABORTED);
    CHECK(pair.ends_of(done) == 1);
    shutdown(pair.client, SD_SEND);
    CHECK(there.all().size() == done.bytes);
    CHECK(is_beginning(there.all(), file.bytes));
  }
}

TEST_CASE("TransmitFile: it ends with the thread that started it") {
  const started winsock;
  const watchdog dog("TransmitFile: it ends with the thread that started it");
  const shape on = each_path();
  const sample_file file(large);
  for (int round = 0; round < cancelled_rounds; ++round) {
    CAPTURE(on.title(), round);
    told done;
    connected_pair pair = pair_on(on);  // without a port, where operations outlive their threads
    reader there(pair.server, reader_stops);
    std::thread starting([&] {
      TransmitFile(pair.client, file.file, 0, 0, &done, nullptr, 0);
      sleep_into_the_middle(there, round);
    });

    starting.join();

    REQUIRE(done.ends());
    CHECK(done.result(pair.client) == WSA_OPERATION_ABORTED);
    shutdown(pair.client, SD_SEND);
    CHECK(there.all().size() == done.bytes);
    CHECK(is_beginning(there.all(), file.bytes));
  }
}

TEST_CASE(
    "TransmitFile: closing the socket under way ends it once, as aborted, with no fewer bytes than the peer gets") {
  const started winsock;
  const watchdog dog("TransmitFile: closing the socket under way");
  const shape on = each_path();
  const sample_file file(large);
  for (int round = 0; round < cancelled_rounds; ++round) {
    CAPTURE(on.title(), round);
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
  }
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

TEST_CASE(
    "TransmitFile: under SO_SNDTIMEO it fails when the peer does not read on, and nothing is missing in the middle") {
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

// ------------------------------------------------------------------------------------------------------------ ConnectEx with data

namespace {

int connect_ex(SOCKET s, const socket_name& to, OVERLAPPED& how, std::string_view data = {}) {
  DWORD sent = 0;
  const auto function = extension<LPFN_CONNECTEX>(s, WSAID_CONNECTEX);
  return answer(function(s, to.plain(), to.length, data.empty() ? nullptr : const_cast<char*>(data.data()),
                         static_cast<DWORD>(data.size()), &sent, &how));
}
int disconnect_ex(SOCKET s, OVERLAPPED* how, DWORD flags = TF_REUSE_SOCKET) {
  const auto function = extension<LPFN_DISCONNECTEX>(s, WSAID_DISCONNECTEX);
  return answer(function(s, how, flags, 0));
}

}  // namespace

TEST_CASE("ConnectEx: while its data waits for room it is cancelled like a send, and tells how much went") {
  const started winsock;
  const shape on = each_path();
  const bool closes = GENERATE(false, true);
  CAPTURE(on.title(), closes);
  const open_door door = listen_on(on);
  const std::string data = numbered_bytes(large);
  told done;
  held_socket client = tcp_on(on);
  bind_to(client, here(on.v6));
  REQUIRE(connect_ex(client, door.at, done, data) == WSA_IO_PENDING);
  const held_socket server(accept(door.s, nullptr, nullptr));
  REQUIRE(eventually([&] { return unread(server) > 0; }));
  CHECK_FALSE(HasOverlappedIoCompleted(&done));

  if (closes) {
    client.close();
  } else {
    CHECK(CancelIoEx(as_handle(client), &done));
  }

  REQUIRE(done.ends());
  CHECK(status_of(done) == STATUS_CANCELLED);
  CHECK(done.InternalHigh > 0);
  if (closes) return;
  shutdown(client, SD_SEND);
  reader there(server);
  CHECK(there.all().size() == done.InternalHigh);
  CHECK(is_beginning(there.all(), data));
}

TEST_CASE("ConnectEx: closed or cancelled at any moment, it ends once, as aborted or with all its bytes") {
  const started winsock;
  const watchdog dog("ConnectEx: closed or cancelled at any moment");
  const shape on = each_path();
  const bool closes = GENERATE(false, true);
  CAPTURE(on.title(), closes);
  open_door door = listen_on(on);
  set_nonblocking(door.s);
  SOCKET s = INVALID_SOCKET;
  interloper ending([&] { closes ? closesocket(s) : CancelIoEx(as_handle(s), nullptr); });
  int whole = 0, aborted = 0, refused = 0, odd = 0, unfinished = 0;
  for (rounds left(2000); left.go_on();) {
    told done;
    s = socket(on.family(), SOCK_STREAM, IPPROTO_TCP);
    if (on.fast) mark(s);
    bind_to(s, here(on.v6));
    const auto function = extension<LPFN_CONNECTEX>(s, WSAID_CONNECTEX);
    char word[] = "word";
    DWORD sent = 0;
    ending.provoke();
    const int how = answer(function(s, door.at.plain(), door.at.length, word, 4, &sent, &done));
    ending.is_over();
    if (how == WSAENOTSOCK && closes) {
      ++refused;
    } else if (how != WSA_IO_PENDING) {
      ++odd;
    } else if (!done.ends()) {
      ++unfinished;
    } else if (status_of(done) == STATUS_SUCCESS && done.InternalHigh == 4) {
      ++whole;
    } else if (status_of(done) == STATUS_CANCELLED && done.InternalHigh == 0) {
      ++aborted;
    } else {
      ++odd;
    }
    if (!closes) closesocket(s);
    closesocket(accept(door.s, nullptr, nullptr));  // if it came that far
  }
  CAPTURE(whole, aborted, refused);
  CHECK(odd == 0);
  CHECK(unfinished == 0);
  CHECK(whole + aborted + refused > 0);
}

TEST_CASE("ConnectEx: a socket that connect() had bound, and that DisconnectEx made free, connects again") {
  const started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  connected_pair pair = pair_through(door, on);
  pair.server.close();
  told ended, again;
  REQUIRE(disconnect_ex(pair.client, &ended) == WSA_IO_PENDING);
  REQUIRE(ended.ends());
  REQUIRE(ended.result(pair.client) == 0);

  REQUIRE(connect_ex(pair.client, door.at, again) == WSA_IO_PENDING);

  REQUIRE(again.ends());
  CHECK(again.result(pair.client) == 0);
  const held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(echoes(pair.client, server));
  CHECK(is_on(pair.client, on));
}

TEST_CASE("ConnectEx: a socket that was never bound is refused still") {
  const started winsock;
  const shape on = each_path();
  const open_door door = listen_on(on);
  told no;
  const held_socket fresh = tcp_on(on);
  CHECK(connect_ex(fresh, door.at, no) == WSAEINVAL);
}

// ------------------------------------------------------------------------------------------------------------------- DisconnectEx

TEST_CASE(
    "DisconnectEx: with TF_REUSE_SOCKET and no OVERLAPPED it waits for the peer's end, whatever the socket's mode is") {
  const started winsock;
  const shape on = each_path();
  enum class mode { blocking, nonblocking, impatient };
  const mode how = GENERATE(mode::blocking, mode::nonblocking, mode::impatient);
  const bool transmits = GENERATE(false, true);
  CAPTURE(on.title(), static_cast<int>(how), transmits);
  connected_pair pair = pair_on(on);
  if (how == mode::nonblocking) set_nonblocking(pair.client);
  if (how == mode::impatient) set_option(pair.client, SOL_SOCKET, SO_RCVTIMEO, DWORD{10});
  const SOCKET s = pair.client;
  call ending(s, [s, transmits] {
    char last[] = "last";
    TRANSMIT_FILE_BUFFERS around{last, 4, nullptr, 0};
    const DWORD both = TF_DISCONNECT | TF_REUSE_SOCKET;
    return transmits ? answer(TransmitFile(s, nullptr, 0, 0, nullptr, &around, both)) : disconnect_ex(s, nullptr);
  });
  CHECK(receive_all(pair.server, 100) == (transmits ? "last" : ""));  // and then the end
  CHECK_FALSE(ending.ends(briefly));
  CHECK(send_all(pair.server, "what nobody will read"));
  CHECK_FALSE(ending.ends(briefly));

  pair.server.close();

  REQUIRE(ending.ends());
  CHECK(ending.answer() == 0);
  const open_door door = listen_on(on);
  set_nonblocking(pair.client, false);
  CHECK(connect_to(pair.client, door.at) == 0);
  const held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(echoes(pair.client, server));
}

TEST_CASE("DisconnectEx: while it waits for the peer's end it is cancelled once, and may be asked for again") {
  const started winsock;
  const shape on = each_path();
  counted_pair pair(on);
  told first, second;
  REQUIRE(disconnect_ex(pair.client, &first) == WSA_IO_PENDING);
  char byte = 0;
  REQUIRE(recv(pair.server, &byte, 1, 0) == 0);
  CHECK_FALSE(HasOverlappedIoCompleted(&first));

  CHECK(CancelIoEx(as_handle(pair.client), &first));

  REQUIRE(first.ends());
  CHECK(first.result(pair.client) == WSA_OPERATION_ABORTED);
  CHECK(pair.ends_of(first) == 1);
  REQUIRE(disconnect_ex(pair.client, &second) == WSA_IO_PENDING);
  pair.server.close();
  REQUIRE(second.ends());
  CHECK(second.result(pair.client) == 0);
}

TEST_CASE(
    "DisconnectEx: closing the socket in the moment in which the peer's end comes ends it as aborted or as done") {
  const started winsock;
  const watchdog dog("DisconnectEx: closing the socket in the moment in which the peer's end comes");
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  SOCKET s = INVALID_SOCKET;
  interloper closing([&] { closesocket(s); });
  int done_first = 0, aborted = 0, odd = 0, unfinished = 0;
  for (rounds left(2000); left.go_on();) {
    told ended;
    s = socket(on.family(), SOCK_STREAM, IPPROTO_TCP);
    if (on.fast) mark(s);
    if (connect_to(s, door.at) != 0) break;
    held_socket server(accept(door.s, nullptr, nullptr));
    if (disconnect_ex(s, &ended) != WSA_IO_PENDING) break;
    closing.provoke();
    server.close();  // on this thread the operation goes on
    closing.is_over();
    if (!ended.ends()) {
      ++unfinished;
    } else if (status_of(ended) == STATUS_SUCCESS) {
      ++done_first;
    } else if (status_of(ended) == STATUS_CANCELLED) {
      ++aborted;
    } else {
      ++odd;
    }
  }
  CAPTURE(done_first, aborted);
  CHECK(odd == 0);
  CHECK(unfinished == 0);
  CHECK(done_first + aborted > 0);
}
