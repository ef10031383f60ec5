// Packets that nobody was woken for, and callbacks that were called for the wrong operation.
#include <memory>
#include <mutex>

#include "tests/overlapped/support.hpp"
#include "tests/winsock/preemption.hpp"
#include "tests/winsock/regression_support.hpp"

using namespace overlapped_test;

namespace {

HANDLE as_handle(SOCKET s) { return reinterpret_cast<HANDLE>(s); }

DWORD take_from(HANDLE port, DWORD wait, bool alertable) {
  OVERLAPPED_ENTRY entry{};
  ULONG count = 0;
  return answer_of_bool(GetQueuedCompletionStatusEx(port, &entry, 1, &count, wait, alertable));
}
bool post_to(HANDLE port) { return PostQueuedCompletionStatus(port, 0, 0, nullptr) != FALSE; }

void CALLBACK nothing(ULONG_PTR) {}

/// The calling thread, as another one may name it.
held_handle own_handle() {
  HANDLE made = nullptr;
  DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &made, 0, FALSE, DUPLICATE_SAME_ACCESS);
  return held_handle(made);
}

/// Takes one packet whenever it is sent to a port, and says so. It is there within a microsecond or two.
class colleague {
 public:
  explicit colleague(HANDLE port) : thread_([this, port] { work(port); }) {}
  ~colleague() {
    over_ = true;
    thread_.join();
  }
  colleague(const colleague&) = delete;
  colleague& operator=(const colleague&) = delete;

  void send_to_port() { wanted_ = true; }
  bool gets_one(DWORD within = soon_ms) { return WaitForSingleObject(has_one_, within) == WAIT_OBJECT_0; }

 private:
  void work(HANDLE port) {
    while (!over_) {
      if (!wanted_.exchange(false)) {
        std::this_thread::yield();
        continue;
      }
      if (take_from(port, INFINITE, false) != 0) return;
      take_from(elsewhere_, 0, false);  // it runs for the port no more
      SetEvent(has_one_);
    }
  }
  held_handle has_one_ = win32_test::auto_event();
  held_handle elsewhere_{CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1)};
  std::atomic<bool> wanted_{false}, over_{false};
  std::thread thread_;
};

/// What a PTP_IO's callback was told: which operations, in which order.
struct calls {
  static void CALLBACK told(PTP_CALLBACK_INSTANCE, void* context, void* which, ULONG, ULONG_PTR, PTP_IO) {
    calls& mine = *static_cast<calls*>(context);
    const std::lock_guard hold(mine.lock);
    mine.of.push_back(static_cast<OVERLAPPED*>(which));
  }
  std::vector<OVERLAPPED*> now() {
    const std::lock_guard hold(lock);
    return of;
  }
  std::mutex lock;
  std::vector<OVERLAPPED*> of;
};

/// A pool of so many threads. With one, packets are looked at in the order in which they come.
class pool_of_threads {
 public:
  explicit pool_of_threads(DWORD threads) : pool_(CreateThreadpool(nullptr)) {
    REQUIRE(pool_ != nullptr);
    SetThreadpoolThreadMaximum(pool_, threads);
    REQUIRE(SetThreadpoolThreadMinimum(pool_, threads));
    InitializeThreadpoolEnvironment(&environment_);
    SetThreadpoolCallbackPool(&environment_, pool_);
  }
  ~pool_of_threads() {
    DestroyThreadpoolEnvironment(&environment_);
    CloseThreadpool(pool_);
  }
  pool_of_threads(const pool_of_threads&) = delete;
  pool_of_threads& operator=(const pool_of_threads&) = delete;
  PTP_CALLBACK_ENVIRON environment() { return &environment_; }

 private:
  PTP_POOL pool_;
  TP_CALLBACK_ENVIRON environment_;
};

/// A connection whose server end tells its operations to callbacks.
struct pooled_pair : connected_pair {
  pooled_pair(const shape& on, pool_of_threads& pool) : connected_pair(pair_on(on)) {
    io = CreateThreadpoolIo(as_handle(server), calls::told, &made, pool.environment());
    REQUIRE(io != nullptr);
  }
  ~pooled_pair() {
    server.close();
    WaitForThreadpoolIoCallbacks(io, FALSE);
    CloseThreadpoolIo(io);
  }
  int receive(pending_call& call) {
    StartThreadpoolIo(io);
    return call.receive(server);
  }
  /// The callbacks once all that are due have been.
  std::vector<OVERLAPPED*> callbacks() {
    WaitForThreadpoolIoCallbacks(io, FALSE);
    return made.now();
  }
  calls made;
  PTP_IO io = nullptr;
};

}  // namespace

TEST_CASE("port: a thread that leaves it for an APC, as a packet waits, leaves the packet to who sleeps there") {
  started winsock;
  const watchdog dog("port: a thread that leaves it for an APC");
  const held_handle port(CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1));
  const held_handle me = own_handle();
  // The APC comes while this thread is held up somewhere in its call: the one place that matters is where it may be alerted
  // already, and has not looked yet whether there is a packet.
  interloper alerting([&] { QueueUserAPC(nothing, me, 0); });
  int by_apc = 0, lost = 0, odd = 0;
  {
    colleague other(port);
    for (rounds left(4000); lost + odd == 0 && left.go_on();) {
      post_to(port);
      odd += take_from(port, soon_ms, false) != 0;  // from now on this thread runs for the port, which has room for one
      other.send_to_port();
      post_to(port);
      alerting.provoke();
      if (take_from(port, INFINITE, true) == WAIT_IO_COMPLETION) {
        ++by_apc;
      } else {
        post_to(port);  // this thread has it: another one, then
      }
      lost += !other.gets_one();
      alerting.is_over();
      SleepEx(0, TRUE);
    }
    for (int i = 0; i < 2; ++i) post_to(port);  // where one was lost, the other thread sleeps
  }
  CAPTURE(by_apc);
  CHECK(odd == 0);
  CHECK(lost == 0);
}

TEST_CASE("thread pool: after a cancelling wait the next callback is for the next operation, and is called") {
  started winsock;
  const shape on = each_path();
  pending_call first(pending_call::told_by::nothing, 1), second(pending_call::told_by::nothing, 1);
  pool_of_threads one_thread(1);
  pooled_pair pair(on, one_thread);
  REQUIRE(pair.receive(first) == WSA_IO_PENDING);
  WaitForThreadpoolIoCallbacks(pair.io, TRUE);
  REQUIRE(pair.receive(second) == WSA_IO_PENDING);

  REQUIRE(send_all(pair.client, "ab"));

  CHECK(pair.callbacks() == std::vector<OVERLAPPED*>{&second.at});
  CHECK(first.received() == "a");
  CHECK(second.received() == "b");
}

TEST_CASE("thread pool: a cancelling wait skips as many callbacks as were due, whatever is started before they come") {
  started winsock;
  constexpr int cancelled = 3, wanted = 4;
  std::vector<std::unique_ptr<pending_call>> all;
  for (int i = 0; i < cancelled + wanted; ++i)
    all.push_back(std::make_unique<pending_call>(pending_call::told_by::nothing, 1));
  pool_of_threads one_thread(1);
  pooled_pair pair(each_path(), one_thread);
  for (int i = 0; i < cancelled; ++i) REQUIRE(pair.receive(*all[static_cast<std::size_t>(i)]) == WSA_IO_PENDING);
  WaitForThreadpoolIoCallbacks(pair.io, TRUE);
  std::vector<OVERLAPPED*> due;
  for (int i = cancelled; i < cancelled + wanted; ++i) {
    pending_call& one = *all[static_cast<std::size_t>(i)];
    REQUIRE(pair.receive(one) == WSA_IO_PENDING);
    due.push_back(&one.at);
  }

  REQUIRE(send_all(pair.client, "1234567"));

  CHECK(pair.callbacks() == due);
}

TEST_CASE("thread pool: an operation that was announced and did not start takes nobody else's callback away") {
  started winsock;
  pending_call first(pending_call::told_by::nothing, 1), second(pending_call::told_by::nothing, 1);
  pool_of_threads one_thread(1);
  pooled_pair pair(each_path(), one_thread);
  REQUIRE(pair.receive(first) == WSA_IO_PENDING);
  WaitForThreadpoolIoCallbacks(pair.io, TRUE);
  StartThreadpoolIo(pair.io);
  CancelThreadpoolIo(pair.io);
  REQUIRE(pair.receive(second) == WSA_IO_PENDING);

  REQUIRE(send_all(pair.client, "ab"));

  CHECK(pair.callbacks() == std::vector<OVERLAPPED*>{&second.at});
}
