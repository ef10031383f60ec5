// chance: where random numbers come from that nobody may guess: hash keys, first sequence numbers, where a search for ports begins.
//
// From the system, unless a test has put a source of its own in its place, so that one seed gives one run.
//
// Threads  any; the source is replaced while nobody asks.
#pragma once

#include <cstdint>

namespace loopsock::host {

/// 64 random bits. Where the system has none to give, time and address layout have to do.
std::uint64_t random_word() noexcept;

using random_source = std::uint64_t (*)() noexcept;
/// nullptr: the system's.
void set_random_source(random_source source) noexcept;

}  // namespace loopsock::host
