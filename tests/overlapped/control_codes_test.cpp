// WSAIoctl and WSPIoctl as overlapped operations: rows 1.5, 1.7, 1.8, 1.10 and section 4 of the contract for SIO_LOOPBACK_FAST_PATH, and the
// codes that wait.
#include <mstcpip.h>
#include <ws2spi.h>

#include "tests/overlapped/support.hpp"

using namespace overlapped_test;

namespace {

HANDLE as_handle(SOCKET s) { return reinterpret_cast<HANDLE>(s); }

bool requested(SOCKET s) { return path_of(s).requested != 0; }

/// The control code with a structure, by either call. 0 or the error.
struct asked {
  DWORD bytes = 77;
  int error = 0;
};
enum class way { winsock, provider };
asked ask(way by, SOCKET s, BOOL on, WSAOVERLAPPED* at, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine = nullptr,
          WSATHREADID* thread = nullptr) {
  asked a;
  if (by == way::winsock) {
    a.error = answer_of(WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, nullptr, 0, &a.bytes, at, routine));
  } else {
    INT error = 0;
    const int answer =
        WSPIoctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, nullptr, 0, &a.bytes, at, routine, thread, &error);
    a.error = answer == 0 ? 0 : error;
  }
  return a;
}
way each_way() { return GENERATE(way::winsock, way::provider); }

int runs;
DWORD routine_error, routine_bytes;
void CALLBACK count_run(DWORD error, DWORD bytes, WSAOVERLAPPED*, DWORD) {
  ++runs;
  routine_error = error;
  routine_bytes = bytes;
}

}  // namespace

TEST_CASE("1.8: as an overlapped operation it returns at once and its event is signalled") {
  started winsock;
  const way by = each_way();
  const held_socket s = tcp();
  pending_call call;
  const asked a = ask(by, s, TRUE, &call.at);
  CHECK(a.error == 0);
  CHECK(a.bytes == 0);
  CHECK(call.told());
  CHECK(call.outcome(s, false) == succeeded(0));
  CHECK(requested(s));
}

TEST_CASE("1.8: its completion is told to the socket's port, and skipped when that was asked for") {
  started winsock;
  const way by = each_way();
  const held_socket s = tcp();
  const held_handle port(CreateIoCompletionPort(as_handle(s), nullptr, 5, 0));
  pending_call call(pending_call::told_by::nothing);
  CHECK(ask(by, s, TRUE, &call.at).error == 0);
  DWORD bytes = 77;
  ULONG_PTR key = 0;
  OVERLAPPED* at = nullptr;
  CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &at, 0));
  CHECK(bytes == 0);
  CHECK(key == 5);
  CHECK(at == &call.at);
  CHECK(SetFileCompletionNotificationModes(as_handle(s), FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
  CHECK(ask(by, s, TRUE, &call.at).error == 0);
  CHECK(answer_of_bool(GetQueuedCompletionStatus(port, &bytes, &key, &at, 0)) == WAIT_TIMEOUT);
}

TEST_CASE("1.8: its completion routine runs in an alertable wait") {
  started winsock;
  runs = 0;
  const way by = each_way();
  const held_socket s = tcp();
  WSAOVERLAPPED at{};
  CHECK(ask(by, s, TRUE, &at, count_run).error == 0);
  CHECK(runs == 0);
  CHECK(requested(s));
  CHECK(SleepEx(soon_ms, TRUE) == WAIT_IO_COMPLETION);
  CHECK(runs == 1);
  CHECK(routine_error == 0);
  CHECK(routine_bytes == 0);
}

TEST_CASE("1.8: a structure or routine that lies nowhere is WSAEFAULT, and nothing is set") {
  started winsock;
  const way by = each_way();
  const held_socket s = tcp();
  WSAOVERLAPPED at{};
  CHECK(ask(by, s, TRUE, reinterpret_cast<WSAOVERLAPPED*>(std::uintptr_t{8})).error == WSAEFAULT);
  CHECK(ask(by, s, TRUE, reinterpret_cast<WSAOVERLAPPED*>(~std::uintptr_t{0} << 20)).error == WSAEFAULT);
  CHECK(ask(by, s, TRUE, &at, reinterpret_cast<LPWSAOVERLAPPED_COMPLETION_ROUTINE>(std::uintptr_t{8})).error ==
        WSAEFAULT);
  CHECK_FALSE(requested(s));
}

TEST_CASE("1.7: WSPIoctl ignores structure and routine of a socket that is not overlapped") {
  started winsock;
  const held_socket s(WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, 0));
  runs = 0;
  WSAOVERLAPPED at{};
  at.Internal = 77;
  CHECK(ask(way::provider, s, TRUE, &at, count_run).error == 0);
  CHECK(at.Internal == 77);
  CHECK(SleepEx(0, TRUE) == 0);
  CHECK(runs == 0);
  CHECK(requested(s));
}

TEST_CASE("1.5, 4: a code that waits is WSA_IO_PENDING until it is cancelled, and then WSA_OPERATION_ABORTED") {
  started winsock;
  const DWORD code = GENERATE(SIO_ADDRESS_LIST_CHANGE, SIO_ROUTING_INTERFACE_CHANGE);
  const int how = GENERATE(0, 1, 2, 3);
  held_socket s = tcp();
  set_nonblocking(s, GENERATE(false, true));
  sockaddr_in to = loopback();
  DWORD bytes = 77;
  pending_call call;
  const auto start = [&] {
    return answer_of(WSAIoctl(s, code, &to, sizeof to, nullptr, 0, &bytes, &call.at, nullptr));
  };
  if (how == 3) {
    std::thread starter([&] { start(); });
    starter.join();  // the end of the thread cancels
  } else {
    CHECK(start() == WSA_IO_PENDING);
    CHECK(call.outcome(s, false) == failed(WSA_IO_INCOMPLETE));
  }
  if (how == 0) CHECK(CancelIo(as_handle(s)));
  if (how == 1) CHECK(CancelIoEx(as_handle(s), &call.at));
  if (how == 2) s.close();
  CHECK(WaitForSingleObject(call.at.hEvent, soon_ms) == WAIT_OBJECT_0);
  CHECK(call.status() == STATUS_CANCELLED);
  CHECK(bytes == 77);
  if (how != 2) CHECK(call.outcome(s) == failed(WSA_OPERATION_ABORTED));
}

TEST_CASE("4: a code that there is not ends as an operation with WSAEOPNOTSUPP") {
  started winsock;
  runs = 0;
  const held_socket s = tcp();
  DWORD bytes = 77;
  WSAOVERLAPPED at{};
  CHECK(answer_of(WSAIoctl(s, SIO_FLUSH, nullptr, 0, nullptr, 0, &bytes, &at, count_run)) == WSA_IO_PENDING);
  CHECK(SleepEx(soon_ms, TRUE) == WAIT_IO_COMPLETION);
  CHECK(runs == 1);
  CHECK(routine_error == WSAEOPNOTSUPP);
  CHECK(bytes == 77);
}

TEST_CASE("4: a failure of its own is the call's, and is told nowhere") {
  started winsock;
  const way by = each_way();
  const held_socket s = udp();
  pending_call call;
  CHECK(ask(by, s, TRUE, &call.at).error == WSAEOPNOTSUPP);
  CHECK_FALSE(call.told());
  CHECK(call.at.Internal == 0xdead);
}

namespace {

// What a program that loads a provider gives it: a queue of its own.
struct queued_upcall {
  int count = 0;
  WSATHREADID thread{};
  LPWSAUSERAPC routine = nullptr;
  DWORD_PTR context = 0;
};
queued_upcall upcall;

int WSPAPI keep_apc(LPWSATHREADID thread, LPWSAUSERAPC routine, DWORD_PTR context, LPINT) {
  upcall = {upcall.count + 1, *thread, routine, context};
  return 0;
}

/// A provider started with that upcall, or with none.
class provider {
 public:
  explicit provider(LPWPUQUEUEAPC queue) {
    WSPUPCALLTABLE upcalls{};
    upcalls.lpWPUQueueApc = queue;
    WSPDATA data;
    WSAPROTOCOL_INFOW info{};
    answer = WSPStartup(MAKEWORD(2, 2), &data, &info, upcalls, &table);
  }
  ~provider() {
    INT error = 0;
    if (answer == 0) table.lpWSPCleanup(&error);
    WSPUPCALLTABLE none{};
    WSPDATA data;
    WSAPROTOCOL_INFOW info{};
    if (WSPStartup(MAKEWORD(2, 2), &data, &info, none, &table) == 0) table.lpWSPCleanup(&error);
  }
  provider(const provider&) = delete;
  provider& operator=(const provider&) = delete;

  int answer = -1;
  WSPPROC_TABLE table{};
};

}  // namespace

TEST_CASE("1.10: WSPIoctl keeps the structure that the thread's name points to, and queues the routine with the provider's upcall") {
  started winsock;
  const provider loaded(keep_apc);
  CHECK(loaded.answer == 0);
  upcall = {};
  runs = 0;
  const held_socket s = tcp();
  WSAOVERLAPPED at{};
  const auto number = [](HANDLE handle) { return reinterpret_cast<std::uintptr_t>(handle); };
  {
    WSATHREADID thread{reinterpret_cast<HANDLE>(std::uintptr_t{0x1234}), 0x5678};
    CHECK(ask(way::provider, s, TRUE, &at, count_run, &thread).error == 0);
    thread = {};
  }
  CHECK(upcall.count == 1);
  CHECK(number(upcall.thread.ThreadHandle) == 0x1234);
  CHECK(upcall.thread.Reserved == 0x5678);
  CHECK(runs == 0);
  upcall.routine(upcall.context);
  CHECK(runs == 1);

  // An operation that waits: the structure was long overwritten when it ends.
  DWORD bytes = 0;
  INT error = 0;
  {
    WSATHREADID thread{reinterpret_cast<HANDLE>(std::uintptr_t{0x4321}), 1};
    CHECK(WSPIoctl(s, SIO_ADDRESS_LIST_CHANGE, nullptr, 0, nullptr, 0, &bytes, &at, count_run, &thread, &error) ==
          SOCKET_ERROR);
    CHECK(error == WSA_IO_PENDING);
    thread = {};
  }
  CHECK(upcall.count == 1);
  CHECK(CancelIoEx(as_handle(s), &at));
  CHECK(upcall.count == 2);
  CHECK(number(upcall.thread.ThreadHandle) == 0x4321);
  upcall.routine(upcall.context);
  CHECK(runs == 2);
  CHECK(routine_error == WSA_OPERATION_ABORTED);
}

TEST_CASE("1.10: without an upcall the routine is an APC of the thread that is named, or of the caller") {
  started winsock;
  const provider loaded(nullptr);
  CHECK(loaded.answer == 0);
  runs = 0;
  const held_socket s = tcp();
  WSAOVERLAPPED at{};
  HANDLE self = nullptr;
  CHECK(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &self, 0, FALSE,
                        DUPLICATE_SAME_ACCESS));
  WSATHREADID me{self, 0};
  asked from_other;
  std::thread other([&] { from_other = ask(way::provider, s, TRUE, &at, count_run, &me); });
  other.join();
  CHECK(from_other.error == 0);
  CHECK(SleepEx(soon_ms, TRUE) == WAIT_IO_COMPLETION);
  CHECK(runs == 1);
  CloseHandle(self);
  CHECK(ask(way::provider, s, FALSE, &at, count_run, nullptr).error == 0);
  CHECK(SleepEx(soon_ms, TRUE) == WAIT_IO_COMPLETION);
  CHECK(runs == 2);
}

TEST_CASE("provider: its procedures send and receive as overlapped operations") {
  started winsock;
  const provider loaded(nullptr);
  const connected_pair both = pair_on(each_path());
  const WSPPROC_TABLE& call = loaded.table;
  pending_call pending;
  char room[8], text[] = "hello";
  WSABUF in{sizeof room, room}, out{5, text};
  DWORD bytes = 0, flags = 0;
  INT error = 0;
  WSASetLastError(1234);
  CHECK(call.lpWSPRecv(both.server, &in, 1, nullptr, &flags, &pending.at, nullptr, nullptr, &error) == SOCKET_ERROR);
  CHECK(error == WSA_IO_PENDING);
  CHECK_FALSE(call.lpWSPGetOverlappedResult(both.server, &pending.at, &bytes, FALSE, &flags, &error));
  CHECK(error == WSA_IO_INCOMPLETE);
  CHECK(call.lpWSPSend(both.client, &out, 1, &bytes, 0, nullptr, nullptr, nullptr, &error) == 0);
  CHECK(call.lpWSPGetOverlappedResult(both.server, &pending.at, &bytes, TRUE, &flags, &error));
  CHECK(bytes == 5);
  CHECK(WSAGetLastError() == 1234);  // the error is a parameter here

  upcall = {};
  const provider with_queue(keep_apc);
  runs = 0;
  WSATHREADID thread{nullptr, 9};
  CHECK(with_queue.table.lpWSPSend(both.client, &out, 1, nullptr, 0, &pending.at, count_run, &thread, &error) == 0);
  CHECK(upcall.count == 1);
  CHECK(upcall.thread.Reserved == 9);
  upcall.routine(upcall.context);
  CHECK(runs == 1);
}
