// posted_peer: four receives of 64 KiB are under way; the one that is done is posted again when the caller comes back.
#include "posted_peer.hpp"

#include <winsock2.h>

#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

#include "winsock_peer.hpp"
#include "winsock_support.hpp"

namespace loopsock_bars {
namespace {

constexpr std::size_t receives = 4;
constexpr std::size_t room_bytes = 64 * 1024;

struct receive : OVERLAPPED {
  receive() : OVERLAPPED{} {}
  std::vector<char> room = std::vector<char>(room_bytes);
};

class posted_receiver final : public endpoint {
 public:
  posted_receiver(SOCKET s, posted_by how) : socket_(s) {
    if (how == posted_by::port) {
      port_ = ::CreateIoCompletionPort(reinterpret_cast<HANDLE>(s), nullptr, 0, 1);
      if (!port_) fail_winsock("CreateIoCompletionPort");
    }
    for (receive& one : all_) {
      if (!port_) one.hEvent = ::WSACreateEvent();
      post(one);
    }
  }

  ~posted_receiver() override {
    close();
    for (receive& one : all_) {
      // Closing ended it; its memory may go once it has said so.
      if (port_ && &one != done_)
        take_from_port();
      else if (!port_)
        ::WaitForSingleObject(one.hEvent, INFINITE), ::WSACloseEvent(one.hEvent);
    }
    if (port_) ::CloseHandle(port_);
  }

  void send_all(std::span<const std::byte>) override { throw std::logic_error("posted: this end receives only"); }

  std::size_t recv_some(std::span<std::byte>) override {
    if (done_) post(*std::exchange(done_, nullptr));
    return port_ ? wait_for_port() : wait_for_event();
  }

  void close() noexcept override {
    if (socket_ != INVALID_SOCKET) ::closesocket(std::exchange(socket_, INVALID_SOCKET));
  }

 private:
  void post(receive& one) {
    WSABUF buffer{static_cast<ULONG>(one.room.size()), one.room.data()};
    DWORD flags = 0;
    if (::WSARecv(socket_, &buffer, 1, nullptr, &flags, &one, nullptr) == SOCKET_ERROR &&
        ::WSAGetLastError() != WSA_IO_PENDING)
      fail_winsock("WSARecv");
  }

  std::pair<receive*, DWORD> take_from_port() {
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    OVERLAPPED* which = nullptr;
    ::GetQueuedCompletionStatus(port_, &bytes, &key, &which, INFINITE);
    return {static_cast<receive*>(which), bytes};
  }

  std::size_t wait_for_port() {
    const auto [which, bytes] = take_from_port();
    done_ = which;
    return bytes;
  }

  std::size_t wait_for_event() {
    receive& oldest = all_[next_];
    DWORD bytes = 0, flags = 0;
    if (!::WSAGetOverlappedResult(socket_, &oldest, &bytes, TRUE, &flags)) fail_winsock("WSAGetOverlappedResult");
    next_ = (next_ + 1) % receives;
    done_ = &oldest;
    return bytes;
  }

  SOCKET socket_;
  HANDLE port_ = nullptr;
  std::array<receive, receives> all_;
  receive* done_ = nullptr;  // reported, and not yet posted again
  std::size_t next_ = 0;     // of those told by events, the one posted first
};

}  // namespace

connection open_posted(posted_by how) {
  connection ends;
  const socket_pair pair = open_pair({.marked = true});
  ends.client = wrap_winsock(pair.client);
  ends.server = std::make_unique<posted_receiver>(pair.server, how);
  return ends;
}

}  // namespace loopsock_bars
