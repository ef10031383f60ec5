// flow: what a filter is told about one end of a connection, and about a piece of its bytes.
//
// Threads  plain values.
#pragma once

#include <cstddef>
#include <cstdint>

#include <loopsock/path.h>

#include "stack/base/address.hpp"
#include "stack/base/deferred.hpp"

namespace loopsock::filter {

/// The layers, as bits: the values of enum loopsock_layer.
enum class layer : std::uint32_t { connect = 1, listen = 2, accept = 4, established = 8, stream = 16, fast_path = 32 };

/// In the order in which one outweighs another: a filter that blocks wins over one that only wants the ordinary path.
enum class verdict : std::uint8_t { permit, ordinary_path, block, drop };

struct flow {
  std::uint32_t host = 0;    // which of the process's hosts; 0 is its own
  std::uint64_t number = 0;  // of an established end; 0 before
  handle socket = 0;
  std::uint8_t protocol = 0;  // IP protocol number
  loopsock_path path = LOOPSOCK_PATH_NONE;
  endpoint local, remote;  // remote: family none where there is nobody yet
};

/// A piece of one direction. The end of the direction has no bytes and `end`.
struct portion {
  const std::byte* data = nullptr;
  std::size_t size = 0;
  std::uint64_t offset = 0;  // of the first byte, in what was offered to filters
  bool sent = false;         // by this end; otherwise received
  bool urgent = false;       // its last byte
  bool end = false;
};

}  // namespace loopsock::filter
