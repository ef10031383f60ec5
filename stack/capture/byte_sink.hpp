// byte_sink: where a capture's bytes go: a file (file_sink.hpp), or memory in a test.
//
// Threads  one at a time: the capture's lock sees to it.
// Errors   a sink that has said false once is not asked again, but for being destroyed.
#pragma once

#include <cstddef>

namespace loopsock::capture {

class byte_sink {
 public:
  virtual ~byte_sink() = default;
  /// Takes all of it, or says false.
  virtual bool write(const std::byte* from, std::size_t bytes) noexcept = 0;
  /// What was written can be read by others from now on.
  virtual bool flush() noexcept = 0;
};

}  // namespace loopsock::capture
