// faulty_stream: see the header.
#include "stack/socket/faulty_stream.hpp"

#include <algorithm>

namespace loopsock::faults {
namespace {

/// The first bytes of a list of pieces, as one piece: a step that moves less than was asked for is what every caller must expect.
template <class Piece>
Piece beginning(std::span<const Piece> pieces, std::size_t most) noexcept {
  for (const Piece& one : pieces) {
    if (one.size != 0) return {one.data, std::min(one.size, most)};
  }
  return {};
}

}  // namespace

error faulty_stream::before_step() noexcept {
  if (broken_.load(std::memory_order_relaxed)) return error::connection_reset;
  if (plan_.reset_after != 0 && bytes_.load(std::memory_order_relaxed) >= plan_.reset_after) {
    broken_.store(true, std::memory_order_relaxed);
    return error::connection_reset;
  }
  const error injected = next_operation(&plan_);
  if (injected == error::connection_reset) broken_.store(true, std::memory_order_relaxed);
  return injected;
}

void faulty_stream::moved(std::size_t bytes) noexcept { bytes_.fetch_add(bytes, std::memory_order_relaxed); }

io_result faulty_stream::read(buffers into, unsigned flags, deferred& work) noexcept {
  if ((flags & (stream_peek | stream_urgent)) != 0) return inner_.read(into, flags, work);
  // What would have to wait is no step yet.
  if (!broken_ && !inner_.may_read()) return inner_.read(into, flags, work);
  if (const error failed = before_step(); failed != error::none) return {.failure = failed};
  const std::size_t most = plan_.most_read;
  const buffer first = beginning(into, most);
  const io_result got =
      most != 0 && total_size(into) > most ? inner_.read({&first, 1}, flags, work) : inner_.read(into, flags, work);
  moved(got.bytes);
  return got;
}

io_result faulty_stream::linger(const buffer&, unsigned, deferred&) noexcept {
  // Nobody may put bytes past us; read() says what there is.
  return {.failure = may_read() ? error::none : error::would_block};
}

io_result faulty_stream::write(const_buffers from, unsigned flags, deferred& work) noexcept {
  if ((flags & stream_urgent) != 0) return inner_.write(from, flags, work);
  if (!broken_ && !inner_.may_write()) return inner_.write(from, flags, work);
  if (const error failed = before_step(); failed != error::none) return {.failure = failed};
  const std::size_t most = plan_.most_written;
  const const_buffer first = beginning(from, most);
  const io_result sent =
      most != 0 && total_size(from) > most ? inner_.write({&first, 1}, flags, work) : inner_.write(from, flags, work);
  moved(sent.bytes);
  return sent;
}

void faulty_stream::close(bool abort, deferred& work) noexcept {
  inner_.close(abort || broken_, work);
  delete this;
}

}  // namespace loopsock::faults
