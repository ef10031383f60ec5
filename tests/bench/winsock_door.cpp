// winsock_door: see door.hpp. The first visit's path is checked, by way of a pair made beforehand; asking each time would
// be part of what is measured.
#include "winsock_door.hpp"

#include <winsock2.h>

#include <utility>

#include "winsock_support.hpp"

namespace loopsock_bars {
namespace {

void send_64(SOCKET s, const char* bytes) {
  if (::send(s, bytes, 64, 0) != 64) fail_winsock("send");
}

void recv_64(SOCKET s, char* room) {
  for (int there = 0; there < 64;) {
    const int n = ::recv(s, room + there, 64 - there, 0);
    if (n <= 0) fail_winsock("recv");
    there += n;
  }
}

void shut_socket(SOCKET s) {
  if (::closesocket(s) == SOCKET_ERROR) fail_winsock("closesocket");
}

class winsock_door final : public door {
 public:
  explicit winsock_door(winsock_door_style style) : style_(style) {
    listener_ = open_tcp(style.marked, style.dual_stack ? AF_INET6 : AF_INET);
    if (style.dual_stack)
      bind_dual_stack(listener_, address_);
    else
      bind_loopback(listener_, address_);
    if (::listen(listener_, backlog) == SOCKET_ERROR) fail_winsock("listen");
    const SOCKET client = connect();
    const SOCKET server = accept();
    require_path(client, style.marked);
    shut_socket(client);
    shut_socket(server);
  }
  ~winsock_door() override { shut(); }

  void visit(errand what) override {
    const SOCKET s = connect();
    if (what == errand::request) {
      char bytes[64] = {};
      send_64(s, bytes);
      recv_64(s, bytes);
    }
    shut_socket(s);
  }

  void receive(errand what) override {
    const SOCKET s = accept();
    if (what == errand::request) {
      char bytes[64];
      recv_64(s, bytes);
      send_64(s, bytes);
    }
    shut_socket(s);
  }

  void shut() noexcept override {
    if (listener_ != INVALID_SOCKET) ::closesocket(std::exchange(listener_, INVALID_SOCKET));
  }

 private:
  SOCKET connect() {
    const SOCKET s = open_tcp(style_.marked);
    if (::connect(s, reinterpret_cast<sockaddr*>(&address_), sizeof address_) == SOCKET_ERROR) fail_winsock("connect");
    return s;
  }

  SOCKET accept() {
    const SOCKET s = ::accept(listener_, nullptr, nullptr);
    if (s == INVALID_SOCKET) fail_winsock("accept");
    return s;
  }

  winsock_door_style style_;
  SOCKET listener_ = INVALID_SOCKET;
  sockaddr_in address_{};
};

}  // namespace

std::unique_ptr<door> open_winsock_door(winsock_door_style style) { return std::make_unique<winsock_door>(style); }

}  // namespace loopsock_bars
