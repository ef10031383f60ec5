// open_pairs: one thread connects and accepts in turn. A listener serves 10 000 connections and makes way for the next one on
// another port, since each has no more than the 16 384 ports of the dynamic range to be called from.
//
// They are closed with resets (SO_LINGER, 0 seconds), so that ten thousand ordinary ones are not in TIME-WAIT while the next
// measurement runs.
#include "open_pairs.hpp"

#include <algorithm>

namespace loopsock_bars {
namespace {
constexpr std::size_t pairs_per_listener = 10000;
}

open_pairs::open_pairs(bool marked, std::size_t most) : marked_(marked), pairs_(most) {}

open_pairs::~open_pairs() {
  const linger at_once{1, 0};
  for (std::size_t i = 0; i < size_; ++i) {
    ::setsockopt(pairs_[i].client, SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&at_once), sizeof at_once);
    ::closesocket(pairs_[i].client);
    ::closesocket(pairs_[i].server);
  }
  if (listener_ != INVALID_SOCKET) ::closesocket(listener_);
}

void open_pairs::listen_anew() {
  if (listener_ != INVALID_SOCKET) ::closesocket(listener_);
  listener_ = open_tcp(marked_);
  bind_loopback(listener_, address_);
  if (::listen(listener_, 1) == SOCKET_ERROR) fail_winsock("listen");
}

void open_pairs::grow_to(std::size_t count) {
  for (count = std::min(count, pairs_.size()); size_ < count; ++size_) {
    const bool first_of_listener = size_ % pairs_per_listener == 0;
    if (first_of_listener) listen_anew();
    socket_pair& pair = pairs_[size_];
    pair.client = open_tcp(marked_);
    if (::connect(pair.client, reinterpret_cast<sockaddr*>(&address_), sizeof address_) == SOCKET_ERROR)
      fail_winsock("connect");
    pair.server = ::accept(listener_, nullptr, nullptr);
    if (pair.server == INVALID_SOCKET) fail_winsock("accept");
    if (first_of_listener) require_path(pair.client, marked_);
  }
}

}  // namespace loopsock_bars
