// lists: interlocked lists, with a lock in the header.
//
// Windows exchanges 16 bytes at once instead. A lock for the three instructions of a push is as quick while few threads meet, and needs
// nothing of the processor.
#include <windows.h>

#include <mutex>
#include <new>
#include <utility>

#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {
namespace {

// As for futex words: a program may have zeroed the header itself, and zeros are a lock that is free.
static_assert(sizeof(host::spin_mutex) == sizeof(ULONG) && alignof(host::spin_mutex) == alignof(ULONG));

host::spin_mutex& lock_of(SLIST_HEADER& list) noexcept { return *reinterpret_cast<host::spin_mutex*>(&list.Lock); }

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

void WINAPI InitializeSListHead(PSLIST_HEADER list) { *list = {}; }

PSLIST_ENTRY WINAPI InterlockedPushEntrySList(PSLIST_HEADER list, PSLIST_ENTRY entry) {
  const std::lock_guard guard(lock_of(*list));
  ++list->Depth;
  return entry->Next = std::exchange(list->First, entry);
}

PSLIST_ENTRY WINAPI InterlockedPopEntrySList(PSLIST_HEADER list) {
  const std::lock_guard guard(lock_of(*list));
  if (list->First == nullptr) return nullptr;
  --list->Depth;
  return std::exchange(list->First, list->First->Next);
}

PSLIST_ENTRY WINAPI InterlockedFlushSList(PSLIST_HEADER list) {
  const std::lock_guard guard(lock_of(*list));
  list->Depth = 0;
  return std::exchange(list->First, nullptr);
}

USHORT WINAPI QueryDepthSList(PSLIST_HEADER list) {
  const std::lock_guard guard(lock_of(*list));
  return static_cast<USHORT>(list->Depth);
}

}  // extern "C"
