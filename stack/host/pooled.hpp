// pooled: whether pools of objects keep memory. Under AddressSanitizer every object is the heap's own, so that it sees what is used after it was
// freed.
#pragma once

namespace loopsock::host {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool pooled = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool pooled = false;
#else
inline constexpr bool pooled = true;
#endif
#else
inline constexpr bool pooled = true;
#endif

}  // namespace loopsock::host
