// Heaps, pages and what each thread keeps for itself.
#include <windows.h>

#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <set>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"

namespace {

bool all_zero(const void* memory, std::size_t bytes) {
  const auto* const at = static_cast<const unsigned char*>(memory);
  for (std::size_t i = 0; i < bytes; ++i)
    if (at[i] != 0) return false;
  return true;
}

/// Asks the kernel to copy one byte from there, or to there.
bool may_copy(bool in, void* at) {
  int ends[2];
  if (pipe(ends) != 0) return false;
  char byte = 0;
  const bool copied = in ? write(ends[1], &byte, 1) == 1 && read(ends[0], at, 1) == 1 : write(ends[1], at, 1) == 1;
  close(ends[0]);
  close(ends[1]);
  return copied;
}
bool readable(char* at) { return may_copy(false, at); }
bool writable(char* at) { return may_copy(true, at); }

}  // namespace

TEST_CASE("heap: memory has the size that was asked for, and zeros if they were") {
  const HANDLE heap = GetProcessHeap();
  REQUIRE(heap != nullptr);
  CHECK(heap == GetProcessHeap());
  auto* memory = static_cast<char*>(HeapAlloc(heap, HEAP_ZERO_MEMORY, 100));
  REQUIRE(memory != nullptr);
  CHECK(reinterpret_cast<std::uintptr_t>(memory) % 16 == 0);
  CHECK(all_zero(memory, 100));
  CHECK(HeapSize(heap, 0, memory) == 100);
  std::memset(memory, 'x', 100);
  memory = static_cast<char*>(HeapReAlloc(heap, HEAP_ZERO_MEMORY, memory, 5000));
  REQUIRE(memory != nullptr);
  CHECK(memory[99] == 'x');
  CHECK(all_zero(memory + 100, 4900));
  CHECK(HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, memory, 6000) == nullptr);
  CHECK(HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, memory, 10) == memory);
  CHECK(HeapSize(heap, 0, memory) == 10);
  CHECK(HeapFree(heap, 0, memory));
  CHECK(HeapFree(heap, 0, nullptr));
  CHECK(HeapAlloc(heap, 0, SIZE_MAX) == nullptr);
  void* const nothing = HeapAlloc(heap, 0, 0);
  CHECK(nothing != nullptr);
  CHECK(HeapFree(heap, 0, nothing));
  CHECK(HeapAlloc(nullptr, 0, 1) == nullptr);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
}

TEST_CASE("heap: one of the program's own takes all of its memory with it") {
  const HANDLE heap = HeapCreate(0, 0, 0);
  REQUIRE(heap != nullptr);
  void* first = HeapAlloc(heap, 0, 10);
  void* const second = HeapAlloc(heap, 0, 20);
  void* const third = HeapAlloc(heap, 0, 30);
  first = HeapReAlloc(heap, 0, first, 100'000);
  CHECK(HeapFree(heap, 0, second));
  SetLastError(0);
  CHECK_FALSE(HeapFree(GetProcessHeap(), 0, third));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(HeapSize(heap, 0, first) == 100'000);
  CHECK(HeapDestroy(heap));  // a leak checker sees what it forgets
  CHECK_FALSE(HeapDestroy(GetProcessHeap()));
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
}

TEST_CASE("local and global memory: zeros for LPTR, and freeing answers NULL") {
  const HLOCAL memory = LocalAlloc(LPTR, 64);
  REQUIRE(memory != nullptr);
  CHECK(all_zero(memory, 64));
  CHECK(LocalSize(memory) == 64);
  CHECK(LocalFree(memory) == nullptr);
  CHECK(LocalFree(nullptr) == nullptr);
  HGLOBAL global = GlobalAlloc(GHND, 10);
  REQUIRE(global != nullptr);
  CHECK(GlobalLock(global) == global);
  CHECK_FALSE(GlobalUnlock(global));
  CHECK(GetLastError() == NO_ERROR);
  global = GlobalReAlloc(global, 1000, GMEM_ZEROINIT);
  CHECK(GlobalSize(global) == 1000);
  CHECK(all_zero(global, 1000));
  CHECK(GlobalFree(global) == nullptr);
}

TEST_CASE("pages: reserved, committed, protected, given back") {
  SYSTEM_INFO info;
  GetSystemInfo(&info);
  const std::size_t page = info.dwPageSize;
  REQUIRE(page >= 4096);
  CHECK(info.dwAllocationGranularity == 0x10000);
  CHECK(info.dwNumberOfProcessors >= 1);

  auto* const base = static_cast<char*>(VirtualAlloc(nullptr, 4 * page, MEM_RESERVE, PAGE_NOACCESS));
  REQUIRE(base != nullptr);
  CHECK(reinterpret_cast<std::uintptr_t>(base) % info.dwAllocationGranularity == 0);
  CHECK_FALSE(readable(base));
  CHECK(VirtualAlloc(base + page, page, MEM_COMMIT, PAGE_READWRITE) == base + page);
  CHECK(writable(base + page));
  CHECK(all_zero(base + page, page));
  CHECK_FALSE(readable(base + 2 * page));
  base[page] = 'x';

  DWORD old = 0;
  CHECK(VirtualProtect(base + page, 1, PAGE_READONLY, &old));
  CHECK(old == PAGE_READWRITE);
  CHECK(readable(base + page));
  CHECK_FALSE(writable(base + page));
  CHECK(VirtualProtect(base + page, page, PAGE_NOACCESS, &old));
  CHECK(old == PAGE_READONLY);
  CHECK_FALSE(readable(base + page));
  SetLastError(0);
  CHECK_FALSE(VirtualProtect(base, 2 * page, PAGE_READWRITE, &old));  // the first page is not committed
  CHECK(GetLastError() == ERROR_INVALID_ADDRESS);
  CHECK_FALSE(VirtualProtect(base + page, page, PAGE_READWRITE, nullptr));
  CHECK(GetLastError() == ERROR_NOACCESS);

  CHECK(VirtualFree(base + page, page, MEM_DECOMMIT));
  REQUIRE(VirtualAlloc(base + page, page, MEM_COMMIT, PAGE_READWRITE) == base + page);
  CHECK(base[page] == 0);

  CHECK_FALSE(VirtualFree(base, 4 * page, MEM_RELEASE));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK_FALSE(VirtualFree(base, 0, MEM_FREE));
  CHECK_FALSE(VirtualFree(base + page, 0, MEM_RELEASE));
  CHECK(VirtualFree(base, 0, MEM_RELEASE));
  CHECK_FALSE(readable(base + page));
  CHECK_FALSE(VirtualFree(base, 0, MEM_RELEASE));
  CHECK(GetLastError() == ERROR_INVALID_ADDRESS);
}

TEST_CASE("pages: an access beyond a committed pair can be caught") {
  // As Wine's test of select() does it: the second page of two is closed.
  auto* const pair = static_cast<char*>(VirtualAlloc(nullptr, 0x2000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE));
  REQUIRE(pair != nullptr);
  DWORD old = 0;
  CHECK(VirtualProtect(pair + 0x1000, 0x1000, PAGE_NOACCESS, &old));
  CHECK(old == PAGE_READWRITE);
  CHECK(writable(pair));
  CHECK_FALSE(writable(pair + 0x1000));
  CHECK(VirtualFree(pair, 0, MEM_RELEASE));
}

TEST_CASE("pages: nonsense is refused") {
  const auto refused = [](void* at, SIZE_T bytes, DWORD what, DWORD protection) {
    SetLastError(0);
    return VirtualAlloc(at, bytes, what, protection) == nullptr ? GetLastError() : 0;
  };
  CHECK(refused(nullptr, 0, MEM_COMMIT, PAGE_READWRITE) == ERROR_INVALID_PARAMETER);
  CHECK(refused(nullptr, 4096, 0, PAGE_READWRITE) == ERROR_INVALID_PARAMETER);
  CHECK(refused(nullptr, 4096, MEM_COMMIT, 3) == ERROR_INVALID_PARAMETER);
  CHECK(refused(nullptr, 4096, MEM_COMMIT | MEM_WRITE_WATCH, PAGE_READWRITE) == ERROR_NOT_SUPPORTED);
  CHECK(refused(nullptr, 4096, MEM_COMMIT | MEM_LARGE_PAGES, PAGE_READWRITE) == ERROR_PRIVILEGE_NOT_HELD);
  CHECK(refused(nullptr, SIZE_MAX, MEM_RESERVE, PAGE_READWRITE) == ERROR_INVALID_PARAMETER);
  auto* const taken = static_cast<char*>(VirtualAlloc(nullptr, 0x20000, MEM_COMMIT, PAGE_READWRITE));
  REQUIRE(taken != nullptr);
  CHECK(refused(taken, 4096, MEM_RESERVE, PAGE_READWRITE) == ERROR_INVALID_ADDRESS);
  CHECK(refused(taken + 0x20000, 4096, MEM_COMMIT, PAGE_READWRITE) == ERROR_INVALID_ADDRESS);
  CHECK(VirtualFree(taken, 0, MEM_RELEASE));
  CHECK(VirtualAlloc(taken, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE) == taken);  // the place is free again
  CHECK(VirtualFreeEx(GetCurrentProcess(), taken, 0, MEM_RELEASE));
}

TEST_CASE("thread local: each thread has its own, and a new number is empty everywhere") {
  const DWORD index = TlsAlloc();
  REQUIRE(index != TLS_OUT_OF_INDEXES);
  int mine = 0, others = 0;
  REQUIRE(TlsSetValue(index, &mine));
  void* seen_first = &mine;
  void* seen_second = nullptr;
  std::thread([&] {
    seen_first = TlsGetValue(index);
    TlsSetValue(index, &others);
    seen_second = TlsGetValue(index);
  }).join();
  CHECK(seen_first == nullptr);
  CHECK(seen_second == &others);
  SetLastError(4711);
  CHECK(TlsGetValue(index) == &mine);
  CHECK(GetLastError() == ERROR_SUCCESS);
  CHECK(TlsFree(index));
  CHECK_FALSE(TlsFree(index));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  const DWORD again = TlsAlloc();
  CHECK(again == index);  // the lowest that is free
  CHECK(TlsGetValue(again) == nullptr);
  CHECK(TlsFree(again));
}

TEST_CASE("thread local: there are 1088 numbers") {
  std::set<DWORD> all;
  for (;;) {
    const DWORD index = TlsAlloc();
    if (index == TLS_OUT_OF_INDEXES) break;
    REQUIRE(all.insert(index).second);
    CHECK(TlsGetValue(index) == nullptr);
  }
  CHECK(GetLastError() == ERROR_NO_MORE_ITEMS);
  CHECK(all.size() == 1088);
  for (const DWORD index : all) CHECK(TlsFree(index));
  CHECK_FALSE(TlsSetValue(1088, nullptr));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(TlsGetValue(TLS_OUT_OF_INDEXES) == nullptr);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
}
