// Registered I/O: buffers registered once, requests, and the queues in which their results wait.
#include <mswsock.h>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

held_socket registered_socket(const shape& on, int type = SOCK_STREAM) {
  held_socket s(WSASocketW(on.family(), type, 0, nullptr, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_REGISTERED_IO));
  if (on.fast && type == SOCK_STREAM) mark(s);
  return s;
}

RIO_EXTENSION_FUNCTION_TABLE table_of(SOCKET s) {
  GUID id = WSAID_MULTIPLE_RIO;
  RIO_EXTENSION_FUNCTION_TABLE rio{};
  DWORD bytes = 0;
  REQUIRE(WSAIoctl(s, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &rio, sizeof rio, &bytes, nullptr,
                   nullptr) == 0);
  CHECK(rio.cbSize == sizeof rio);
  return rio;
}

// A connection whose client end uses RIO, with a queue that is polled unless another way is asked for.
struct registered {
  explicit registered(const shape& on, DWORD queue_size = 16, RIO_NOTIFICATION_COMPLETION* how = nullptr,
                      ULONG most = 8) {
    const open_door door = listen_on(on);
    client = registered_socket(on);
    REQUIRE(connect_to(client, door.at) == 0);
    server = held_socket(accept(door.s, nullptr, nullptr));
    rio = table_of(client);
    queue = rio.RIOCreateCompletionQueue(queue_size, how);
    REQUIRE(queue != RIO_INVALID_CQ);
    requests = rio.RIOCreateRequestQueue(client, most, 1, most, 1, queue, queue, &context);
    REQUIRE(requests != RIO_INVALID_RQ);
    buffer = rio.RIORegisterBuffer(memory, sizeof memory);
    REQUIRE(buffer != RIO_INVALID_BUFFERID);
  }
  ~registered() {
    client.close();
    rio.RIODeregisterBuffer(buffer);
    rio.RIOCloseCompletionQueue(queue);
  }
  registered(const registered&) = delete;
  registered& operator=(const registered&) = delete;

  int receive(ULONG offset, ULONG length, int number, DWORD flags = 0) {
    RIO_BUF part{buffer, offset, length};
    return answer(rio.RIOReceive(requests, &part, 1, flags, reinterpret_cast<PVOID>(std::intptr_t{number})));
  }
  int send(ULONG offset, ULONG length, int number, DWORD flags = 0) {
    RIO_BUF part{buffer, offset, length};
    return answer(rio.RIOSend(requests, &part, 1, flags, reinterpret_cast<PVOID>(std::intptr_t{number})));
  }
  static int answer(BOOL what) { return what ? 0 : WSAGetLastError(); }
  /// The next result, polled for.
  RIORESULT result() {
    RIORESULT one{};
    const auto until = std::chrono::steady_clock::now() + soon;
    while (rio.RIODequeueCompletion(queue, &one, 1) == 0) {
      REQUIRE(std::chrono::steady_clock::now() < until);
      std::this_thread::yield();
    }
    CHECK(one.SocketContext == reinterpret_cast<ULONGLONG>(&context));
    return one;
  }

  held_socket client, server;
  RIO_EXTENSION_FUNCTION_TABLE rio{};
  RIO_CQ queue{};
  RIO_RQ requests{};
  RIO_BUFFERID buffer{};
  char memory[70'000] = {};
  int context = 0;
};

}  // namespace

TEST_CASE("RIO: receives that wait are filled in their order, and their results say which they are") {
  const started winsock;
  const shape on = each_path();
  registered r(on);
  CHECK(r.receive(0, 4, 1) == 0);
  CHECK(r.receive(100, 4, 2) == 0);

  REQUIRE(send_all(r.server, "abcdefgh"));

  const RIORESULT first = r.result(), second = r.result();
  CHECK(first.RequestContext == 1);
  CHECK(first.Status == 0);
  CHECK(first.BytesTransferred == 4);
  CHECK(second.RequestContext == 2);
  CHECK(std::string(r.memory, 4) == "abcd");
  CHECK(std::string(r.memory + 100, 4) == "efgh");
}

TEST_CASE("RIO: on the fast path bytes go straight into the registered buffer") {
  const started winsock;
  registered r({true, false});
  REQUIRE(r.receive(0, 60'000, 1) == 0);
  const auto before = counters().fast_direct_bytes;
  REQUIRE(send_all(r.server, std::string(50'000, 'x')));
  CHECK(r.result().BytesTransferred == 50'000);
  CHECK(counters().fast_direct_bytes - before == 50'000);
}

TEST_CASE("RIO: sends complete in their order; one that finds the peer's buffer full waits") {
  const started winsock;
  const shape on = each_path();
  registered r(on);
  std::memcpy(r.memory, "first", 5);
  CHECK(r.send(0, 5, 1) == 0);
  CHECK(r.result().RequestContext == 1);
  int asked = 0;
  for (; asked < 8; ++asked) REQUIRE(r.send(0, 60'000, asked) == 0);  // more than the peer takes unread
  const std::size_t all = 5 + 8 * 60'000;
  CHECK(receive_all(r.server, all).size() == all);
  for (ULONGLONG i = 0; i < 8; ++i) {
    const RIORESULT one = r.result();
    CHECK(one.RequestContext == i);
    CHECK(one.BytesTransferred == 60'000);
  }
}

TEST_CASE("RIO: RIO_MSG_WAITALL ends when the buffer is full") {
  const started winsock;
  const shape on = each_path();
  registered r(on);
  REQUIRE(r.receive(0, 6, 1, RIO_MSG_WAITALL) == 0);
  REQUIRE(send_all(r.server, "abc"));
  RIORESULT none{};
  CHECK(r.rio.RIODequeueCompletion(r.queue, &none, 1) == 0);
  REQUIRE(send_all(r.server, "def"));
  CHECK(r.result().BytesTransferred == 6);
}

TEST_CASE("RIO: RIONotify sets its event once, when a result is there or comes") {
  const started winsock;
  const HANDLE event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  RIO_NOTIFICATION_COMPLETION how{};
  how.Type = RIO_EVENT_COMPLETION;
  how.Event.EventHandle = event;
  how.Event.NotifyReset = TRUE;
  {
    registered r({true, false}, 16, &how);
    REQUIRE(r.receive(0, 4, 1) == 0);
    CHECK(r.rio.RIONotify(r.queue) == 0);
    CHECK(r.rio.RIONotify(r.queue) == WSAEALREADY);
    CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    REQUIRE(send_all(r.server, "abcd"));
    CHECK(WaitForSingleObject(event, 5000) == WAIT_OBJECT_0);
    CHECK(r.rio.RIONotify(r.queue) == 0);  // resets, and finds the result still there
    CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
    r.result();
  }
  CloseHandle(event);
}

TEST_CASE("RIO: a completion port gets one packet for a notification, and none for RIO_MSG_DONT_NOTIFY") {
  const started winsock;
  const HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0);
  OVERLAPPED mine{};
  RIO_NOTIFICATION_COMPLETION how{};
  how.Type = RIO_IOCP_COMPLETION;
  how.Iocp.IocpHandle = port;
  how.Iocp.CompletionKey = &mine;
  how.Iocp.Overlapped = &mine;
  {
    registered r({true, false}, 16, &how);
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    OVERLAPPED* which = nullptr;
    REQUIRE(r.rio.RIONotify(r.queue) == 0);
    REQUIRE(r.send(0, 4, 1, RIO_MSG_DONT_NOTIFY) == 0);
    CHECK_FALSE(GetQueuedCompletionStatus(port, &bytes, &key, &which, 0));
    REQUIRE(r.send(0, 4, 2) == 0);
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &which, 5000));
    CHECK(which == &mine);
    CHECK(key == reinterpret_cast<ULONG_PTR>(&mine));
    r.result();
    r.result();
  }
  CloseHandle(port);
}

TEST_CASE("RIO: datagrams tell who sent them, and go where they are told") {
  const started winsock;
  const shape on{false, false};
  const held_socket s = registered_socket(on, SOCK_DGRAM);
  REQUIRE(bind_to(s, here(false)) == 0);
  const held_socket other = udp();
  REQUIRE(bind_to(other, here(false)) == 0);
  const auto rio = table_of(s);
  const RIO_CQ queue = rio.RIOCreateCompletionQueue(4, nullptr);
  const RIO_RQ requests = rio.RIOCreateRequestQueue(s, 1, 1, 1, 1, queue, queue, nullptr);
  REQUIRE(requests != RIO_INVALID_RQ);
  char memory[512] = {};
  const RIO_BUFFERID buffer = rio.RIORegisterBuffer(memory, sizeof memory);
  RIO_BUF data{buffer, 0, 100}, remote{buffer, 128, sizeof(SOCKADDR_IN)};

  REQUIRE(rio.RIOReceiveEx(requests, &data, 1, nullptr, &remote, nullptr, nullptr, 0, nullptr));
  REQUIRE(send_byte_to(other, local_of(s)) == 1);
  RIORESULT result{};
  REQUIRE(rio.RIODequeueCompletion(queue, &result, 1) == 1);
  CHECK(result.BytesTransferred == 1);
  sockaddr_in from{};
  std::memcpy(&from, memory + 128, sizeof from);
  CHECK(ntohs(from.sin_port) == local_of(other).port());

  RIO_BUF answer{buffer, 0, 1};
  REQUIRE(rio.RIOSendEx(requests, &answer, 1, nullptr, &remote, nullptr, nullptr, 0, nullptr));
  char back = 0;
  CHECK(recv(other, &back, 1, 0) == 1);
  CHECK(back == 'x');
  rio.RIODeregisterBuffer(buffer);
  rio.RIOCloseCompletionQueue(queue);
}

TEST_CASE("RIO: closing the socket ends its requests as aborted, and its queue is gone") {
  const started winsock;
  const shape on = each_path();
  registered r(on);
  REQUIRE(r.receive(0, 10, 1) == 0);
  r.client.close();
  CHECK(r.result().Status == WSA_OPERATION_ABORTED);
  CHECK(r.receive(0, 10, 2) == WSAEINVAL);
}

TEST_CASE("RIO: the sizes that were asked for are the most there is") {
  const started winsock;
  registered r({true, false}, 4, nullptr, 2);
  CHECK(r.receive(0, 1, 1) == 0);
  CHECK(r.receive(0, 1, 2) == 0);
  CHECK(r.receive(0, 1, 3) == WSAENOBUFS);
  REQUIRE(send_all(r.server, "ab"));
  CHECK(r.receive(0, 1, 3) == WSAENOBUFS);  // their results wait still
  r.result();
  CHECK(r.receive(0, 1, 3) == 0);

  CHECK_FALSE(r.rio.RIOResizeRequestQueue(r.requests, 3, 2));  // the completion queue has room for four
  CHECK(WSAGetLastError() == WSAENOBUFS);
  CHECK(r.rio.RIOResizeCompletionQueue(r.queue, 5));
  CHECK(r.rio.RIOResizeRequestQueue(r.requests, 3, 2));
  CHECK_FALSE(r.rio.RIOResizeCompletionQueue(r.queue, 4));
  CHECK(WSAGetLastError() == WSAETOOMANYREFS);
}

TEST_CASE("RIO: bad input gets the documented error") {
  const started winsock;
  registered r({true, false});
  const auto no_requests = [&](SOCKET s, ULONG receives, ULONG buffers, RIO_CQ queue) {
    return r.rio.RIOCreateRequestQueue(s, receives, buffers, receives, buffers, queue, queue, nullptr) == RIO_INVALID_RQ
               ? WSAGetLastError()
               : 0;
  };
  const held_socket plain = tcp();
  const held_socket registered_one = registered_socket({true, false});
  CHECK(no_requests(INVALID_SOCKET, 1, 1, r.queue) == WSAENOTSOCK);
  CHECK(no_requests(plain, 1, 1, r.queue) == WSAEOPNOTSUPP);
  CHECK(no_requests(registered_one, 0, 1, r.queue) == WSAEINVAL);
  CHECK(no_requests(registered_one, 1, 2, r.queue) == WSAEINVAL);
  CHECK(no_requests(registered_one, 1, 1, RIO_INVALID_CQ) == WSAEINVAL);
  CHECK(no_requests(registered_one, 1000, 1, r.queue) == WSAENOBUFS);
  CHECK(no_requests(r.client, 1, 1, r.rio.RIOCreateCompletionQueue(8, nullptr)) == WSAEINVAL);  // it has one

  CHECK(r.rio.RIORegisterBuffer(r.memory, 0) == RIO_INVALID_BUFFERID);
  CHECK(WSAGetLastError() == WSAEINVAL);
  CHECK(r.rio.RIORegisterBuffer(nullptr, 10) == RIO_INVALID_BUFFERID);
  CHECK(WSAGetLastError() == WSAEFAULT);
  CHECK(r.rio.RIOCreateCompletionQueue(0, nullptr) == RIO_INVALID_CQ);
  CHECK(r.rio.RIONotify(r.queue) == WSAEINVAL);  // nobody said how
  CHECK(r.receive(0, sizeof r.memory + 1, 1) == WSAEINVAL);
  CHECK(r.send(0, 1, 1, 0x100) == WSAEINVAL);
  CHECK(r.rio.RIODequeueCompletion(RIO_INVALID_CQ, nullptr, 0) == RIO_CORRUPT_CQ);
  CHECK(r.rio.RIOSend(r.requests, nullptr, 0, RIO_MSG_COMMIT_ONLY, nullptr));
}
