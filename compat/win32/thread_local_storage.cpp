// thread_local_storage: TlsAlloc's numbers and each thread's table of values.
//
//   generations[n]   even: free, odd: given out. Written under the lock by TlsAlloc and TlsFree, read by everybody.
//   a thread's table made by its first TlsSetValue, freed with the thread. A value counts only while its generation is the number's:
//                    so freeing a number forgets the values of all threads without touching their tables.
#include <windows.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>

#include "compat/win32/failing.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {
namespace {

constexpr DWORD places = 1088;  // Windows' number: 64 and 1024

struct place {
  std::uint32_t generation = 0;
  void* value = nullptr;
};

constinit std::array<std::atomic<std::uint32_t>, places> generations{};
constinit host::spin_mutex lock;

/// The thread's own; empty again when the thread's last destructors run.
struct thread_table {
  ~thread_table() {
    at = nullptr;
    ended = true;
  }
  std::unique_ptr<place[]> at;
  bool ended = false;
};
thread_local thread_table table;

bool is_taken(std::uint32_t generation) noexcept { return generation % 2 != 0; }

bool in_range(DWORD index, std::source_location where = std::source_location::current()) noexcept {
  return index < places || refuse(ERROR_INVALID_PARAMETER, where);
}

place* make_table() noexcept {
  if (!table.at && !table.ended) table.at.reset(new (std::nothrow) place[places]);
  return table.at.get();
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

DWORD WINAPI TlsAlloc(void) {
  const std::lock_guard guard(lock);
  for (DWORD index = 0; index < places; ++index) {
    const std::uint32_t generation = generations[index].load(std::memory_order_relaxed);
    if (is_taken(generation)) continue;
    // relaxed: whoever hands the number to another thread orders what comes with it.
    generations[index].store(generation + 1, std::memory_order_relaxed);
    return index;
  }
  set_error(ERROR_NO_MORE_ITEMS);
  return TLS_OUT_OF_INDEXES;
}

BOOL WINAPI TlsFree(DWORD index) {
  if (!in_range(index)) return FALSE;
  const std::lock_guard guard(lock);
  const std::uint32_t generation = generations[index].load(std::memory_order_relaxed);
  if (!is_taken(generation)) return refuse(ERROR_INVALID_PARAMETER);
  generations[index].store(generation + 1, std::memory_order_relaxed);
  return TRUE;
}

LPVOID WINAPI TlsGetValue(DWORD index) {
  if (!in_range(index)) return nullptr;
  set_last_error(ERROR_SUCCESS);
  const place* const mine = table.at.get();
  if (mine == nullptr || mine[index].generation != generations[index].load(std::memory_order_relaxed)) return nullptr;
  return mine[index].value;
}

BOOL WINAPI TlsSetValue(DWORD index, LPVOID value) {
  if (!in_range(index)) return FALSE;
  place* const mine = make_table();
  if (mine == nullptr) return refuse(ERROR_NOT_ENOUGH_MEMORY);
  mine[index] = {generations[index].load(std::memory_order_relaxed), value};
  return TRUE;
}

}  // extern "C"
