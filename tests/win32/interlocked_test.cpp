// Interlocked variables and lists.
#include <windows.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/winsock/support.hpp"

TEST_CASE("interlocked: which of them answer with the old value, and which with the new") {
  LONG value = 5;
  CHECK(InterlockedIncrement(&value) == 6);
  CHECK(InterlockedDecrement(&value) == 5);
  CHECK(InterlockedExchange(&value, 7) == 5);
  CHECK(InterlockedExchangeAdd(&value, 3) == 7);
  CHECK(InterlockedAdd(&value, 2) == 12);
  CHECK(InterlockedCompareExchange(&value, 1, 11) == 12);
  CHECK(value == 12);
  CHECK(InterlockedCompareExchange(&value, 1, 12) == 12);
  CHECK(value == 1);
  CHECK(InterlockedOr(&value, 6) == 1);
  CHECK(InterlockedAnd(&value, 3) == 7);
  CHECK(InterlockedXor(&value, 1) == 3);
  CHECK(value == 2);
  CHECK_FALSE(InterlockedBitTestAndSet(&value, 31));
  CHECK(InterlockedBitTestAndReset(&value, 31));
  CHECK(ReadAcquire(&value) == 2);
  WriteRelease(&value, 9);
  CHECK(ReadNoFence(&value) == 9);
  MemoryBarrier();
  YieldProcessor();
}

TEST_CASE("interlocked: 64 bits, pointers, and what C++ sources pass besides") {
  LONG64 wide = 1LL << 40;
  CHECK(InterlockedIncrement64(&wide) == (1LL << 40) + 1);
  CHECK(InterlockedExchangeAdd64(&wide, 1) == (1LL << 40) + 1);
  CHECK(InterlockedCompareExchange64(&wide, 3, 4) == (1LL << 40) + 2);
  CHECK(InterlockedExchange64(&wide, 3) == (1LL << 40) + 2);
  int a = 0, b = 0;
  PVOID pointer = &a;
  CHECK(InterlockedExchangePointer(&pointer, &b) == &a);
  CHECK(InterlockedCompareExchangePointer(&pointer, &a, &b) == &b);
  CHECK(pointer == &a);

  volatile long of_linux = 1L << 40;  // a source's own `volatile long`
  CHECK(InterlockedIncrement(&of_linux) == (1L << 40) + 1);
  DWORD positive = 0xffffffff;
  CHECK(InterlockedIncrement(&positive) == 0);
  CHECK(InterlockedDecrement(&positive) == 0xffffffff);
}

TEST_CASE("interlocked list: last in, first out") {
  SLIST_HEADER list;
  InitializeSListHead(&list);
  SLIST_ENTRY entries[3]{};
  CHECK(InterlockedPopEntrySList(&list) == nullptr);
  CHECK(InterlockedPushEntrySList(&list, &entries[0]) == nullptr);
  CHECK(InterlockedPushEntrySList(&list, &entries[1]) == &entries[0]);
  CHECK(InterlockedPushEntrySList(&list, &entries[2]) == &entries[1]);
  CHECK(QueryDepthSList(&list) == 3);
  CHECK(InterlockedPopEntrySList(&list) == &entries[2]);
  CHECK(InterlockedFlushSList(&list) == &entries[1]);
  CHECK(entries[1].Next == &entries[0]);
  CHECK(entries[0].Next == nullptr);
  CHECK(QueryDepthSList(&list) == 0);
  CHECK(InterlockedPopEntrySList(&list) == nullptr);
}

TEST_CASE("interlocked list: every entry comes out as often as it went in") {
  struct alignas(16) item {
    SLIST_ENTRY entry{};
    std::atomic<int> owners{0};
  };
  SLIST_HEADER list{};
  std::vector<item> items(64);
  for (item& one : items) InterlockedPushEntrySList(&list, &one.entry);
  std::atomic<int> doubles{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < winsock_test::times(20'000); ++i) {
        auto* const got = reinterpret_cast<item*>(InterlockedPopEntrySList(&list));
        if (got == nullptr) continue;
        if (++got->owners != 1) ++doubles;
        --got->owners;
        InterlockedPushEntrySList(&list, &got->entry);
      }
    });
  }
  for (std::thread& one : threads) one.join();
  CHECK(doubles == 0);
  CHECK(QueryDepthSList(&list) == 64);
}
