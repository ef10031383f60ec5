// path_words: the enums of <loopsock/path.h> in words. Pure functions, any thread, static storage.
#pragma once

#include <loopsock/path.h>

#include <cstdint>

namespace loopback_transfer {

inline const char* words_for_path(std::uint32_t path) noexcept {
  switch (path) {
    case LOOPSOCK_PATH_NONE: return "none";
    case LOOPSOCK_PATH_ORDINARY: return "ordinary";
    case LOOPSOCK_PATH_FAST: return "fast";
    default: return "unknown";
  }
}

/// No longer than 20 characters each, which is the width of the table's column.
inline const char* words_for_reason(std::uint32_t path, std::uint32_t reason) noexcept {
  switch (reason) {
    case LOOPSOCK_REASON_NONE: return path == LOOPSOCK_PATH_FAST ? "both ends asked" : "-";
    case LOOPSOCK_REASON_NOT_REQUESTED: return "not requested";
    case LOOPSOCK_REASON_PEER_NOT_REQUESTED: return "peer did not request";
    case LOOPSOCK_REASON_NOT_LOOPBACK: return "not loopback";
    case LOOPSOCK_REASON_FILTER: return "filter inspects data";
    case LOOPSOCK_REASON_SET_TOO_LATE: return "set too late";
    case LOOPSOCK_REASON_SIMULTANEOUS_OPEN: return "simultaneous open";
    case LOOPSOCK_REASON_NO_MEMORY: return "out of memory";
    case LOOPSOCK_REASON_DISABLED: return "disabled by policy";
    default: return "unknown";
  }
}

}  // namespace loopback_transfer
