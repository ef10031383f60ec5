// ConnectEx with data and DisconnectEx as calls of several steps: they may be ended at any moment, also between two of them, and what
// a step does, it does to the connection that was meant.
#include "tests/extensions/sample_file.hpp"
#include "tests/extensions/steps_support.hpp"
#include "tests/winsock/preemption.hpp"

using namespace winsock_test;

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

// ------------------------------------------------------------------------------------------------------------ ConnectEx with data

TEST_CASE("ConnectEx: while its data waits for room it is cancelled like a send, and tells how much went") {
  const started winsock;
  const shape on = each_path();
  const bool closes = GENERATE(false, true);
  CAPTURE(on.title(), closes);
  const open_door door = listen_on(on);
  const std::string data = numbered_bytes(4 << 20);
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
  for (rounds left(closes ? 2000 : 300); left.go_on();) {
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

TEST_CASE("DisconnectEx: with TF_REUSE_SOCKET and no OVERLAPPED it waits for the peer's end in every mode") {
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

TEST_CASE("DisconnectEx: closing the socket as the peer's end comes ends it as aborted or as done") {
  const started winsock;
  const watchdog dog("DisconnectEx: closing the socket in the moment in which the peer's end comes");
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  SOCKET s = INVALID_SOCKET;
  interloper closing([&] { closesocket(s); });
  int done_first = 0, aborted = 0, odd = 0, unfinished = 0;
  std::uint32_t odd_status = 0;
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
      odd_status = static_cast<std::uint32_t>(ended.Internal);
    }
  }
  CAPTURE(done_first, aborted, odd_status);
  CHECK(odd == 0);
  CHECK(unfinished == 0);
  CHECK(done_first + aborted > 0);
}

TEST_CASE("DisconnectEx: its end of the stream goes to this connection, never to the next one of the socket") {
  const started winsock;
  const watchdog dog("DisconnectEx: its end of the stream goes to this connection");
  const shape on = each_path();
  CAPTURE(on.title());
  // Small buffers, so that a send waits and the disconnect stands behind it.
  open_door door;
  door.s = tcp_on(on);
  set_option(door.s, SOL_SOCKET, SO_RCVBUF, 8192);
  bind_to(door.s, here(on.v6));
  listen(door.s, SOMAXCONN);
  door.at = local_of(door.s);
  const open_door other_door = listen_on(on);
  static char data[24'000];
  static char room[sizeof data];
  WSABUF whole{sizeof data, data};
  // While the caller of DisconnectEx is held up, the peer reads all and closes, and the program connects the socket anew.
  connected_pair pair;
  OVERLAPPED ended{};
  const std::atomic_ref<ULONG_PTR> status(ended.Internal);  // HasOverlappedIoCompleted(), for two threads
  constexpr auto pending = static_cast<ULONG_PTR>(STATUS_PENDING);
  bool came_whole = false, connected = false, free_again = false;
  const auto disconnect = extension<LPFN_DISCONNECTEX>(door.s, WSAID_DISCONNECTEX);
  interloper next_connection([&] {
    came_whole = recv(pair.server, room, sizeof room, MSG_WAITALL) == sizeof room;
    pair.server.close();
    free_again = eventually([&] { return status.load(std::memory_order_acquire) != pending; });
    connected = connect_to(pair.client, other_door.at) == 0;
  });
  int finished = 0, shut = 0, odd = 0;
  for (rounds left(1500); left.go_on();) {
    told sending;
    pair.client = tcp_on(on);
    set_option(pair.client, SOL_SOCKET, SO_SNDBUF, 8192);
    bind_to(pair.client, here(on.v6));
    if (connect_to(pair.client, door.at) != 0) break;
    pair.server = held_socket(accept(door.s, nullptr, nullptr));
    if (WSASend(pair.client, &whole, 1, nullptr, 0, &sending, nullptr) == 0) break;  // it did not wait
    status.store(pending, std::memory_order_relaxed);
    next_connection.provoke();
    const int how = answer(disconnect(pair.client, &ended, TF_REUSE_SOCKET, 0));
    next_connection.is_over();

    if (how != WSA_IO_PENDING || !came_whole || !free_again || !connected || !sending.ends()) {
      ++odd;
      break;
    }
    const held_socket server(accept(other_door.s, nullptr, nullptr));
    // By now the call has returned, too, and has done whatever it does.
    if (error_of(send(pair.client, "1", 1, 0)) == WSAESHUTDOWN)
      ++shut;
    else
      ++finished;
  }
  CAPTURE(finished);
  CHECK(odd == 0);
  CHECK(shut == 0);
  CHECK(finished > 0);
}
