// heap: malloc with a word before each piece that says how long it is and whose.
//
//     | block: heap, size, neighbours | the program's bytes … |
//                                     ▲ what it is given, aligned to 16
//
// Pieces of a heap of the program's own are linked, so that HeapDestroy finds them; those of the process' heap are not, as it is never
// destroyed.
//
// Locks  one per heap, around its links.
#include <windows.h>

#include <cstdlib>
#include <cstring>
#include <limits>
#include <mutex>
#include <new>

#include "compat/win32/failing.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {
namespace {

struct heap;

struct alignas(16) block {
  heap* owner;
  std::size_t bytes;
  block* before;  // the two are the heap's, under its lock
  block* after;
};

struct heap {
  std::uint32_t mark = sign;
  host::spin_mutex lock;
  block* first = nullptr;

  static constexpr std::uint32_t sign = 0x70616568;  // "heap"
};

constinit heap process_heap;

constexpr std::size_t most = std::numeric_limits<std::ptrdiff_t>::max() - sizeof(block);

heap* heap_of(HANDLE handle, std::source_location where = std::source_location::current()) noexcept {
  auto* const found = static_cast<heap*>(handle);
  if (found != nullptr && handle != INVALID_HANDLE_VALUE && found->mark == heap::sign) return found;
  set_error(ERROR_INVALID_HANDLE, where);
  return nullptr;
}

block* block_of(const void* memory) noexcept { return static_cast<block*>(const_cast<void*>(memory)) - 1; }

void link(block& b) noexcept {
  heap& h = *b.owner;
  if (&h == &process_heap) return;
  const std::lock_guard guard(h.lock);
  b.before = nullptr;
  b.after = h.first;
  if (h.first != nullptr) h.first->before = &b;
  h.first = &b;
}

void unlink(block& b) noexcept {
  heap& h = *b.owner;
  if (&h == &process_heap) return;
  const std::lock_guard guard(h.lock);
  (b.before != nullptr ? b.before->after : h.first) = b.after;
  if (b.after != nullptr) b.after->before = b.before;
}

void* allocate(heap& h, std::size_t bytes, bool zeros) noexcept {
  if (bytes > most) return nullptr;
  const std::size_t whole = bytes + sizeof(block);
  void* const memory = zeros ? std::calloc(1, whole) : std::malloc(whole);
  if (memory == nullptr) return nullptr;
  auto* const b = new (memory) block{&h, bytes, nullptr, nullptr};
  link(*b);
  return b + 1;
}

void* reallocate(void* memory, std::size_t bytes, bool zeros) noexcept {
  if (bytes > most) return nullptr;
  block* b = block_of(memory);
  const std::size_t before = b->bytes;
  unlink(*b);
  auto* const moved = static_cast<block*>(std::realloc(b, bytes + sizeof(block)));
  if (moved != nullptr) {
    b = moved;
    b->bytes = bytes;
    if (zeros && bytes > before) std::memset(reinterpret_cast<char*>(b + 1) + before, 0, bytes - before);
  }
  link(*b);
  return moved != nullptr ? moved + 1 : nullptr;
}

void free_block(void* memory) noexcept {
  unlink(*block_of(memory));
  std::free(block_of(memory));
}

/// Whether `memory` is a piece of `h`; sets the error where it is not.
bool holds(heap* h, const void* memory, std::source_location where = std::source_location::current()) noexcept {
  if (h == nullptr) return false;
  return (memory != nullptr && block_of(memory)->owner == h) || refuse(ERROR_INVALID_PARAMETER, where);
}

HLOCAL or_no_memory(void* memory, std::source_location where = std::source_location::current()) noexcept {
  return memory != nullptr ? memory : refuse_handle(ERROR_NOT_ENOUGH_MEMORY, where);
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

HANDLE WINAPI GetProcessHeap(void) { return &process_heap; }

HANDLE WINAPI HeapCreate(DWORD, SIZE_T, SIZE_T) { return or_no_memory(new (std::nothrow) heap); }

BOOL WINAPI HeapDestroy(HANDLE handle) {
  heap* const h = heap_of(handle);
  if (h == nullptr) return FALSE;
  if (h == &process_heap) return refuse(ERROR_INVALID_HANDLE);
  while (h->first != nullptr) free_block(h->first + 1);
  h->mark = 0;
  delete h;
  return TRUE;
}

LPVOID WINAPI HeapAlloc(HANDLE handle, DWORD flags, SIZE_T bytes) {
  heap* const h = heap_of(handle);
  return h == nullptr ? nullptr : allocate(*h, bytes, (flags & HEAP_ZERO_MEMORY) != 0);
}

LPVOID WINAPI HeapReAlloc(HANDLE handle, DWORD flags, LPVOID memory, SIZE_T bytes) {
  if (!holds(heap_of(handle), memory)) return nullptr;
  if ((flags & HEAP_REALLOC_IN_PLACE_ONLY) != 0) {
    if (bytes > block_of(memory)->bytes) return nullptr;
    block_of(memory)->bytes = bytes;
    return memory;
  }
  return reallocate(memory, bytes, (flags & HEAP_ZERO_MEMORY) != 0);
}

BOOL WINAPI HeapFree(HANDLE handle, DWORD, LPVOID memory) {
  heap* const h = heap_of(handle);
  if (h == nullptr) return FALSE;
  if (memory == nullptr) return TRUE;
  if (!holds(h, memory)) return FALSE;
  free_block(memory);
  return TRUE;
}

SIZE_T WINAPI HeapSize(HANDLE handle, DWORD, LPCVOID memory) {
  return holds(heap_of(handle), memory) ? block_of(memory)->bytes : static_cast<SIZE_T>(-1);
}

HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T bytes) {
  return or_no_memory(allocate(process_heap, bytes, (flags & LMEM_ZEROINIT) != 0));
}

HLOCAL WINAPI LocalReAlloc(HLOCAL memory, SIZE_T bytes, UINT flags) {
  if (!holds(&process_heap, memory)) return nullptr;
  return or_no_memory(reallocate(memory, bytes, (flags & LMEM_ZEROINIT) != 0));
}

HLOCAL WINAPI LocalFree(HLOCAL memory) {
  if (memory == nullptr) return nullptr;
  if (!holds(&process_heap, memory)) return memory;
  free_block(memory);
  return nullptr;
}

SIZE_T WINAPI LocalSize(HLOCAL memory) { return holds(&process_heap, memory) ? block_of(memory)->bytes : 0; }

HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T bytes) { return LocalAlloc(flags, bytes); }
HGLOBAL WINAPI GlobalReAlloc(HGLOBAL memory, SIZE_T bytes, UINT flags) { return LocalReAlloc(memory, bytes, flags); }
HGLOBAL WINAPI GlobalFree(HGLOBAL memory) { return LocalFree(memory); }
SIZE_T WINAPI GlobalSize(HGLOBAL memory) { return LocalSize(memory); }
LPVOID WINAPI GlobalLock(HGLOBAL memory) { return memory; }

BOOL WINAPI GlobalUnlock(HGLOBAL) {
  set_last_error(NO_ERROR);
  return FALSE;
}

}  // extern "C"
