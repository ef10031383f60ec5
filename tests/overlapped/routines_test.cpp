// Completion routines: they run in an alertable wait of the thread that started the operation, and nowhere else.
#include <functional>

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

TEST_CASE("completion routine: a datagram that was cut says so in the error, also when it was there already") {
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
  CHECK(last.flags == 0);

  // There already: the call leaves it to the routine.
  last = {};
  CHECK(sendto(from, "again longer", 12, 0, plain(target), sizeof target) == 12);
  CHECK(receive_with_routine(to, at, room, sizeof room) == WSA_IO_PENDING);
  CHECK(SleepEx(soon_ms, TRUE) == WAIT_IO_COMPLETION);
  CHECK(last.runs == 1);
  CHECK(last.error == WSAEMSGSIZE);
  CHECK(last.bytes == 2);
}

// ------------------------------------------------------------------------------------------- routines during blocking calls

namespace {

/// What a thread was asked to do, on which thread that was, and what it does besides.
struct errand {
  std::atomic<int> runs{0};
  std::atomic<DWORD> thread{0};
  std::function<void()> also;
  static void NTAPI run(ULONG_PTR self) {
    errand& me = *reinterpret_cast<errand*>(self);
    me.thread = GetCurrentThreadId();
    if (me.also) me.also();
    ++me.runs;
  }
};

/// A blocking call on a Win32 thread of its own, which others can ask for something.
struct blocked_thread {
  explicit blocked_thread(std::function<int()> what) : call(std::move(what)) {
    thread = held_handle(CreateThread(
        nullptr, 0,
        [](LPVOID self) -> DWORD {
          auto& me = *static_cast<blocked_thread*>(self);
          me.id = GetCurrentThreadId();
          me.answer = me.call();
          return 0;
        },
        this, 0, nullptr));
  }
  bool ask(errand& what) { return QueueUserAPC(errand::run, thread, reinterpret_cast<ULONG_PTR>(&what)) != 0; }
  bool ends(DWORD within = soon_ms) { return WaitForSingleObject(thread, within) == WAIT_OBJECT_0; }
  std::function<int()> call;
  std::atomic<DWORD> id{0};
  std::atomic<int> answer{-2};
  held_handle thread;
};

bool comes_true(const std::function<bool()>& what) {
  for (int i = 0; i < 5000 && !what(); ++i) Sleep(1);
  return what();
}

}  // namespace

TEST_CASE("a blocking call runs the APCs of its thread while it waits, and goes on waiting") {
  started winsock;
  const shape on = each_path();
  const int which = GENERATE(0, 1, 2, 3);
  CAPTURE(on.title(), which);
  const open_door door = listen_on(on);
  connected_pair both = pair_through(door, on);
  if (which == 3) fill(both.server), set_nonblocking(both.server, false);
  const SOCKET s = both.server, listener = door.s;
  char byte = 0;
  blocked_thread blocked([&] {
    switch (which) {
      case 0: return recv(s, &byte, 1, 0);
      case 1: return wait_for(s, ready_for::reading) ? 1 : 0;
      case 2: {
        const held_socket accepted(accept(listener, nullptr, nullptr));
        return accepted != INVALID_SOCKET ? 1 : 0;
      }
      default: return send(s, &byte, 1, 0);
    }
  });
  errand first, second;
  // It blocks itself, in a call of its own, and that one is alertable, too.
  connected_pair others = pair_on(on);
  const SOCKET other = others.server;
  char others_byte = 0;
  std::atomic<int> others_answer{0};
  first.also = [&] { others_answer = recv(other, &others_byte, 1, 0); };
  REQUIRE(blocked.ask(first));
  REQUIRE(blocked.ask(second));
  REQUIRE(comes_true([&] { return second.runs == 1; }));
  CHECK(first.runs == 0);
  REQUIRE(send_all(others.client, "o"));
  REQUIRE(comes_true([&] { return first.runs == 1; }));
  CHECK(others_answer == 1);
  CHECK(first.thread == blocked.id);
  CHECK_FALSE(blocked.ends(briefly_ms));

  held_socket late;
  switch (which) {
    case 2:
      late = tcp_on(on);
      CHECK(connect_to(late, door.at) == 0);
      break;
    case 3: receive_all(both.client, 60'000); break;
    default: REQUIRE(send_all(both.client, "x"));
  }
  REQUIRE(blocked.ends());
  CHECK(blocked.answer == 1);
}

TEST_CASE("a call that need not wait runs no APC") {
  started winsock;
  connected_pair both = pair_on(each_path());
  REQUIRE(send_all(both.client, "x"));
  errand mine;
  QueueUserAPC(errand::run, GetCurrentThread(), reinterpret_cast<ULONG_PTR>(&mine));
  char byte = 0;
  CHECK(recv(both.server, &byte, 1, 0) == 1);
  CHECK(mine.runs == 0);
  CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
  CHECK(mine.runs == 1);
}

TEST_CASE("APCs that come all the time take nothing from a blocking call: its data and its time-out are seen") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  connected_pair both = pair_on(on);
  const SOCKET s = both.server;
  std::atomic<bool> over{false};
  constexpr int wanted = 3000;
  int received = 0;
  blocked_thread blocked([&] {
    char byte = 0;
    while (received < times(wanted) && recv(s, &byte, 1, 0) == 1) ++received;
    set_option(s, SOL_SOCKET, SO_RCVTIMEO, DWORD{100});
    const int last = recv(s, &byte, 1, 0);
    return last == SOCKET_ERROR ? WSAGetLastError() : last;
  });
  errand again;
  std::thread asker([&] {
    for (int asked = 0; !over; std::this_thread::yield()) {
      if (again.runs == asked && blocked.ask(again)) ++asked;
    }
  });
  for (int i = 0; i < times(wanted); ++i) {
    send_all(both.client, "x");
    if (i % 3 == 0) std::this_thread::yield();
  }
  const bool ended = blocked.ends(4 * soon_ms);
  over = true;
  asker.join();
  REQUIRE(ended);
  CHECK(received == times(wanted));
  CHECK(blocked.answer == WSAETIMEDOUT);
}
