// result_waits: threads that wait for an operation of which they know nothing but the OVERLAPPED: GetOverlappedResult without an event.
//
//   the ending operation   Internal = status · does anybody wait at all? ─no─► nothing more to do
//   the waiting thread     I wait · Internal still pending? ─yes─► sleep
//
// Both look after they have written, so one of them sees the other. As long as nobody waits like that, an end costs one look here.
//
// Threads  any.
#pragma once

#include <windows.h>

#include "stack/host/waiting.hpp"

namespace loopsock::compat::result_waits {

enum class waited : std::uint8_t { ended, timed_out, apcs_ran };

/// Until the operation's Internal is not STATUS_PENDING any more.
waited wait(const OVERLAPPED& operation, host::time_point deadline, bool alertable) noexcept;

/// Internal has been written. `operation` is only compared.
void told(const OVERLAPPED* operation) noexcept;

}  // namespace loopsock::compat::result_waits
