// virtual_memory: VirtualAlloc over mmap: a reservation is a mapping that nobody may touch, a commitment lets somebody.
#include <windows.h>

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <new>
#include <thread>

#include "compat/win32/failing.hpp"
#include "compat/win32/page_registry.hpp"

namespace loopsock::compat {
namespace {

constexpr std::size_t granularity = 0x10000;

// The part of the address space that programs have on x86-64 and ARM64 with 48-bit addresses.
constexpr std::uintptr_t lowest_address = granularity;
constexpr std::uintptr_t highest_address = 0x7fff'ffff'ffff - granularity;

template <class Number>
constexpr Number round_down(Number value, std::size_t unit) noexcept {
  return value & ~(unit - 1);
}

char* pointer(std::uintptr_t at) noexcept { return reinterpret_cast<char*>(at); }

/// mmap's word for PAGE_…, or -1 for what is none.
int access_of(DWORD protection) noexcept {
  switch (protection) {
    case PAGE_NOACCESS: return PROT_NONE;
    case PAGE_READONLY: return PROT_READ;
    case PAGE_READWRITE: return PROT_READ | PROT_WRITE;
    case PAGE_EXECUTE: return PROT_EXEC;
    case PAGE_EXECUTE_READ: return PROT_READ | PROT_EXEC;
    case PAGE_EXECUTE_READWRITE: return PROT_READ | PROT_WRITE | PROT_EXEC;
    default: return -1;
  }
}

/// Nobody may touch it, and nothing is set aside for it.
void* map_nothing(void* at, std::size_t bytes, int flags) noexcept {
  return mmap(at, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags, -1, 0);
}

/// `bytes` of fresh address space at a multiple of the granularity; 0 where there is none.
std::uintptr_t reserve_anywhere(std::size_t bytes) noexcept {
  const std::size_t wide = bytes + granularity;
  void* const got = wide < bytes ? MAP_FAILED : map_nothing(nullptr, wide, 0);
  if (got == MAP_FAILED) return 0;
  const auto begin = reinterpret_cast<std::uintptr_t>(got);
  const std::uintptr_t base = round_down(begin + granularity - 1, granularity);
  if (base != begin) munmap(pointer(begin), base - begin);
  if (base + bytes != begin + wide) munmap(pointer(base + bytes), begin + wide - base - bytes);
  return base;
}

std::uintptr_t reserve_at(std::uintptr_t base, std::size_t bytes) noexcept {
  void* const got = map_nothing(pointer(base), bytes, MAP_FIXED_NOREPLACE);
  if (got == MAP_FAILED) return 0;
  if (got == pointer(base)) return base;
  munmap(got, bytes);  // a kernel that does not know the flag takes the address for a hint
  return 0;
}

int protect(const page_run& run, DWORD protection) noexcept {
  char* const from = pointer(run.in->base + run.first * page_size());
  if (mprotect(from, run.count * page_size(), access_of(protection)) != 0) return ERROR_NOT_ENOUGH_MEMORY;
  std::fill_n(run.in->pages.begin() + static_cast<std::ptrdiff_t>(run.first), run.count,
              static_cast<std::uint8_t>(protection));
  return 0;
}

struct request {
  std::uintptr_t at;
  std::size_t bytes;
  DWORD what;
  DWORD protection;
};

int check(const request& r) noexcept {
  constexpr DWORD known = MEM_COMMIT | MEM_RESERVE | MEM_TOP_DOWN | MEM_WRITE_WATCH | MEM_LARGE_PAGES;
  if (r.bytes == 0 || r.bytes > highest_address || (r.what & (MEM_COMMIT | MEM_RESERVE)) == 0 ||
      (r.what & ~known) != 0 || access_of(r.protection) < 0)
    return ERROR_INVALID_PARAMETER;
  if (r.at != 0 && (r.at < lowest_address || r.at > highest_address - r.bytes)) return ERROR_INVALID_PARAMETER;
  if ((r.what & MEM_LARGE_PAGES) != 0) return ERROR_PRIVILEGE_NOT_HELD;
  if ((r.what & MEM_WRITE_WATCH) != 0) return ERROR_NOT_SUPPORTED;
  return 0;
}

/// Reserves what `r` asks for and puts its base in `base`.
int reserve(const request& r, std::uintptr_t& base) {
  const std::uintptr_t from = round_down(r.at, granularity);
  const std::size_t bytes = round_down(r.at - from + r.bytes + page_size() - 1, page_size());
  base = r.at == 0 ? reserve_anywhere(bytes) : reserve_at(from, bytes);
  if (base == 0) return r.at == 0 ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_ADDRESS;
  try {
    pages().add(base, bytes / page_size());
  } catch (const std::bad_alloc&) {
    munmap(pointer(base), bytes);
    return ERROR_NOT_ENOUGH_MEMORY;
  }
  return 0;
}

int commit(const request& r) noexcept {
  const page_run run = pages().find(r.at, r.bytes);
  return run.in == nullptr ? ERROR_INVALID_ADDRESS : protect(run, r.protection);
}

int release(std::uintptr_t base) noexcept {
  reservation* const found = pages().starting_at(base);
  if (found == nullptr) return ERROR_INVALID_ADDRESS;
  munmap(pointer(base), found->pages.size() * page_size());
  pages().remove(base);
  return 0;
}

/// Answers in `at`.
int allocate(request r, char*& at) noexcept {
  if (const int error = check(r)) return error;
  const std::lock_guard guard(page_lock());
  // A commitment without a place is a reservation as well.
  const bool fresh = (r.what & MEM_RESERVE) != 0 || r.at == 0;
  std::uintptr_t base = 0;
  if (fresh) {
    if (const int error = reserve(r, base)) return error;
    if (r.at == 0) r.at = base;
  }
  if ((r.what & MEM_COMMIT) != 0) {
    if (const int error = commit(r)) {
      if (fresh) release(base);
      return error;
    }
  }
  at = pointer(fresh ? base : round_down(r.at, page_size()));
  return 0;
}

int decommit(std::uintptr_t at, std::size_t bytes) noexcept {
  if (bytes == 0) {
    const reservation* const whole = pages().starting_at(at);
    if (whole == nullptr) return ERROR_INVALID_PARAMETER;
    bytes = whole->pages.size() * page_size();
  }
  const page_run run = pages().find(at, bytes);
  if (run.in == nullptr) return ERROR_INVALID_ADDRESS;
  // A new mapping in the place of the old one gives the memory back, and zeros when it is committed again.
  char* const from = pointer(run.in->base + run.first * page_size());
  if (map_nothing(from, run.count * page_size(), MAP_FIXED) == MAP_FAILED) return ERROR_NOT_ENOUGH_MEMORY;
  std::fill_n(run.in->pages.begin() + static_cast<std::ptrdiff_t>(run.first), run.count, only_reserved);
  return 0;
}

int change_protection(std::uintptr_t at, std::size_t bytes, DWORD protection, DWORD& old) noexcept {
  if (bytes == 0 || access_of(protection) < 0) return ERROR_INVALID_PARAMETER;
  const page_run run = pages().find(at, bytes);
  if (run.in == nullptr) return ERROR_INVALID_ADDRESS;
  const auto first = run.in->pages.begin() + static_cast<std::ptrdiff_t>(run.first);
  if (std::find(first, first + static_cast<std::ptrdiff_t>(run.count), only_reserved) !=
      first + static_cast<std::ptrdiff_t>(run.count))
    return ERROR_INVALID_ADDRESS;
  const DWORD before = *first;
  if (const int error = protect(run, protection)) return error;
  old = before;
  return 0;
}

BOOL answer(int error, std::source_location where = std::source_location::current()) noexcept {
  return error == 0 ? TRUE : refuse(error, where);
}

std::uintptr_t number(const void* address) noexcept { return reinterpret_cast<std::uintptr_t>(address); }

bool is_this_process(HANDLE process, std::source_location where = std::source_location::current()) noexcept {
  return process == GetCurrentProcess() || refuse(ERROR_INVALID_HANDLE, where);
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

LPVOID WINAPI VirtualAlloc(LPVOID address, SIZE_T bytes, DWORD what, DWORD protection) {
  char* at = nullptr;
  return answer(allocate({number(address), bytes, what, protection}, at)) ? at : nullptr;
}

BOOL WINAPI VirtualFree(LPVOID address, SIZE_T bytes, DWORD what) {
  const std::lock_guard guard(page_lock());
  if (what == MEM_RELEASE) return answer(bytes != 0 ? ERROR_INVALID_PARAMETER : release(number(address)));
  if (what == MEM_DECOMMIT) return answer(decommit(number(address), bytes));
  return answer(ERROR_INVALID_PARAMETER);
}

BOOL WINAPI VirtualProtect(LPVOID address, SIZE_T bytes, DWORD protection, PDWORD old) {
  if (old == nullptr) return answer(ERROR_NOACCESS);
  const std::lock_guard guard(page_lock());
  return answer(change_protection(number(address), bytes, protection, *old));
}

LPVOID WINAPI VirtualAllocEx(HANDLE process, LPVOID address, SIZE_T bytes, DWORD what, DWORD protection) {
  return is_this_process(process) ? VirtualAlloc(address, bytes, what, protection) : nullptr;
}

BOOL WINAPI VirtualFreeEx(HANDLE process, LPVOID address, SIZE_T bytes, DWORD what) {
  return is_this_process(process) ? VirtualFree(address, bytes, what) : FALSE;
}

void WINAPI GetSystemInfo(LPSYSTEM_INFO info) {
  constexpr unsigned mask_bits = 8 * sizeof(DWORD_PTR);
  constexpr DWORD amd_x8664 = 8664;
  const unsigned processors = std::max(1u, std::thread::hardware_concurrency());
  *info = {};
#if defined(__x86_64__)
  info->wProcessorArchitecture = PROCESSOR_ARCHITECTURE_AMD64;
  info->dwProcessorType = amd_x8664;
#elif defined(__aarch64__)
  info->wProcessorArchitecture = PROCESSOR_ARCHITECTURE_ARM64;
#else
  info->wProcessorArchitecture = PROCESSOR_ARCHITECTURE_UNKNOWN;
#endif
  info->dwPageSize = static_cast<DWORD>(page_size());
  info->lpMinimumApplicationAddress = pointer(lowest_address);
  info->lpMaximumApplicationAddress = pointer(highest_address);
  info->dwActiveProcessorMask = ~DWORD_PTR{0} >> (mask_bits - std::min(processors, mask_bits));
  info->dwNumberOfProcessors = processors;
  info->dwAllocationGranularity = granularity;
}

void WINAPI GetNativeSystemInfo(LPSYSTEM_INFO info) { GetSystemInfo(info); }

}  // extern "C"
