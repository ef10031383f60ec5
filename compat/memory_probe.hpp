// memory_probe: whether memory that a caller names may be touched, found out without touching it.
//
// Winsock answers WSAEFAULT to an address that is not the caller's, where a plain read or write would end the process. The
// answer costs a system call per page (0.3 us to read, 0.7 us to write, measured on a virtual machine): fine for calls made
// once per connection, too much for those made once per message, which use nowhere().
//
// What is true when a function returns can be false a moment later, when another thread unmaps the memory: then the process
// deserves the signal it gets.
//
// Threads  any. Memory itself is never changed, and other threads may be at work on it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace loopsock::compat {

/// True for NULL and everything else in the first 64 KB, where neither Windows nor Linux lets a process have memory. It is
/// where small numbers end up that were passed instead of their address.
inline bool nowhere(const void* at) noexcept { return reinterpret_cast<std::uintptr_t>(at) < 0x10000; }

/// Whether all `size` bytes at `at` can be read. No bytes lie anywhere, even at NULL.
bool readable(const void* at, std::size_t size) noexcept;
/// Whether all `size` bytes at `at` can be written (and read).
bool writable(void* at, std::size_t size) noexcept;

/// Object forms, for parameters that point to one thing.
template <class T>
bool readable(const T* at) noexcept {
  return readable(at, sizeof(T));
}
template <class T>
bool writable(T* at) noexcept {
  return writable(at, sizeof(T));
}

}  // namespace loopsock::compat
