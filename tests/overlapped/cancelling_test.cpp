// Operations that are ended before their time.
#include "tests/overlapped/support.hpp"

using namespace overlapped_test;

namespace {

HANDLE as_handle(SOCKET s) { return reinterpret_cast<HANDLE>(s); }
constexpr std::size_t plenty = 1 << 20;  // more than both buffers of a connection hold

}  // namespace

TEST_CASE("cancel: one operation of several, and then all") {
  started winsock;
  const connected_pair both = pair_on(each_shape());
  pending_call first(pending_call::told_by::event, 4), second(pending_call::told_by::event, 4),
      third(pending_call::told_by::event, 4);
  CHECK(first.receive(both.server) == WSA_IO_PENDING);
  CHECK(second.receive(both.server) == WSA_IO_PENDING);
  CHECK(third.receive(both.server) == WSA_IO_PENDING);
  CHECK(CancelIoEx(as_handle(both.server), &second.at));
  CHECK(second.outcome(both.server) == failed(WSA_OPERATION_ABORTED));
  CHECK(second.status() == STATUS_CANCELLED);
  CHECK_FALSE(first.over());
  CHECK(send_all(both.client, "data"));
  CHECK(first.outcome(both.server) == succeeded(4));
  CHECK_FALSE(third.over());
  CHECK(answer_of_bool(CancelIoEx(as_handle(both.server), &second.at)) == ERROR_NOT_FOUND);
  CHECK(CancelIoEx(as_handle(both.server), nullptr));
  CHECK(third.outcome(both.server) == failed(WSA_OPERATION_ABORTED));
  CHECK(answer_of_bool(CancelIoEx(as_handle(both.server), nullptr)) == ERROR_NOT_FOUND);
  CHECK(answer_of_bool(CancelIoEx(nullptr, nullptr)) == ERROR_INVALID_HANDLE);
  CHECK(echoes(both.client, both.server));
}

TEST_CASE("cancel: what was moved by then is told exactly, receiving and sending") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call call(pending_call::told_by::event, 100);
  CHECK(call.receive(both.server, MSG_WAITALL) == WSA_IO_PENDING);
  CHECK(send_all(both.client, std::string(37, 'x')));
  CHECK(CancelIoEx(as_handle(both.server), &call.at));
  CHECK(call.outcome(both.server) == failed(WSA_OPERATION_ABORTED, 37));
  CHECK(call.received() == std::string(37, 'x'));

  pending_call sending;
  CHECK(sending.send(both.client, std::string(plenty, 's')) == WSA_IO_PENDING);
  CHECK(CancelIoEx(as_handle(both.client), &sending.at));
  const result r = sending.outcome(both.client);
  CHECK(r.error == WSA_OPERATION_ABORTED);
  CHECK(shutdown(both.client, SD_SEND) == 0);
  CHECK(receive_all(both.server, plenty).size() == r.bytes);
}

TEST_CASE("cancel: CancelIo is for what this thread has started") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call mine(pending_call::told_by::event, 4), theirs(pending_call::told_by::event, 4);
  CHECK(mine.receive(both.server) == WSA_IO_PENDING);
  std::atomic<bool> leave{false};
  std::atomic<int> answer{-1};
  std::thread other([&] {
    answer = theirs.receive(both.server);
    while (!leave) std::this_thread::yield();
  });
  while (answer == -1) std::this_thread::yield();
  CHECK(answer == WSA_IO_PENDING);
  CHECK(CancelIo(as_handle(both.server)));
  CHECK(mine.outcome(both.server) == failed(WSA_OPERATION_ABORTED));
  CHECK_FALSE(theirs.over());
  CHECK(CancelIo(as_handle(both.server)));  // none is no error
  CHECK(send_all(both.client, "data"));
  CHECK(theirs.outcome(both.server) == succeeded(4));
  leave = true;
  other.join();
  CHECK(answer_of_bool(CancelIo(nullptr)) == ERROR_INVALID_HANDLE);
}

TEST_CASE("cancel: closing the socket ends all, sends and receives, with what they have moved") {
  started winsock;
  connected_pair both = pair_on(each_path());
  pending_call receiving(pending_call::told_by::event, 100), sending;
  CHECK(receiving.receive(both.server, MSG_WAITALL) == WSA_IO_PENDING);
  CHECK(send_all(both.client, "some"));
  CHECK(sending.send(both.server, std::string(plenty, 's')) == WSA_IO_PENDING);
  const HANDLE events[] = {receiving.at.hEvent, sending.at.hEvent};
  both.server.close();
  CHECK(WaitForMultipleObjects(2, events, TRUE, soon_ms) == WAIT_OBJECT_0);
  CHECK(receiving.status() == STATUS_CANCELLED);
  CHECK(receiving.at.InternalHigh == 4);
  CHECK(sending.status() == STATUS_CANCELLED);
  CHECK(sending.at.InternalHigh < plenty);
}

TEST_CASE("cancel: the last WSACleanup ends all") {
  pending_call call;
  {
    started winsock;
    const SOCKET s = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);  // nobody closes it but the clean-up
    bind_somewhere(s);
    CHECK(call.receive(s) == WSA_IO_PENDING);
  }
  CHECK(WaitForSingleObject(call.at.hEvent, soon_ms) == WAIT_OBJECT_0);
  CHECK(call.status() == STATUS_CANCELLED);
}

TEST_CASE("cancel: the end of the thread that started it, unless the socket has a port") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  const bool with_port = GENERATE(false, true);
  held_handle port;
  if (with_port) port = held_handle(CreateIoCompletionPort(as_handle(both.server), nullptr, 1, 0));
  pending_call call;
  std::thread starter([&] { call.receive(both.server); });
  starter.join();
  if (with_port) {
    std::this_thread::sleep_for(briefly);
    CHECK_FALSE(call.over());
    CHECK(send_all(both.client, "x"));
    CHECK(call.outcome(both.server) == succeeded(1));
  } else {
    CHECK(WaitForSingleObject(call.at.hEvent, soon_ms) == WAIT_OBJECT_0);
    CHECK(call.outcome(both.server) == failed(WSA_OPERATION_ABORTED));
    CHECK(echoes(both.client, both.server));
  }
}

TEST_CASE("cancel: a receive of datagrams") {
  started winsock;
  const held_socket s = udp();
  bind_somewhere(s);
  pending_call call;
  CHECK(call.receive(s) == WSA_IO_PENDING);
  CHECK(CancelIoEx(as_handle(s), nullptr));
  CHECK(call.outcome(s) == failed(WSA_OPERATION_ABORTED));
}

TEST_CASE("cancel: a cancelled operation's routine runs with the error") {
  started winsock;
  static DWORD error;
  error = 0;
  const connected_pair both = pair_on(each_path());
  WSAOVERLAPPED at{};
  char room[4];
  WSABUF piece{sizeof room, room};
  DWORD flags = 0;
  CHECK(answer_of(WSARecv(both.server, &piece, 1, nullptr, &flags, &at,
                          [](DWORD e, DWORD, WSAOVERLAPPED*, DWORD) { error = e; })) == WSA_IO_PENDING);
  CHECK(CancelIo(as_handle(both.server)));
  CHECK(error == 0);
  CHECK(SleepEx(soon_ms, TRUE) == WAIT_IO_COMPLETION);
  CHECK(error == WSA_OPERATION_ABORTED);
}

TEST_CASE("cancel: a duplicate's name serves as well") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  WSAPROTOCOL_INFOW info;
  CHECK(WSADuplicateSocketW(both.server, GetCurrentProcessId(), &info) == 0);
  const held_socket twin(WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, &info, 0, WSA_FLAG_OVERLAPPED));
  pending_call call;
  CHECK(call.receive(twin) == WSA_IO_PENDING);
  CHECK(CancelIoEx(as_handle(both.server), nullptr));
  CHECK(call.outcome(twin) == failed(WSA_OPERATION_ABORTED));
}
