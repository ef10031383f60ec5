// transmission: what TransmitFile and TransmitPackets send, one stretch after the other, and what they do when all is sent.
//
//   [ memory ][ file, from … to … ][ memory ] … ─► stretches that fit one send ─► the socket
//
// A stretch of a file is read into a buffer of the transmission's, so one transmission has at most one stretch under way.
//
// Threads  one call's own, or its operation's.
// Memory   the caller's elements stay the caller's until the operation has ended; files are held open meanwhile.
#pragma once

#include <mswsock.h>

#include <memory>
#include <vector>

#include "compat/win32/file.hpp"
#include "stack/base/buffers.hpp"

namespace loopsock::compat {

class transmission {
 public:
  /// Both WSAENOBUFS without memory.
  int add_memory(const void* memory, std::size_t bytes) noexcept;
  /// `bytes` 0: to the end of the file. `chunk` 0: the stack's choice. WSA_INVALID_HANDLE: no file.
  int add_file(HANDLE file, std::uint64_t from, std::uint64_t bytes) noexcept;
  /// Where SetFilePointer has put the file. 0 for what is no file.
  static std::uint64_t position_of(HANDLE file) noexcept;
  void set_chunk(std::size_t bytes) noexcept { chunk_ = bytes; }

  /// The next stretch; empty: all was given out. False: the file cannot be read.
  bool next(const_buffer& out) noexcept;
  void count(std::size_t sent) noexcept { sent_ += sent; }
  [[nodiscard]] std::size_t sent() const noexcept { return sent_; }

 private:
  struct element {
    const std::byte* memory = nullptr;
    ref<file_object> file;
    std::uint64_t at = 0;  // in the file
    std::uint64_t left = 0;
    bool to_the_end = false;
  };
  int add(element&& one) noexcept;

  std::vector<element> elements_;
  std::size_t current_ = 0;
  std::size_t chunk_ = 0;
  std::size_t sent_ = 0;
  std::unique_ptr<std::byte[]> read_;
};

}  // namespace loopsock::compat
