// open_pairs: many connections that are open and do nothing.
#pragma once

#include <winsock2.h>

#include <cstddef>
#include <vector>

#include "winsock_support.hpp"

namespace loopsock_bars {

class open_pairs {
 public:
  /// Room for that many, touched at once, so that it does not count as memory that a connection takes.
  open_pairs(bool marked, std::size_t most);
  ~open_pairs();
  open_pairs(const open_pairs&) = delete;
  open_pairs& operator=(const open_pairs&) = delete;

  std::size_t size() const { return size_; }
  const socket_pair& operator[](std::size_t i) const { return pairs_[i]; }

  /// Opens more until there are `count`, or `most`. std::runtime_error when a call fails.
  void grow_to(std::size_t count);

 private:
  void listen_anew();

  bool marked_;
  std::vector<socket_pair> pairs_;
  std::size_t size_ = 0;
  SOCKET listener_ = INVALID_SOCKET;
  sockaddr_in address_{};
};

}  // namespace loopsock_bars
