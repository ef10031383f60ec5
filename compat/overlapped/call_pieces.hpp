// call_pieces: the buffers of an overlapped send or receive, which mostly is one.
//
// The list itself is a span that the call has anyway (operation::into, operation::from). With one piece it lies in the call, with more on the heap:
// so whoever ends and frees the call need not look here.
//
// Threads  one call's own.
#pragma once

#include <winsock2.h>

#include <new>
#include <span>

#include "compat/pieces.hpp"

namespace loopsock::compat {

template <class Piece>
class call_pieces {
 public:
  using list = std::span<const Piece>;

  /// 0, with the list in `all`; WSAEINVAL without any buffer, as Windows answers it; WSAEFAULT, WSAENOBUFS.
  int take(const WSABUF* buffers, DWORD count, list& all) noexcept {
    if (buffers == nullptr || count == 0) return WSAEINVAL;
    Piece* const to = count == 1 ? &one_ : new (std::nothrow) Piece[count];
    if (to == nullptr) return WSAENOBUFS;
    all = {to, count};
    return copy_pieces(buffers, count, to);
  }
  /// Frees what take() has left in `all`.
  static void free(const list& all) noexcept {
    if (all.size() > 1) delete[] all.data();
  }

 private:
  Piece one_;
};

}  // namespace loopsock::compat
