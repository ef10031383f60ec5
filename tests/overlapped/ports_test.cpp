// Completion ports.
#include "tests/overlapped/support.hpp"

using namespace overlapped_test;

namespace {

HANDLE as_handle(SOCKET s) { return reinterpret_cast<HANDLE>(s); }

struct packet {
  DWORD error = 0;
  DWORD bytes = 77;
  ULONG_PTR key = 77;
  OVERLAPPED* at = reinterpret_cast<OVERLAPPED*>(std::uintptr_t{77});
  friend bool operator==(const packet&, const packet&) = default;
};
std::ostream& operator<<(std::ostream& out, const packet& p) {
  return out << "error " << p.error << " bytes " << p.bytes << " key " << p.key << " at " << p.at;
}
/// What is left of the outputs when there is no packet.
packet none(DWORD why) { return {why, 77, 77, nullptr}; }

packet take(HANDLE port, DWORD milliseconds = soon_ms) {
  packet p;
  p.error = answer_of_bool(GetQueuedCompletionStatus(port, &p.bytes, &p.key, &p.at, milliseconds));
  return p;
}

held_handle new_port(DWORD threads = 0) {
  return held_handle(CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, threads));
}
bool join_port(SOCKET s, HANDLE port, ULONG_PTR key) { return CreateIoCompletionPort(as_handle(s), port, key, 0) == port; }

}  // namespace

TEST_CASE("port: an operation that was pending and one that was over at once are both told, in order") {
  started winsock;
  const connected_pair both = pair_on(each_shape());
  const held_handle port = new_port();
  CHECK(join_port(both.server, port, 42));
  pending_call first(pending_call::told_by::nothing), second(pending_call::told_by::nothing);
  CHECK(first.receive(both.server) == WSA_IO_PENDING);
  CHECK(take(port, 0) == none(WAIT_TIMEOUT));
  CHECK(send_all(both.client, "hello"));
  CHECK(take(port) == packet{0, 5, 42, &first.at});
  CHECK(first.received() == "hello");
  CHECK(send_all(both.client, "more"));
  CHECK(wait_for(both.server, ready_for::reading));
  CHECK(second.receive(both.server) == 0);
  CHECK(take(port) == packet{0, 4, 42, &second.at});
  CHECK(take(port, 0) == none(WAIT_TIMEOUT));
}

TEST_CASE("port: a failure is told with its Win32 error, and a call that fails at once is not told") {
  started winsock;
  connected_pair both = pair_on(each_path());
  const held_handle port = new_port();
  CHECK(join_port(both.server, port, 42));
  pending_call call(pending_call::told_by::nothing);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  set_linger(both.client, true, 0);
  both.client.close();
  CHECK(take(port) == packet{ERROR_NETNAME_DELETED, 0, 42, &call.at});
  CHECK(call.receive(both.server) == WSAECONNRESET);
  CHECK(take(port, 0) == none(WAIT_TIMEOUT));
}

TEST_CASE("port: a datagram that was cut is told as ERROR_MORE_DATA, also when it was there already") {
  started winsock;
  const held_socket to = udp(), from = udp();
  sockaddr_in target = bind_somewhere(to);
  const held_handle port = new_port();
  CHECK(join_port(to, port, 1));
  pending_call call(pending_call::told_by::nothing, 3);
  CHECK(call.receive(to) == WSA_IO_PENDING);
  CHECK(sendto(from, "longer", 6, 0, plain(target), sizeof target) == 6);
  CHECK(take(port) == packet{ERROR_MORE_DATA, 3, 1, &call.at});
  CHECK(sendto(from, "longer", 6, 0, plain(target), sizeof target) == 6);
  CHECK(call.receive(to) == WSAEMSGSIZE);
  CHECK(take(port) == packet{ERROR_MORE_DATA, 3, 1, &call.at});
}

TEST_CASE("port: skip on success leaves out what is over at once, and nothing else") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  const held_handle port = new_port();
  CHECK(join_port(both.server, port, 42));
  CHECK(SetFileCompletionNotificationModes(as_handle(both.server), FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
  pending_call call;
  CHECK(send_all(both.client, "there"));
  CHECK(wait_for(both.server, ready_for::reading));
  CHECK(call.receive(both.server) == 0);
  CHECK(call.told());  // the event counts all the same
  CHECK(take(port, 0) == none(WAIT_TIMEOUT));
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK(send_all(both.client, "later"));
  CHECK(take(port) == packet{0, 5, 42, &call.at});
  CHECK(answer_of_bool(SetFileCompletionNotificationModes(as_handle(both.server), 4)) == ERROR_INVALID_PARAMETER);
  CHECK(answer_of_bool(SetFileCompletionNotificationModes(nullptr, 1)) == ERROR_INVALID_HANDLE);
}

TEST_CASE("port: skipping the handle's signal") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  CHECK(SetFileCompletionNotificationModes(as_handle(both.server), FILE_SKIP_SET_EVENT_ON_HANDLE));
  pending_call call(pending_call::told_by::nothing);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK(send_all(both.client, "x"));
  CHECK(call.outcome(both.server) == succeeded(1));
  CHECK(WaitForSingleObject(as_handle(both.server), 0) == WAIT_TIMEOUT);
}

TEST_CASE("port: the lowest bit of hEvent means no packet, and the event is told") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  const held_handle port = new_port();
  CHECK(join_port(both.server, port, 42));
  pending_call call;
  const HANDLE event = call.at.hEvent;
  call.at.hEvent = reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(event) | 1);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK(send_all(both.client, "x"));
  CHECK(call.told());
  CHECK(call.outcome(both.server) == succeeded(1));
  CHECK(take(port, 0) == none(WAIT_TIMEOUT));
}

TEST_CASE("port: an association made while an operation is pending counts for it") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call call(pending_call::told_by::nothing);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  const held_handle port = new_port();
  CHECK(join_port(both.server, port, 9));
  CHECK(send_all(both.client, "x"));
  CHECK(take(port) == packet{0, 1, 9, &call.at});
}

TEST_CASE("port: operations of a closed socket are told to its port") {
  started winsock;
  connected_pair both = pair_on(each_path());
  const held_handle port = new_port();
  CHECK(join_port(both.server, port, 9));
  pending_call call(pending_call::told_by::nothing);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  both.server.close();
  CHECK(take(port) == packet{ERROR_OPERATION_ABORTED, 0, 9, &call.at});
  CHECK(call.status() == STATUS_CANCELLED);
}

TEST_CASE("port: a second association is ERROR_INVALID_PARAMETER, and the first goes on") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  const held_handle port = new_port(), other = new_port();
  CHECK(join_port(both.server, port, 1));
  CHECK(CreateIoCompletionPort(as_handle(both.server), other, 2, 0) == nullptr);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(CreateIoCompletionPort(as_handle(both.server), port, 2, 0) == nullptr);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
}

TEST_CASE("port: what it cannot be made of") {
  started winsock;
  const held_handle port = new_port();
  const auto error_with = [](HANDLE file, HANDLE existing) {
    return CreateIoCompletionPort(file, existing, 0, 0) == nullptr ? GetLastError() : 0;
  };
  const held_socket s = tcp();
  const held_socket plain_socket(WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, 0));
  const held_handle event(CreateEventA(nullptr, TRUE, FALSE, nullptr));
  CHECK(error_with(INVALID_HANDLE_VALUE, port) == ERROR_INVALID_PARAMETER);
  CHECK(error_with(nullptr, port) == ERROR_INVALID_HANDLE);
  CHECK(error_with(as_handle(s), event) == ERROR_INVALID_HANDLE);
  CHECK(error_with(as_handle(plain_socket), port) == ERROR_INVALID_PARAMETER);
  CHECK(error_with(event, port) == ERROR_INVALID_PARAMETER);
  const held_handle made(CreateIoCompletionPort(as_handle(s), nullptr, 5, 0));
  CHECK(made != nullptr);
}

TEST_CASE("port: posted packets come out as they went in, first in, first out") {
  const held_handle port = new_port();
  OVERLAPPED at{};
  for (DWORD i = 0; i < 5; ++i) CHECK(PostQueuedCompletionStatus(port, i, i * 10, i % 2 == 0 ? &at : nullptr));
  for (DWORD i = 0; i < 5; ++i) CHECK(take(port) == packet{0, i, i * 10, i % 2 == 0 ? &at : nullptr});
  CHECK(take(port, 0) == none(WAIT_TIMEOUT));
  CHECK(answer_of_bool(PostQueuedCompletionStatus(nullptr, 0, 0, nullptr)) == ERROR_INVALID_HANDLE);
  CHECK(take(nullptr, 0) == none(ERROR_INVALID_HANDLE));
}

TEST_CASE("port: several packets at once, with their statuses") {
  started winsock;
  connected_pair both = pair_on(each_path());
  const held_handle port = new_port();
  CHECK(join_port(both.server, port, 42));
  pending_call call(pending_call::told_by::nothing);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  set_linger(both.client, true, 0);
  both.client.close();
  CHECK(PostQueuedCompletionStatus(port, 1, 2, nullptr));
  CHECK(PostQueuedCompletionStatus(port, 3, 4, nullptr));
  OVERLAPPED_ENTRY entries[8];
  ULONG count = 0;
  CHECK(GetQueuedCompletionStatusEx(port, entries, 2, &count, soon_ms, FALSE));
  CHECK(count == 2);
  CHECK(entries[0].lpOverlapped == &call.at);
  CHECK(entries[0].lpCompletionKey == 42);
  CHECK(static_cast<NTSTATUS>(entries[0].Internal) == STATUS_CONNECTION_RESET);
  CHECK(entries[1].dwNumberOfBytesTransferred == 1);
  CHECK(entries[1].lpCompletionKey == 2);
  CHECK(GetQueuedCompletionStatusEx(port, entries, 8, &count, soon_ms, FALSE));
  CHECK(count == 1);
  CHECK(answer_of_bool(GetQueuedCompletionStatusEx(port, entries, 8, &count, 0, FALSE)) == WAIT_TIMEOUT);
  CHECK(answer_of_bool(GetQueuedCompletionStatusEx(port, entries, 0, &count, 0, FALSE)) == ERROR_INVALID_PARAMETER);
}

TEST_CASE("port: closing it ends the waits, and operations on its sockets go on") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  held_handle port = new_port();
  CHECK(join_port(both.server, port, 42));
  packet answers[3];
  std::vector<std::thread> waiters;
  for (packet& answer : answers) waiters.emplace_back([&answer, at = HANDLE{port}] { answer = take(at, INFINITE); });
  std::this_thread::sleep_for(till_blocked);
  port.close();
  for (std::thread& one : waiters) one.join();
  for (const packet& answer : answers) CHECK(answer == none(ERROR_ABANDONED_WAIT_0));
  pending_call call;
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK(send_all(both.client, "x"));
  CHECK(call.outcome(both.server) == succeeded(1));
}

TEST_CASE("port: a duplicate handle keeps it open") {
  held_handle port = new_port();
  HANDLE second = nullptr;
  CHECK(DuplicateHandle(GetCurrentProcess(), port, GetCurrentProcess(), &second, 0, FALSE, DUPLICATE_SAME_ACCESS));
  CHECK(PostQueuedCompletionStatus(port, 1, 1, nullptr));
  port.close();
  CHECK(take(second) == packet{0, 1, 1, nullptr});
  CloseHandle(second);
}

TEST_CASE("port: packets in a port that is closed, and posted afterwards, are dropped without a trace") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  held_handle port = new_port();
  CHECK(join_port(both.server, port, 42));
  pending_call call(pending_call::told_by::nothing);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK(PostQueuedCompletionStatus(port, 1, 1, nullptr));
  port.close();
  CHECK(send_all(both.client, "x"));
  CHECK(call.outcome(both.server) == succeeded(1));
}

TEST_CASE("port: of the threads that wait, the one that came last is let in first") {
  const held_handle port = new_port(4);
  std::atomic<int> order{0};
  int came[3] = {};
  std::vector<std::thread> waiters;
  for (int i = 0; i < 3; ++i) {
    waiters.emplace_back([&, i] {
      take(port, INFINITE);
      came[i] = ++order;
    });
    std::this_thread::sleep_for(till_blocked);  // each is inside before the next one comes
  }
  for (int i = 0; i < 3; ++i) {
    PostQueuedCompletionStatus(port, 0, 0, nullptr);
    while (order.load() != i + 1) std::this_thread::yield();
  }
  for (std::thread& one : waiters) one.join();
  CHECK(came[2] == 1);
  CHECK(came[1] == 2);
  CHECK(came[0] == 3);
}

TEST_CASE("port: no more threads run than its concurrency says, unless one of them goes to sleep") {
  const held_handle port = new_port(1);
  const held_handle gate(CreateEventA(nullptr, TRUE, FALSE, nullptr));
  std::atomic<int> running{0}, most{0};
  std::atomic<bool> sleepers{false};
  std::atomic<int> asleep{0};
  const auto work = [&] {
    while (take(port, INFINITE).key != 0) {
      const int now = ++running;
      for (int seen = most.load(); now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      if (sleepers.load()) {
        --running;
        ++asleep;
        WaitForSingleObject(gate, INFINITE);  // the port sees that
        --asleep;
        continue;
      }
      const auto until = std::chrono::steady_clock::now() + milliseconds{5};
      while (std::chrono::steady_clock::now() < until) {
      }
      --running;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back(work);
  std::this_thread::sleep_for(till_blocked);
  for (int i = 0; i < 6; ++i) PostQueuedCompletionStatus(port, 0, 1, nullptr);
  std::this_thread::sleep_for(till_blocked);
  CHECK(most.load() == 1);
  CHECK(running.load() == 0);

  sleepers = true;
  for (int i = 0; i < 3; ++i) PostQueuedCompletionStatus(port, 0, 1, nullptr);
  for (int i = 0; i < 500 && asleep.load() != 3; ++i) std::this_thread::sleep_for(milliseconds{10});
  CHECK(asleep.load() == 3);
  SetEvent(gate);
  for (int i = 0; i < 3; ++i) PostQueuedCompletionStatus(port, 0, 0, nullptr);
  for (std::thread& one : threads) one.join();
}

TEST_CASE("port: many packets from many threads, none lost, none twice") {
  const held_handle port = new_port(2);
  constexpr int senders = 4, receivers = 4;
  const int each = times(20000);
  std::vector<std::atomic<std::uint8_t>> seen(static_cast<std::size_t>(senders * each));
  std::atomic<int> doubled{0};
  std::vector<std::thread> threads;
  for (int r = 0; r < receivers; ++r) {
    threads.emplace_back([&, r] {
      for (;;) {
        OVERLAPPED_ENTRY entries[16];
        ULONG count = 0;
        if (r % 2 == 0) {
          const packet p = take(port, INFINITE);
          entries[0].lpCompletionKey = p.key;
          count = 1;
        } else {
          GetQueuedCompletionStatusEx(port, entries, 16, &count, INFINITE, FALSE);
        }
        int ends = 0;
        for (ULONG i = 0; i < count; ++i) {
          if (entries[i].lpCompletionKey == 0)
            ++ends;
          else if (seen[entries[i].lpCompletionKey - 1].fetch_add(1) != 0)
            ++doubled;
        }
        // One end for each thread: those that were taken for others go back.
        for (int i = 1; i < ends; ++i) PostQueuedCompletionStatus(port, 0, 0, nullptr);
        if (ends != 0) return;
      }
    });
  }
  std::vector<std::thread> posters;
  for (int s = 0; s < senders; ++s) {
    posters.emplace_back([&, s] {
      for (int i = 0; i < each; ++i)
        PostQueuedCompletionStatus(port, 0, static_cast<ULONG_PTR>(s * each + i + 1), nullptr);
    });
  }
  for (std::thread& one : posters) one.join();
  for (int r = 0; r < receivers; ++r) PostQueuedCompletionStatus(port, 0, 0, nullptr);
  for (std::thread& one : threads) one.join();
  CHECK(doubled.load() == 0);
  int missing = 0;
  for (const auto& one : seen) missing += one.load() == 1 ? 0 : 1;
  CHECK(missing == 0);
}
