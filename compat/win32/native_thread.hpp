// native_thread: the few things that only the operating system's threads can do. The Linux form is native_thread_linux.cpp.
//
// Threads  any.
#pragma once

#include <cstddef>
#include <cstdint>

namespace loopsock::compat {

/// Runs `body` on a new thread, which nobody joins. `stack_bytes`: at least so much stack; 0, or less than usual: as much as usual.
/// False: there is no room for a thread. `body` may leave by end_native_thread().
bool start_native_thread(void (*body)(void*), void* argument, std::size_t stack_bytes) noexcept;

/// `end` is called with `value` when the calling thread ends, after the destructors of its thread_local objects. One call per thread, which
/// is repeated when `end` itself asks for it again. False: no memory.
bool call_at_thread_end(void (*end)(void*) noexcept, void* value) noexcept;

/// Ends the calling thread, wherever it is. The frames above are unwound, so a noexcept function among them ends the process.
[[noreturn]] void end_native_thread();

/// The system's number of the calling thread.
std::uint32_t native_thread_id() noexcept;

}  // namespace loopsock::compat
