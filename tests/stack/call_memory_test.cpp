// call_memory: a call that is made again and again allocates once.
#include "stack/base/call_memory.hpp"

#include <array>
#include <cstring>
#include <thread>

#include "tests/support/catch.hpp"

using loopsock::call_array;

namespace {

struct counted {
  counted() { ++alive; }
  ~counted() { --alive; }
  std::array<char, 24> bytes;
  static inline int alive = 0;
};

}  // namespace

TEST_CASE("call_memory: what a call gave back, the next one of the thread gets") {
  const void* first = nullptr;
  {
    call_array<char> one;
    first = one.make(5000);
    REQUIRE(first != nullptr);
  }
  for (unsigned i = 0; i < 10; ++i) {
    call_array<char> one;
    CHECK(one.make(4000 + i) == first);
  }
}

TEST_CASE("call_memory: calls within a call have memory of their own") {
  call_array<char> outer, inner;
  char* const a = outer.make(1000);
  char* const b = inner.make(1000);
  REQUIRE(a != nullptr);
  REQUIRE(b != nullptr);
  std::memset(a, 1, 1000);
  std::memset(b, 2, 1000);
  CHECK(a[999] == 1);
}

TEST_CASE("call_memory: elements are made anew for each call, and ended with it") {
  for (unsigned i = 0; i < 3; ++i) {
    call_array<counted> one;
    REQUIRE(one.make(10) != nullptr);
    CHECK(counted::alive == 10);
  }
  CHECK(counted::alive == 0);
  call_array<int> numbers;
  int* const fresh = numbers.make(100);
  REQUIRE(fresh != nullptr);
  CHECK(fresh[99] == 0);
}

TEST_CASE("call_memory: an absurd size is no memory, and threads come and go") {
  call_array<counted> one;
  CHECK(one.make(static_cast<std::size_t>(-1) / 2) == nullptr);
  for (unsigned i = 0; i < 20; ++i) {
    std::thread([] {
      call_array<char> mine;
      CHECK(mine.make(100'000) != nullptr);
    }).join();
  }
}
