// Two DisconnectEx calls at once on one socket. The first one to end makes the socket free; the program connects it anew at once, while the second
// call is held where it has heard of the peer's end and has not gone on yet. It belongs to the connection that is over.
//
//   peer closes ─► first call ends ─► connected anew ─► second call goes on
//                                  └── held here ──────┘
#include <ws2spi.h>

#include "tests/extensions/steps_support.hpp"

using namespace winsock_test;

namespace {

int disconnect_ex(SOCKET s, OVERLAPPED* how) {
  const auto function = extension<LPFN_DISCONNECTEX>(s, WSAID_DISCONNECTEX);
  return answer(function(s, how, TF_REUSE_SOCKET, 0));
}

/// Run by whoever tells of an operation that was started with this provider's receive, in the middle of his telling.
std::function<void()> in_the_middle;
int WSPAPI run_in_the_middle(LPWSATHREADID, LPWSAUSERAPC routine, DWORD_PTR context, LPINT) {
  in_the_middle();
  routine(context);
  return 0;
}

class provider {
 public:
  provider() { good = start(run_in_the_middle); }
  ~provider() {
    end();
    if (start(nullptr)) end();
  }
  provider(const provider&) = delete;
  provider& operator=(const provider&) = delete;

  bool good = false;
  WSPPROC_TABLE table{};

 private:
  bool start(LPWPUQUEUEAPC queue) {
    WSPUPCALLTABLE upcalls{};
    upcalls.lpWPUQueueApc = queue;
    WSPDATA data;
    WSAPROTOCOL_INFOW info{};
    return WSPStartup(MAKEWORD(2, 2), &data, &info, upcalls, &table) == 0;
  }
  void end() {
    INT error = 0;
    table.lpWSPCleanup(&error);
  }
};

void CALLBACK no_routine(DWORD, DWORD, LPWSAOVERLAPPED, DWORD) {}

/// A thread that an APC keeps still inside the call that it is blocked in.
struct stopped_thread {
  held_handle thread;
  held_handle still{CreateEventA(nullptr, TRUE, FALSE, nullptr)}, go_on{CreateEventA(nullptr, TRUE, FALSE, nullptr)};

  /// On that thread.
  void name_self() {
    HANDLE self = nullptr;
    DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &self, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
    thread = held_handle(self);
  }
  bool stop() {
    const auto wait = [](ULONG_PTR own) {
      const auto& here = *reinterpret_cast<stopped_thread*>(own);
      SetEvent(here.still);
      WaitForSingleObject(here.go_on, 5000);
    };
    return QueueUserAPC(wait, thread, reinterpret_cast<ULONG_PTR>(this)) != 0 &&
           WaitForSingleObject(still, 5000) == WAIT_OBJECT_0;
  }
};

}  // namespace

TEST_CASE("DisconnectEx: of two at once the second to end leaves the socket's next connection alone") {
  const started winsock;
  const provider loaded;
  REQUIRE(loaded.good);
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door next_door = listen_on(on);
  connected_pair pair = pair_on(on);
  told first, second;
  OVERLAPPED between{};
  char byte = 0;
  WSABUF room{1, &byte};
  DWORD flags = 0;
  INT error = 0;
  WSATHREADID nobody{};
  // Three that wait for the peer's end are told of it in this order.
  REQUIRE(disconnect_ex(pair.client, &first) == WSA_IO_PENDING);
  REQUIRE(loaded.table.lpWSPRecv(pair.client, &room, 1, nullptr, &flags, &between, no_routine, &nobody, &error) ==
          SOCKET_ERROR);
  REQUIRE(error == WSA_IO_PENDING);
  REQUIRE(disconnect_ex(pair.client, &second) == WSA_IO_PENDING);
  bool first_ended = false, connected = false, second_waits = false;
  in_the_middle = [&] {
    first_ended = first.ends();
    std::thread program([&] { connected = connect_to(pair.client, next_door.at) == 0; });
    program.join();
    second_waits = !HasOverlappedIoCompleted(&second);
  };

  pair.server.close();

  REQUIRE(second.ends());
  CHECK(first_ended);
  CHECK(first.result(pair.client) == 0);
  CHECK(connected);
  CHECK(second_waits);
  CHECK(second.result(pair.client) == WSAENOTCONN);
  const held_socket server(accept(next_door.s, nullptr, nullptr));
  CHECK(echoes(pair.client, server));
}

TEST_CASE("DisconnectEx: one that blocks leaves the next connection alone, too, and so does TransmitFile") {
  const started winsock;
  const shape on = each_path();
  const bool transmits = GENERATE(false, true);
  CAPTURE(on.title(), transmits);
  const open_door next_door = listen_on(on);
  connected_pair pair = pair_on(on);
  const SOCKET s = pair.client;
  told first;
  stopped_thread held;
  REQUIRE(disconnect_ex(s, &first) == WSA_IO_PENDING);
  std::atomic<bool> begins{false};
  call second(s, [&held, &begins, s, transmits] {
    held.name_self();
    begins = true;
    const DWORD both = TF_DISCONNECT | TF_REUSE_SOCKET;
    return transmits ? answer(TransmitFile(s, nullptr, 0, 0, nullptr, nullptr, both)) : disconnect_ex(s, nullptr);
  });
  REQUIRE(eventually([&] { return begins.load(); }));
  REQUIRE_FALSE(second.ends(briefly));
  REQUIRE(held.stop());

  pair.server.close();
  REQUIRE(first.ends());
  const bool connected = connect_to(s, next_door.at) == 0;
  SetEvent(held.go_on);

  REQUIRE(second.ends());
  CHECK(first.result(s) == 0);
  CHECK(connected);
  CHECK(second.answer() == WSAENOTCONN);
  const held_socket server(accept(next_door.s, nullptr, nullptr));
  CHECK(echoes(s, server));
}
