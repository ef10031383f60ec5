// Thread pool I/O and waits that cancel: what was announced before the wait is told no more, what is announced after it is told, in whatever order
// and on however many threads the packets come.
#include <array>

#include "tests/overlapped/support.hpp"
#include "tests/winsock/regression_support.hpp"

using namespace overlapped_test;

namespace {

HANDLE as_handle(SOCKET s) { return reinterpret_cast<HANDLE>(s); }

/// One operation of one byte, and how often it was told.
struct counted : WSAOVERLAPPED {
  counted() : WSAOVERLAPPED{} {}

  bool receive(SOCKET s) {
    piece_ = {1, &byte_};
    DWORD flags = 0;
    return may_go_on(answer_of(WSARecv(s, &piece_, 1, nullptr, &flags, this, nullptr)));
  }
  bool send(SOCKET s) {
    piece_ = {1, &byte_};
    return may_go_on(answer_of(WSASend(s, &piece_, 1, nullptr, 0, this, nullptr)));
  }
  /// HasOverlappedIoCompleted(), for several threads.
  bool is_over() {
    return eventually([this] {
      return std::atomic_ref(Internal).load(std::memory_order_acquire) != static_cast<ULONG_PTR>(STATUS_PENDING);
    });
  }
  bool is_told() {
    return eventually([this] { return told == 1; }, milliseconds{1000});
  }
  static void CALLBACK tell(PTP_CALLBACK_INSTANCE, void*, void* which, ULONG, ULONG_PTR, PTP_IO) {
    ++static_cast<counted*>(static_cast<WSAOVERLAPPED*>(which))->told;
  }
  std::atomic<int> told{0};

 private:
  static bool may_go_on(int error) { return error == 0 || error == WSA_IO_PENDING; }
  char byte_ = 'b';
  WSABUF piece_{};
};

/// A pool of several threads, and a socket whose operations it tells.
struct told_by_several {
  explicit told_by_several(SOCKET s) {
    SetThreadpoolThreadMinimum(pool, 4);
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    io = CreateThreadpoolIo(as_handle(s), &counted::tell, nullptr, &environment);
  }
  ~told_by_several() {
    CloseThreadpoolIo(io);
    DestroyThreadpoolEnvironment(&environment);
    CloseThreadpool(pool);
  }
  told_by_several(const told_by_several&) = delete;
  told_by_several& operator=(const told_by_several&) = delete;

  PTP_POOL pool = CreateThreadpool(nullptr);
  TP_CALLBACK_ENVIRON environment;
  PTP_IO io = nullptr;
};

}  // namespace

TEST_CASE(
    "thread pool I/O: a cancelling wait drops what was announced before it, also when a later one is over sooner") {
  const started winsock;
  const connected_pair both = pair_on(each_path());
  const bool begins_late = GENERATE(false, true);
  CAPTURE(begins_late);
  const told_by_several server(both.server);
  REQUIRE(server.io != nullptr);
  counted old, fresh, last;
  StartThreadpoolIo(server.io);
  if (!begins_late) REQUIRE(old.receive(both.server));
  WaitForThreadpoolIoCallbacks(server.io, TRUE);
  if (begins_late) REQUIRE(old.receive(both.server));

  StartThreadpoolIo(server.io);
  REQUIRE(fresh.send(both.server));
  REQUIRE(fresh.is_told());

  StartThreadpoolIo(server.io);
  REQUIRE(last.receive(both.server));
  CHECK(send_all(both.client, "12"));  // one byte for the old one
  REQUIRE(last.is_told());
  WaitForThreadpoolIoCallbacks(server.io, FALSE);
  std::this_thread::sleep_for(briefly);
  CHECK(old.is_over());
  CHECK(old.told == 0);
  CHECK(fresh.told == 1);
}

TEST_CASE("thread pool I/O: what is taken back after a cancelling wait does not count for what was announced since") {
  const started winsock;
  const connected_pair both = pair_on(each_path());
  const told_by_several server(both.server);
  REQUIRE(server.io != nullptr);
  counted pending, other;
  StartThreadpoolIo(server.io);
  WaitForThreadpoolIoCallbacks(server.io, TRUE);
  std::thread elsewhere([&] {
    StartThreadpoolIo(server.io);
    pending.receive(both.server);
  });
  elsewhere.join();

  CHECK(answer_of(WSARecv(both.server, nullptr, 0, nullptr, nullptr, &other, nullptr)) != 0);
  CancelThreadpoolIo(server.io);

  CHECK(send_all(both.client, "1"));
  WaitForThreadpoolIoCallbacks(server.io, FALSE);
  CHECK(pending.told == 1);
  CHECK(other.told == 0);
}

TEST_CASE(
    "thread pool I/O: on several threads a cancelling wait drops what was due, and nothing that is announced later") {
  const started winsock;
  const connected_pair both = pair_on(each_path());
  const told_by_several server(both.server);
  REQUIRE(server.io != nullptr);
  constexpr std::size_t many = 4;
  int rounds_made = 0, old_told = 0, fresh_told = 0, unfinished = 0;
  for (rounds left(100); left.go_on(); ++rounds_made) {
    std::array<counted, many> old, fresh;
    for (counted& one : old) {
      StartThreadpoolIo(server.io);
      one.receive(both.server);
    }
    WaitForThreadpoolIoCallbacks(server.io, TRUE);
    // The old ones end while new ones begin and end.
    std::vector<std::thread> threads;
    for (counted& one : fresh) {
      threads.emplace_back([&] {
        StartThreadpoolIo(server.io);
        one.send(both.server);
      });
    }
    send_all(both.client, std::string(many, 'b'));
    for (std::thread& one : threads) one.join();
    WaitForThreadpoolIoCallbacks(server.io, FALSE);
    for (counted& one : old) {
      unfinished += one.is_over() ? 0 : 1;
      old_told += one.told;
    }
    for (const counted& one : fresh) fresh_told += one.told;
    receive_all(both.client, many);
  }
  CAPTURE(rounds_made);
  CHECK(unfinished == 0);
  CHECK(old_told == 0);
  CHECK(fresh_told == rounds_made * static_cast<int>(many));
}

TEST_CASE("thread pool I/O: waits that cancel while others announce leave nothing told twice and nothing waited for") {
  const started winsock;
  const connected_pair both = pair_on(each_path());
  const told_by_several server(both.server);
  REQUIRE(server.io != nullptr);
  constexpr std::size_t many = 1500;
  std::vector<counted> calls(3 * many);
  std::atomic<int> at_it{3};
  std::vector<std::thread> threads;
  for (std::size_t from = 0; from < calls.size(); from += many) {
    threads.emplace_back([&, from] {
      for (std::size_t i = from; i < from + many; ++i) {
        StartThreadpoolIo(server.io);
        calls[i].send(both.server);
      }
      --at_it;
    });
  }
  for (int i = 0; i < 2000 && at_it != 0; ++i) WaitForThreadpoolIoCallbacks(server.io, TRUE);
  for (std::thread& one : threads) one.join();
  WaitForThreadpoolIoCallbacks(server.io, TRUE);

  counted last;
  StartThreadpoolIo(server.io);
  REQUIRE(last.send(both.server));
  WaitForThreadpoolIoCallbacks(server.io, FALSE);
  CHECK(last.told == 1);
  int twice = 0;
  for (const counted& one : calls) twice += one.told > 1 ? 1 : 0;
  CHECK(twice == 0);
}

TEST_CASE("thread pool I/O: an announcement that another thread's call has used up is not carried by this thread's next call") {
  const started winsock;
  const connected_pair both = pair_on(each_path());
  const told_by_several server(both.server);
  REQUIRE(server.io != nullptr);
  counted first, second;
  StartThreadpoolIo(server.io);
  std::thread([&] { first.receive(both.server); }).join();
  CHECK(send_all(both.client, "1"));
  REQUIRE(first.is_told());
  WaitForThreadpoolIoCallbacks(server.io, TRUE);

  std::thread([&] { StartThreadpoolIo(server.io); }).join();
  REQUIRE(second.receive(both.server));
  CHECK(send_all(both.client, "2"));
  CHECK(second.is_told());
}
