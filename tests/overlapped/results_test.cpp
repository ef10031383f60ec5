// What became of an operation, as WSAGetOverlappedResult, GetOverlappedResult and GetOverlappedResultEx tell it.
#include "tests/overlapped/support.hpp"

using namespace overlapped_test;

namespace {

HANDLE as_handle(SOCKET s) { return reinterpret_cast<HANDLE>(s); }

constexpr std::uint64_t pending = 0x103;

}  // namespace

TEST_CASE("overlapped result: pending is WSA_IO_INCOMPLETE, or waits for the event") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call call;
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK(call.outcome(both.server, false) == failed(WSA_IO_INCOMPLETE));
  std::thread later([&both] {
    std::this_thread::sleep_for(till_blocked);
    send_all(both.client, "now");
  });
  CHECK(call.outcome(both.server) == succeeded(3));
  later.join();
}

TEST_CASE("overlapped result: without an event the wait is for the operation itself") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call first(pending_call::told_by::nothing, 3), second(pending_call::told_by::nothing, 3);
  CHECK(first.receive(both.server) == WSA_IO_PENDING);
  CHECK(second.receive(both.server) == WSA_IO_PENDING);
  std::thread later([&both] {
    std::this_thread::sleep_for(till_blocked);
    send_all(both.client, "onetwo");
  });
  CHECK(second.outcome(both.server) == succeeded(3));
  CHECK(first.outcome(both.server) == succeeded(3));
  CHECK(second.received() == "two");
  later.join();
}

TEST_CASE("overlapped result: the socket itself can be waited for when the structure names no event") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call call(pending_call::told_by::nothing);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK(WaitForSingleObject(as_handle(both.server), 0) == WAIT_TIMEOUT);
  CHECK(send_all(both.client, "x"));
  CHECK(WaitForSingleObject(as_handle(both.server), soon_ms) == WAIT_OBJECT_0);
  // The next one clears it; an operation that has an event of its own leaves it alone.
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK(WaitForSingleObject(as_handle(both.server), 0) == WAIT_TIMEOUT);
  CHECK(send_all(both.client, "x"));
  CHECK(WaitForSingleObject(as_handle(both.server), 0) == WAIT_OBJECT_0);
}

TEST_CASE("overlapped result: Win32's form tells Win32's errors") {
  started winsock;
  connected_pair both = pair_on(each_path());
  pending_call call;
  DWORD bytes = 7;
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK(answer_of_bool(GetOverlappedResult(as_handle(both.server), &call.at, &bytes, FALSE)) == ERROR_IO_INCOMPLETE);
  CHECK(answer_of_bool(GetOverlappedResultEx(as_handle(both.server), &call.at, &bytes, 10, FALSE)) == WAIT_TIMEOUT);
  set_linger(both.client, true, 0);
  both.client.close();
  CHECK(answer_of_bool(GetOverlappedResult(as_handle(both.server), &call.at, &bytes, TRUE)) == ERROR_NETNAME_DELETED);
  CHECK(bytes == 0);
}

TEST_CASE("overlapped result: an alertable wait for it is interrupted by an APC, with and without an event") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  const auto how = GENERATE(pending_call::told_by::event, pending_call::told_by::nothing);
  pending_call call(how);
  int runs = 0;
  const auto count = [](ULONG_PTR place) { ++*reinterpret_cast<int*>(place); };
  DWORD bytes = 0;
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK(QueueUserAPC(count, GetCurrentThread(), reinterpret_cast<ULONG_PTR>(&runs)));
  CHECK(answer_of_bool(GetOverlappedResultEx(as_handle(both.server), &call.at, &bytes, soon_ms, TRUE)) ==
        WAIT_IO_COMPLETION);
  CHECK(runs == 1);
  CHECK(send_all(both.client, "x"));
  CHECK(answer_of_bool(GetOverlappedResultEx(as_handle(both.server), &call.at, &bytes, soon_ms, TRUE)) == 0);
  CHECK(bytes == 1);
}

TEST_CASE("overlapped result: bad parameters") {
  started winsock;
  const held_socket s = tcp();
  WSAOVERLAPPED at{};
  DWORD bytes = 0, flags = 0;
  const auto ask = [&](SOCKET of, WSAOVERLAPPED* structure, DWORD* count, DWORD* flags_out) {
    return answer_of_bool(WSAGetOverlappedResult(of, structure, count, FALSE, flags_out));
  };
  CHECK(ask(s, &at, &bytes, &flags) == 0);
  CHECK(ask(INVALID_SOCKET, &at, &bytes, &flags) == WSAENOTSOCK);
  CHECK(ask(s, nullptr, &bytes, &flags) == WSAEFAULT);
  CHECK(ask(s, &at, nullptr, &flags) == WSAEFAULT);
  CHECK(ask(s, &at, &bytes, nullptr) == WSAEFAULT);
}

TEST_CASE("overlapped result: what a status means") {
  started winsock;
  const held_socket s = tcp();
  struct row {
    NTSTATUS status;
    DWORD error;
  };
  // A few of each kind; the errors are those that Windows gives.
  const row rows[] = {
      {STATUS_SUCCESS, 0},
      {STATUS_CANCELLED, WSA_OPERATION_ABORTED},
      {STATUS_BUFFER_OVERFLOW, WSAEMSGSIZE},
      {STATUS_CONNECTION_RESET, WSAECONNRESET},
      {STATUS_REMOTE_DISCONNECT, WSAECONNRESET},
      {STATUS_CONNECTION_REFUSED, WSAECONNREFUSED},
      {STATUS_IO_TIMEOUT, WSAETIMEDOUT},
      {STATUS_INSUFFICIENT_RESOURCES, WSAENOBUFS},
      {STATUS_OBJECT_TYPE_MISMATCH, WSAENOTSOCK},
      {STATUS_HOST_DOWN, WSAEHOSTDOWN},
      {STATUS_UNSUCCESSFUL, WSAEINVAL},  // nothing that Winsock knows
      {static_cast<NTSTATUS>(0xc0070000 | ERROR_IO_INCOMPLETE), WSA_IO_INCOMPLETE},
  };
  for (const row& one : rows) {
    WSAOVERLAPPED at{};
    at.Internal = static_cast<ULONG>(one.status);
    at.InternalHigh = 3;
    DWORD bytes = 0, flags = 0;
    CAPTURE(one.status);
    CHECK(answer_of_bool(WSAGetOverlappedResult(s, &at, &bytes, FALSE, &flags)) == one.error);
    CHECK(bytes == 3);
  }
  WSAOVERLAPPED at{};
  at.Internal = pending;
  CHECK_FALSE(HasOverlappedIoCompleted(&at));
}
