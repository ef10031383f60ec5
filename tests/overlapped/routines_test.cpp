// Completion routines: they run in an alertable wait of the thread that started the operation, and nowhere else.
#include "tests/overlapped/support.hpp"

using namespace overlapped_test;

namespace {

struct told_routine {
  int runs = 0;
  DWORD error = 0, bytes = 0, flags = 0;
  WSAOVERLAPPED* at = nullptr;
  DWORD thread = 0;
};
told_routine last;

void CALLBACK note(DWORD error, DWORD bytes, WSAOVERLAPPED* at, DWORD flags) {
  last = {last.runs + 1, error, bytes, flags, at, GetCurrentThreadId()};
}

int receive_with_routine(SOCKET s, WSAOVERLAPPED& at, char* room, ULONG size) {
  WSABUF piece{size, room};
  DWORD flags = 0;
  return answer_of(WSARecv(s, &piece, 1, nullptr, &flags, &at, note));
}

}  // namespace

TEST_CASE("completion routine: it runs in the next alertable wait, once, with the outcome") {
  started winsock;
  last = {};
  const connected_pair both = pair_on(each_shape());
  WSAOVERLAPPED at{};
  char room[8];
  CHECK(receive_with_routine(both.server, at, room, sizeof room) == WSA_IO_PENDING);
  CHECK(SleepEx(0, TRUE) == 0);  // nothing yet
  CHECK(send_all(both.client, "hello"));
  CHECK(HasOverlappedIoCompleted(&at));
  Sleep(1);
  CHECK(last.runs == 0);  // not alertable
  CHECK(SleepEx(soon_ms, TRUE) == WAIT_IO_COMPLETION);
  CHECK(last.runs == 1);
  CHECK(last.error == 0);
  CHECK(last.bytes == 5);
  CHECK(last.flags == 0);
  CHECK(last.at == &at);
  CHECK(last.thread == GetCurrentThreadId());
  CHECK(SleepEx(0, TRUE) == 0);
  CHECK(last.runs == 1);
}

TEST_CASE("completion routine: it runs for a call that was over at once, and not for one that failed at once") {
  started winsock;
  last = {};
  connected_pair both = pair_on(each_path());
  WSAOVERLAPPED at{};
  char room[8];
  CHECK(send_all(both.client, "early"));
  CHECK(wait_for(both.server, ready_for::reading));
  CHECK(receive_with_routine(both.server, at, room, sizeof room) == 0);
  CHECK(last.runs == 0);
  CHECK(SleepEx(soon_ms, TRUE) == WAIT_IO_COMPLETION);
  CHECK(last.runs == 1);
  set_linger(both.client, true, 0);
  both.client.close();
  CHECK(receive_with_routine(both.server, at, room, sizeof room) == WSAECONNRESET);
  CHECK(SleepEx(0, TRUE) == 0);
  CHECK(last.runs == 1);
}

TEST_CASE("completion routine: every alertable wait runs it") {
  started winsock;
  last = {};
  const connected_pair both = pair_on(each_path());
  const int which = GENERATE(0, 1, 2, 3);
  WSAOVERLAPPED at{};
  char room[8];
  CHECK(receive_with_routine(both.server, at, room, sizeof room) == WSA_IO_PENDING);
  std::thread later([&both] {
    std::this_thread::sleep_for(briefly);
    send_all(both.client, "x");
  });
  held_handle never(CreateEventA(nullptr, TRUE, FALSE, nullptr));
  const HANDLE event = never;
  switch (which) {
    case 0: CHECK(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION); break;
    case 1: CHECK(WaitForSingleObjectEx(event, INFINITE, TRUE) == WAIT_IO_COMPLETION); break;
    case 2: CHECK(WaitForMultipleObjectsEx(1, &event, FALSE, INFINITE, TRUE) == WAIT_IO_COMPLETION); break;
    case 3: CHECK(WSAWaitForMultipleEvents(1, &event, FALSE, WSA_INFINITE, TRUE) == WSA_WAIT_IO_COMPLETION); break;
    default: break;
  }
  later.join();
  CHECK(last.runs == 1);
  CHECK(last.bytes == 1);
}

TEST_CASE("completion routine: an alertable wait at a completion port runs it") {
  started winsock;
  last = {};
  const connected_pair both = pair_on(each_path());
  WSAOVERLAPPED at{};
  char room[8];
  const held_handle port(CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0));
  CHECK(receive_with_routine(both.server, at, room, sizeof room) == WSA_IO_PENDING);
  std::thread later([&both] {
    std::this_thread::sleep_for(briefly);
    send_all(both.client, "x");
  });
  OVERLAPPED_ENTRY entry;
  ULONG count = 7;
  CHECK(answer_of_bool(GetQueuedCompletionStatusEx(port, &entry, 1, &count, INFINITE, TRUE)) == WAIT_IO_COMPLETION);
  later.join();
  CHECK(count == 0);
  CHECK(last.runs == 1);
}

TEST_CASE("completion routine: hEvent is the program's own, and is left alone") {
  started winsock;
  last = {};
  const connected_pair both = pair_on(each_path());
  const held_handle event(CreateEventA(nullptr, TRUE, FALSE, nullptr));
  WSAOVERLAPPED at{};
  at.hEvent = event;
  char room[8];
  CHECK(receive_with_routine(both.server, at, room, sizeof room) == WSA_IO_PENDING);
  CHECK(send_all(both.client, "x"));
  CHECK(SleepEx(soon_ms, TRUE) == WAIT_IO_COMPLETION);
  CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
  at.hEvent = reinterpret_cast<HANDLE>(std::uintptr_t{12345});  // anything
  CHECK(receive_with_routine(both.server, at, room, sizeof room) == WSA_IO_PENDING);
  CHECK(send_all(both.client, "x"));
  CHECK(SleepEx(soon_ms, TRUE) == WAIT_IO_COMPLETION);
  CHECK(last.runs == 2);
}

TEST_CASE("completion routine: several run in the order in which the operations ended, and may start the next ones") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  static std::string order;
  static SOCKET server;
  static WSAOVERLAPPED again;
  static char next_room[1];
  order.clear();
  server = both.server;
  static const auto keep = [](DWORD, DWORD, WSAOVERLAPPED* at, DWORD) {
    order += static_cast<char>(at->Offset);
    if (at->Offset == '2') {
      again = {};
      again.Offset = '3';
      WSABUF piece{1, next_room};
      DWORD flags = 0;
      WSARecv(server, &piece, 1, nullptr, &flags, &again,
              [](DWORD, DWORD, WSAOVERLAPPED* third, DWORD) { order += static_cast<char>(third->Offset); });
    }
  };
  WSAOVERLAPPED at[2] = {};
  char room[2][1];
  for (int i = 0; i < 2; ++i) {
    at[i].Offset = static_cast<DWORD>('1' + i);
    WSABUF piece{1, room[i]};
    DWORD flags = 0;
    CHECK(answer_of(WSARecv(both.server, &piece, 1, nullptr, &flags, &at[i],
                            [](DWORD e, DWORD b, WSAOVERLAPPED* a, DWORD f) { keep(e, b, a, f); })) == WSA_IO_PENDING);
  }
  CHECK(send_all(both.client, "abc"));
  while (SleepEx(briefly_ms, TRUE) == WAIT_IO_COMPLETION) {
  }
  CHECK(order == "123");
}

TEST_CASE("completion routine: it belongs to the thread that started the operation, and goes with it") {
  started winsock;
  last = {};
  const connected_pair both = pair_on(each_path());
  static WSAOVERLAPPED at;
  static char room[8];
  at = {};
  int answer = 0;
  std::thread starter([&] {
    answer = receive_with_routine(both.server, at, room, sizeof room);
    send_all(both.client, "x");
  });
  starter.join();
  CHECK(answer == WSA_IO_PENDING);
  CHECK(SleepEx(briefly_ms, TRUE) == 0);
  CHECK(last.runs == 0);
}

TEST_CASE("completion routine: not on a socket that has a completion port") {
  started winsock;
  last = {};
  const connected_pair both = pair_on(each_path());
  const held_handle port(CreateIoCompletionPort(reinterpret_cast<HANDLE>(SOCKET{both.server}), nullptr, 0, 0));
  WSAOVERLAPPED at{};
  char room[8];
  CHECK(receive_with_routine(both.server, at, room, sizeof room) == WSAEINVAL);
  CHECK(SleepEx(0, TRUE) == 0);
  CHECK(last.runs == 0);
}

TEST_CASE("completion routine: a datagram that was cut says so in error and flags") {
  started winsock;
  last = {};
  const held_socket to = udp(), from = udp();
  sockaddr_in target = bind_somewhere(to);
  WSAOVERLAPPED at{};
  char room[2];
  CHECK(receive_with_routine(to, at, room, sizeof room) == WSA_IO_PENDING);
  CHECK(sendto(from, "longer", 6, 0, plain(target), sizeof target) == 6);
  CHECK(SleepEx(soon_ms, TRUE) == WAIT_IO_COMPLETION);
  CHECK(last.error == WSAEMSGSIZE);
  CHECK(last.bytes == 2);
  CHECK(last.flags == MSG_PARTIAL);
}
