// socket_scene: sockets below the Winsock calls: a listener and, when asked for, a connection to it over either path.
#pragma once

#include <string_view>

#include "stack/socket/socket.hpp"
#include "stack/socket/socket_lookup.hpp"
#include "stack/stack.hpp"
#include "tests/support/catch.hpp"

namespace loopsock::test {

struct open_one {
  handle number = 0;
  socket* slot = nullptr;
  open_one() { REQUIRE(socket::open({}, number, slot) == error::none); }
  explicit open_one(handle of) : number(of), slot(sockets().find(of)) {}
  socket* operator->() const { return slot; }
};

// A listener and, when made so, a connection of either kind to it.
class scene {
 public:
  explicit scene(bool fast) : fast_(fast) {
    REQUIRE(start() == error::none);
    listening_ = open_one{};
    REQUIRE(listening_->request_fast_path(listening_.number, fast) == error::none);
    REQUIRE(listening_->bind(listening_.number, {ip_address::v4(127, 0, 0, 1), 0}) == error::none);
    REQUIRE(listening_->listen(listening_.number, 16) == error::none);
    REQUIRE(listening_->local_name(listening_.number, where_) == error::none);
  }
  ~scene() { stop(); }
  scene(const scene&) = delete;
  scene& operator=(const scene&) = delete;

  open_one client() const {
    open_one one;
    REQUIRE(one->request_fast_path(one.number, fast_) == error::none);
    return one;
  }
  void connect() {
    near = client();
    REQUIRE(near->connect(near.number, where_) == error::none);
    arrival* arrived = nullptr;
    REQUIRE(listening_->take_arrival(listening_.number, arrived) == error::none);
    handle number = 0;
    REQUIRE(listening_->admit(listening_.number, arrived, number) == error::none);
    far = open_one(number);
  }
  std::size_t say(std::string_view words) const {
    const const_buffer piece{reinterpret_cast<const std::byte*>(words.data()), words.size()};
    return near->send(near.number, {&piece, 1}, 0).bytes;
  }
  const open_one& listening() const { return listening_; }
  const endpoint& where() const { return where_; }

  open_one near{handle{0}}, far{handle{0}};

 private:
  bool fast_;
  open_one listening_{handle{0}};
  endpoint where_;
};

}  // namespace loopsock::test
