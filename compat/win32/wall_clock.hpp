// wall_clock: the time of day, which is the operating system's and may jump. The only place in the library that asks for it.
//
// Nothing waits by it and nothing measures with it: for those there is host::now(). Programs print it.
//
// Threads  any.
#pragma once

#include <chrono>
#include <cstdint>

namespace loopsock::compat {

/// What a FILETIME counts: 100 ns, from 1601-01-01 00:00 UTC on.
using file_ticks = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;

/// From 1601-01-01 to 1970-01-01: 369 years with 89 leap days among them.
inline constexpr file_ticks unix_epoch = std::chrono::seconds(11'644'473'600);

file_ticks wall_clock_now() noexcept;

}  // namespace loopsock::compat
