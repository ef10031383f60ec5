// pieces: an array of WSABUFs as the stack's list of buffers.
//
// Threads  one call's own.
// Memory   a few pieces lie in the object; only longer lists allocate. The application's bytes are never copied here.
#pragma once

#include <winsock2.h>

#include <array>
#include <cstddef>
#include <limits>
#include <memory>
#include <new>
#include <span>

#include "stack/base/buffers.hpp"

namespace loopsock::compat {

/// Looks at a program's buffers and writes them as pieces to `to`. 0; WSAEFAULT for a buffer that has a length and no memory; WSAENOBUFS.
template <class Piece>
int copy_pieces(const WSABUF* buffers, DWORD count, Piece* to) noexcept {
  std::size_t sum = 0;
  for (DWORD i = 0; i < count; ++i) {
    if (buffers[i].buf == nullptr && buffers[i].len != 0) return WSAEFAULT;
    sum += buffers[i].len;
    if (sum > std::numeric_limits<DWORD>::max()) return WSAENOBUFS;  // a count of bytes that no DWORD can tell
    to[i] = {reinterpret_cast<decltype(to[i].data)>(buffers[i].buf), buffers[i].len};
  }
  return 0;
}

/// `Piece` is buffer or const_buffer, `few` how many need no allocation.
template <class Piece, std::size_t few = 16>
class pieces {
 public:
  /// 0; WSAEINVAL without any buffer, as Windows answers it; WSAEFAULT for a buffer that has a length and no memory; WSAENOBUFS.
  int take(const WSABUF* buffers, DWORD count) noexcept {
    if (buffers == nullptr || count == 0) return WSAEINVAL;
    Piece* to = few_.data();
    if (count > few_.size()) {
      many_.reset(new (std::nothrow) Piece[count]);
      to = many_.get();
      if (to == nullptr) return WSAENOBUFS;
    }
    if (const int unfit = copy_pieces(buffers, count, to); unfit != 0) return unfit;
    all_ = {to, count};
    return 0;
  }

  /// One piece, for the calls that take a pointer and an int. No memory is needed for no bytes.
  int take(const char* memory, int length) noexcept {
    if (length < 0 || (memory == nullptr && length != 0)) return WSAEFAULT;
    few_[0] = {reinterpret_cast<decltype(few_[0].data)>(const_cast<char*>(memory)), static_cast<std::size_t>(length)};
    all_ = {few_.data(), 1};
    return 0;
  }

  [[nodiscard]] std::span<const Piece> all() const noexcept { return all_; }

 private:
  std::array<Piece, few> few_;
  std::unique_ptr<Piece[]> many_;
  std::span<const Piece> all_;
};

}  // namespace loopsock::compat
