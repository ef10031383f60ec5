// buffers: the caller's memory, as a list of pieces, and what became of it.
//
// A scatter/gather list is a span of pieces that the caller owns until the call (or the operation) is over. Nothing here
// allocates.
#pragma once

#include <cstddef>
#include <span>

#include <loopsock/error.hpp>

namespace loopsock {

struct buffer {
  std::byte* data = nullptr;
  std::size_t size = 0;
};

/// The same for memory that is only read. Separate so that a sender cannot write into what it was given.
struct const_buffer {
  const std::byte* data = nullptr;
  std::size_t size = 0;
};

using buffers = std::span<const buffer>;
using const_buffers = std::span<const const_buffer>;

template <class Pieces>
[[nodiscard]] constexpr std::size_t total_size(Pieces pieces) noexcept {
  std::size_t sum = 0;
  for (const auto& piece : pieces) sum += piece.size;
  return sum;
}

/// The piece in which byte number `done` of the whole list lies, from that byte on: where a call goes on that has moved so many.
template <class Piece>
[[nodiscard]] constexpr Piece remainder(std::span<const Piece> pieces, std::size_t done) noexcept {
  for (const Piece& piece : pieces) {
    if (done < piece.size) return {piece.data + done, piece.size - done};
    done -= piece.size;
  }
  return {};
}

/// How many bytes moved, and why no more did. `failure == none` with fewer bytes than asked is an ordinary partial result.
/// A read of 0 bytes without failure is the end of the stream when `end_of_stream` says so.
struct io_result {
  std::size_t bytes = 0;
  error failure = error::none;
  bool end_of_stream = false;
};

}  // namespace loopsock
