// The thread pool, and sockets that are bound to it.
#include "tests/overlapped/support.hpp"

using namespace overlapped_test;

namespace {

HANDLE as_handle(SOCKET s) { return reinterpret_cast<HANDLE>(s); }

bool reaches(const std::atomic<int>& count, int value) {
  for (int i = 0; i < 500 && count.load() != value; ++i) std::this_thread::sleep_for(milliseconds{10});
  return count.load() == value;
}

/// Room for callbacks to count in; plain functions need it static.
std::atomic<int> runs;
std::atomic<bool> go_on;

}  // namespace

TEST_CASE("thread pool: work items and simple callbacks run, on other threads") {
  runs = 0;
  static DWORD thread;
  thread = GetCurrentThreadId();
  const auto item = [](void* context) -> DWORD {
    if (GetCurrentThreadId() != thread) runs += *static_cast<int*>(context);
    return 0;
  };
  const auto simple = [](PTP_CALLBACK_INSTANCE, void* context) { runs += *static_cast<int*>(context); };
  int ten = 10;
  CHECK(QueueUserWorkItem(item, &ten, WT_EXECUTEDEFAULT));
  CHECK(TrySubmitThreadpoolCallback(simple, &ten, nullptr));
  CHECK(reaches(runs, 20));
  CHECK(answer_of_bool(QueueUserWorkItem(nullptr, nullptr, 0)) == ERROR_INVALID_PARAMETER);
}

TEST_CASE("thread pool: work is called once for each time it was submitted, and can be waited for") {
  runs = 0;
  const auto function = [](PTP_CALLBACK_INSTANCE, void*, PTP_WORK) { ++runs; };
  const PTP_WORK work = CreateThreadpoolWork(function, nullptr, nullptr);
  REQUIRE(work != nullptr);
  for (int i = 0; i < 1000; ++i) SubmitThreadpoolWork(work);
  WaitForThreadpoolWorkCallbacks(work, FALSE);
  CHECK(runs == 1000);
  WaitForThreadpoolWorkCallbacks(work, FALSE);
  SubmitThreadpoolWork(work);
  CloseThreadpoolWork(work);  // what was submitted is done all the same
  CHECK(reaches(runs, 1001));
}

TEST_CASE("thread pool: a pool of one thread does one thing after the other, and a cancelling wait drops the rest") {
  runs = 0;
  go_on = false;
  const PTP_POOL pool = CreateThreadpool(nullptr);
  REQUIRE(pool != nullptr);
  SetThreadpoolThreadMaximum(pool, 1);
  CHECK(SetThreadpoolThreadMinimum(pool, 1));
  TP_CALLBACK_ENVIRON environment;
  InitializeThreadpoolEnvironment(&environment);
  SetThreadpoolCallbackPool(&environment, pool);
  const auto function = [](PTP_CALLBACK_INSTANCE, void*, PTP_WORK) {
    ++runs;
    while (!go_on) std::this_thread::yield();
  };
  const PTP_WORK work = CreateThreadpoolWork(function, nullptr, &environment);
  for (int i = 0; i < 5; ++i) SubmitThreadpoolWork(work);
  CHECK(reaches(runs, 1));
  std::this_thread::sleep_for(till_blocked);
  CHECK(runs == 1);
  std::thread release([] {
    std::this_thread::sleep_for(briefly);
    go_on = true;
  });
  WaitForThreadpoolWorkCallbacks(work, TRUE);
  CHECK(runs == 1);
  release.join();
  SubmitThreadpoolWork(work);
  WaitForThreadpoolWorkCallbacks(work, FALSE);
  CHECK(runs == 2);
  CloseThreadpoolWork(work);
  DestroyThreadpoolEnvironment(&environment);
  CloseThreadpool(pool);
}

TEST_CASE("thread pool: callbacks that wait, in our calls or elsewhere, do not keep others from running") {
  runs = 0;
  go_on = false;
  static held_handle gate;
  gate = held_handle(CreateEventA(nullptr, TRUE, FALSE, nullptr));
  const bool visible = GENERATE(true, false);
  const auto seen = [](void*) -> DWORD {
    ++runs;
    WaitForSingleObject(gate, INFINITE);
    return 0;
  };
  const auto unseen = [](void*) -> DWORD {
    ++runs;
    while (!go_on) std::this_thread::sleep_for(milliseconds{1});
    return 0;
  };
  const int many = 8;  // more than there are processors
  for (int i = 0; i < many; ++i) CHECK(QueueUserWorkItem(visible ? +seen : +unseen, nullptr, 0));
  CHECK(reaches(runs, many));
  go_on = true;
  SetEvent(gate);
  std::this_thread::sleep_for(briefly);
}

TEST_CASE("thread pool: an event that is set when the callback has returned") {
  const held_handle event(CreateEventA(nullptr, TRUE, FALSE, nullptr));
  const auto function = [](PTP_CALLBACK_INSTANCE instance, void* context) {
    CallbackMayRunLong(instance);
    SetEventWhenCallbackReturns(instance, context);
  };
  CHECK(TrySubmitThreadpoolCallback(function, event, nullptr));
  CHECK(WaitForSingleObject(event, soon_ms) == WAIT_OBJECT_0);
}

TEST_CASE("thread pool: BindIoCompletionCallback calls the function for every operation that ends") {
  started winsock;
  connected_pair both = pair_on(each_path());
  runs = 0;
  static std::atomic<DWORD> error, bytes;
  static std::atomic<OVERLAPPED*> at;
  const auto function = [](DWORD e, DWORD b, OVERLAPPED* o) {
    error = e;
    bytes = b;
    at = o;
    ++runs;
  };
  CHECK(BindIoCompletionCallback(as_handle(both.server), function, 0));
  CHECK(answer_of_bool(BindIoCompletionCallback(as_handle(both.server), function, 0)) == ERROR_INVALID_PARAMETER);
  pending_call call(pending_call::told_by::nothing);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK(send_all(both.client, "hello"));
  CHECK(reaches(runs, 1));
  CHECK(error == 0);
  CHECK(bytes == 5);
  CHECK(at == &call.at);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  set_linger(both.client, true, 0);
  both.client.close();
  CHECK(reaches(runs, 2));
  CHECK(error == ERROR_NETNAME_DELETED);
}

TEST_CASE("thread pool: a TP_IO object is told of what was started, and waits for it") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  static std::atomic<ULONG> error;
  static std::atomic<ULONG_PTR> bytes;
  static std::atomic<void*> given;
  runs = 0;
  const auto function = [](PTP_CALLBACK_INSTANCE, void* context, void*, ULONG e, ULONG_PTR b, PTP_IO) {
    error = e;
    bytes = b;
    given = context;
    std::this_thread::sleep_for(milliseconds{5});
    ++runs;
  };
  int context = 0;
  const PTP_IO io = CreateThreadpoolIo(as_handle(both.server), function, &context, nullptr);
  REQUIRE(io != nullptr);
  pending_call call(pending_call::told_by::nothing);
  StartThreadpoolIo(io);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK(send_all(both.client, "hello"));
  WaitForThreadpoolIoCallbacks(io, FALSE);
  CHECK(runs == 1);
  CHECK(error == 0);
  CHECK(bytes == 5);
  CHECK(given == &context);

  // One that fails at once is taken back; one that is cancelled is told.
  StartThreadpoolIo(io);
  CHECK(answer_of(WSARecv(both.server, nullptr, 0, nullptr, nullptr, &call.at, nullptr)) != 0);
  CancelThreadpoolIo(io);
  WaitForThreadpoolIoCallbacks(io, FALSE);
  StartThreadpoolIo(io);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CHECK(CancelIoEx(as_handle(both.server), &call.at));
  WaitForThreadpoolIoCallbacks(io, FALSE);
  CHECK(runs == 2);
  CHECK(error == ERROR_OPERATION_ABORTED);
  CloseThreadpoolIo(io);
}

TEST_CASE("thread pool: a TP_IO object that is closed early hears of what is under way, and then no more") {
  started winsock;
  connected_pair both = pair_on(each_path());
  runs = 0;
  const auto function = [](PTP_CALLBACK_INSTANCE, void*, void*, ULONG, ULONG_PTR, PTP_IO) { ++runs; };
  const PTP_IO io = CreateThreadpoolIo(as_handle(both.server), function, nullptr, nullptr);
  REQUIRE(io != nullptr);
  pending_call call(pending_call::told_by::nothing);
  StartThreadpoolIo(io);
  CHECK(call.receive(both.server) == WSA_IO_PENDING);
  CloseThreadpoolIo(io);
  both.server.close();
  CHECK(reaches(runs, 1));
}
