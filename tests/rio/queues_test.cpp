// Registered I/O: what its two kinds of queues owe to others: notifications to who waits for them, the port to its owner, and
// room in a completion queue to the sockets that share it.
#include <mswsock.h>

#include "tests/win32/held_handle.hpp"
#include "tests/winsock/regression_support.hpp"

using namespace winsock_test;
using win32_test::held_handle;

namespace {

int answer(BOOL what) { return what ? 0 : WSAGetLastError(); }

/// The functions, a completion queue and a buffer, for as many sockets as a test likes.
struct shared_queue {
  explicit shared_queue(DWORD room, RIO_NOTIFICATION_COMPLETION* how = nullptr) {
    const held_socket any(WSASocketW(AF_INET, SOCK_STREAM, 0, nullptr, 0, WSA_FLAG_REGISTERED_IO));
    GUID id = WSAID_MULTIPLE_RIO;
    DWORD bytes = 0;
    REQUIRE(WSAIoctl(any, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &rio, sizeof rio, &bytes,
                     nullptr, nullptr) == 0);
    queue = rio.RIOCreateCompletionQueue(room, how);
    REQUIRE(queue != RIO_INVALID_CQ);
    buffer = rio.RIORegisterBuffer(memory, sizeof memory);
    REQUIRE(buffer != RIO_INVALID_BUFFERID);
  }
  ~shared_queue() {
    rio.RIODeregisterBuffer(buffer);
    rio.RIOCloseCompletionQueue(queue);
  }
  shared_queue(const shared_queue&) = delete;
  shared_queue& operator=(const shared_queue&) = delete;

  /// How many results were there, up to a hundred.
  ULONG take_all() {
    RIORESULT results[100];
    return rio.RIODequeueCompletion(queue, results, 100);
  }

  RIO_EXTENSION_FUNCTION_TABLE rio{};
  RIO_CQ queue{};
  RIO_BUFFERID buffer{};
  char memory[64] = {};
};

/// A connection whose client has a request queue with room for so many receives and as many sends.
struct requester {
  requester(shared_queue& with, const shape& on, ULONG most) : all(with) {
    const open_door door = listen_on(on);
    client =
        held_socket(WSASocketW(on.family(), SOCK_STREAM, 0, nullptr, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_REGISTERED_IO));
    if (on.fast) mark(client);
    REQUIRE(connect_to(client, door.at) == 0);
    server = held_socket(accept(door.s, nullptr, nullptr));
    requests = all.rio.RIOCreateRequestQueue(client, most, 1, most, 1, all.queue, all.queue, nullptr);
    why = requests == RIO_INVALID_RQ ? WSAGetLastError() : 0;
  }

  int receive(DWORD flags = 0) {
    RIO_BUF part{all.buffer, 0, 1};
    return answer(all.rio.RIOReceive(requests, &part, 1, flags, nullptr));
  }
  int send(DWORD flags = 0) {
    RIO_BUF part{all.buffer, 32, 1};
    return answer(all.rio.RIOSend(requests, &part, 1, flags, nullptr));
  }
  int resize(DWORD receives, DWORD sends) { return answer(all.rio.RIOResizeRequestQueue(requests, receives, sends)); }
  /// Receives that can be started now; they are under way afterwards.
  int receives_that_fit() {
    int count = 0;
    while (count < 100 && receive() == 0) ++count;
    return count;
  }

  shared_queue& all;
  held_socket client, server;
  RIO_RQ requests{};
  int why = 0;  // there are none
};

RIO_NOTIFICATION_COMPLETION by_event(HANDLE event) {
  RIO_NOTIFICATION_COMPLETION how{};
  how.Type = RIO_EVENT_COMPLETION;
  how.Event.EventHandle = event;
  how.Event.NotifyReset = TRUE;
  return how;
}

RIO_NOTIFICATION_COMPLETION by_port(HANDLE port, OVERLAPPED& packet) {
  RIO_NOTIFICATION_COMPLETION how{};
  how.Type = RIO_IOCP_COMPLETION;
  how.Iocp.IocpHandle = port;
  how.Iocp.Overlapped = &packet;
  return how;
}

bool has_packet(HANDLE port, DWORD wait = 0) {
  DWORD bytes = 0;
  ULONG_PTR key = 0;
  OVERLAPPED* which = nullptr;
  return GetQueuedCompletionStatus(port, &bytes, &key, &which, wait) && which != nullptr;
}

constexpr DWORD soon_ms = 5000;

}  // namespace

// ----------------------------------------------------------------------------------------------------------- notifications

TEST_CASE("RIONotify: a queue with nothing but results that nobody wanted to be told of counts as empty") {
  const started winsock;
  const held_handle event = win32_test::manual_event();
  RIO_NOTIFICATION_COMPLETION how = by_event(event);
  shared_queue all(16, &how);
  requester r(all, {true, false}, 4);
  REQUIRE(r.send(RIO_MSG_DONT_NOTIFY) == 0);

  CHECK(all.rio.RIONotify(all.queue) == 0);
  CHECK_FALSE(win32_test::passes(event));
  CHECK(all.rio.RIONotify(all.queue) == WSAEALREADY);  // it is still asked for

  REQUIRE(r.send() == 0);
  CHECK(WaitForSingleObject(event, soon_ms) == WAIT_OBJECT_0);
  CHECK(all.take_all() == 2);
}

TEST_CASE("RIONotify: one result to be told of among quiet ones sets the event, until that one was taken") {
  const started winsock;
  const held_handle event = win32_test::manual_event();
  RIO_NOTIFICATION_COMPLETION how = by_event(event);
  shared_queue all(16, &how);
  requester r(all, {true, false}, 4);
  REQUIRE(r.send(RIO_MSG_DONT_NOTIFY) == 0);
  REQUIRE(r.send() == 0);
  REQUIRE(r.send(RIO_MSG_DONT_NOTIFY) == 0);
  CHECK(all.rio.RIONotify(all.queue) == 0);
  CHECK(win32_test::passes(event));

  RIORESULT first_two[2];
  REQUIRE(all.rio.RIODequeueCompletion(all.queue, first_two, 2) == 2);
  CHECK(all.rio.RIONotify(all.queue) == 0);  // which resets the event
  CHECK_FALSE(win32_test::passes(event));
}

TEST_CASE("RIONotify: a port gets no packet for quiet sends, and one for the receive that comes behind them") {
  const started winsock;
  const held_handle port(CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0));
  OVERLAPPED packet{};
  RIO_NOTIFICATION_COMPLETION how = by_port(port, packet);
  shared_queue all(16, &how);
  requester r(all, each_path(), 4);
  REQUIRE(r.receive() == 0);
  for (int i = 0; i < 3; ++i) REQUIRE(r.send(RIO_MSG_DONT_NOTIFY) == 0);
  CHECK(all.rio.RIONotify(all.queue) == 0);
  CHECK_FALSE(has_packet(port));

  REQUIRE(send_all(r.server, "x"));

  CHECK(has_packet(port, soon_ms));
  CHECK_FALSE(has_packet(port));
  CHECK(all.take_all() == 4);
}

// ----------------------------------------------------------------------------------------------------------------- the port

TEST_CASE("RIO: CloseHandle(port) wakes who waits at it, though a completion queue still names it") {
  const started winsock;
  held_handle port(CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0));
  OVERLAPPED packet{};
  RIO_NOTIFICATION_COMPLETION how = by_port(port, packet);
  shared_queue all(16, &how);
  requester r(all, {true, false}, 4);
  CHECK(all.rio.RIONotify(all.queue) == 0);
  DWORD error = 0;
  const held_handle woken = win32_test::manual_event();
  win32_test::joined worker([&, at = HANDLE{port}] {
    error = has_packet(at, 2 * soon_ms) ? 0 : GetLastError();
    SetEvent(woken);
  });
  std::this_thread::sleep_for(till_blocked);

  port.close();

  CHECK(WaitForSingleObject(woken, soon_ms) == WAIT_OBJECT_0);
  worker.join();
  CHECK(error == ERROR_ABANDONED_WAIT_0);
  REQUIRE(r.send() == 0);  // whose notification goes nowhere
  CHECK(all.take_all() == 1);
}

// ----------------------------------------------------------------------------------------------------------------- resizing

TEST_CASE("RIOResizeRequestQueue: a queue becomes smaller, and its completion queue has the room again") {
  const started winsock;
  shared_queue all(16);
  requester r(all, each_path(), 8);
  REQUIRE(r.why == 0);
  CHECK(requester(all, {true, false}, 1).why == WSAENOBUFS);  // all 16 are taken

  CHECK(r.resize(2, 3) == 0);

  CHECK(requester(all, {true, false}, 6).why == WSAENOBUFS);  // eleven are free
  CHECK(requester(all, {true, false}, 5).why == 0);
  CHECK(r.receives_that_fit() == 2);
}

TEST_CASE("RIOResizeRequestQueue: it grows on one side while it shrinks on the other") {
  const started winsock;
  shared_queue all(24);
  requester r(all, {true, false}, 8);
  CHECK(r.resize(12, 4) == 0);
  CHECK(r.receives_that_fit() == 12);
  int sends = 0;
  while (sends < 100 && r.send() == 0) ++sends;
  CHECK(sends == 4);
}

TEST_CASE("RIOResizeRequestQueue: where one side does not fit, neither is changed and no room is lost") {
  const started winsock;
  shared_queue all(16);
  requester r(all, {true, false}, 4);

  CHECK(r.resize(10, 10) == WSAENOBUFS);
  CHECK(r.resize(2, 100) == WSAENOBUFS);
  CHECK(r.resize(100, 2) == WSAENOBUFS);

  CHECK(requester(all, {true, false}, 4).why == 0);  // as many as before fit
  CHECK(r.receives_that_fit() == 4);
}

TEST_CASE("RIOResizeRequestQueue: fewer than are under way is refused, and so is the other side's change with it") {
  const started winsock;
  shared_queue all(16);
  requester r(all, {true, false}, 4);
  for (int i = 0; i < 3; ++i) REQUIRE(r.receive() == 0);

  CHECK(r.resize(2, 8) == WSAETOOMANYREFS);
  CHECK(r.resize(2, 1) == WSAETOOMANYREFS);
  CHECK(r.receives_that_fit() == 1);
  CHECK(requester(all, {true, false}, 4).why == 0);

  // A request whose result nobody has taken is under way still.
  REQUIRE(send_all(r.server, "xy"));
  REQUIRE(eventually([&] { return unread(r.client) == 0; }));
  CHECK(r.resize(3, 4) == WSAETOOMANYREFS);
  CHECK(all.take_all() == 2);
  CHECK(r.resize(2, 4) == 0);
  CHECK(r.receives_that_fit() == 0);
}

TEST_CASE("RIOResizeRequestQueue: while requests come and go, it succeeds or changes nothing, and they all end") {
  const started winsock;
  const watchdog dog("RIOResizeRequestQueue: while requests come and go");
  shared_queue all(32);
  requester r(all, {true, false}, 8);
  std::atomic<bool> over{false};
  int resized = 0, refused = 0, odd = 0;
  std::thread resizing([&] {
    for (DWORD size = 1; !over; size = size % 12 + 1) {
      const int how = r.resize(13 - size, size);
      ++(how == 0 ? resized : how == WSAETOOMANYREFS ? refused : odd);
      std::this_thread::yield();
    }
  });
  int begun = 0, ended = 0;
  for (rounds left(20'000); left.go_on();) {
    begun += r.send() == 0;
    begun += r.send() == 0;
    ended += static_cast<int>(all.take_all());
  }
  over = true;
  resizing.join();
  ended += static_cast<int>(all.take_all());
  CAPTURE(resized, refused);
  CHECK(odd == 0);
  CHECK(begun > 0);
  CHECK(ended == begun);
  CHECK(r.resize(1, 1) == 0);  // none is under way
  CHECK(requester(all, {true, false}, 15).why == 0);
}
