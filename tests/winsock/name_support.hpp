// name_support: names for tests to ask about: some that this process knows, and a server that keeps its asker waiting until the test has seen
// enough.
#pragma once

#include <loopsock/stack.h>

#include <initializer_list>
#include <string>

#include "tests/winsock/support.hpp"

namespace winsock_test {

/// A name of this process, for the length of a test.
class known_host {
 public:
  known_host(const char* name, std::initializer_list<const char*> addresses) : name_(name) {
    for (const char* one : addresses) ready = ready && loopsock_add_host(name, one) == LOOPSOCK_OK;
  }
  ~known_host() { loopsock_remove_host(name_); }
  known_host(const known_host&) = delete;
  known_host& operator=(const known_host&) = delete;

  bool ready = true;

 private:
  const char* name_;
};

/// The only DNS server, at 127.0.0.1, which says nothing until it is told to.
class slow_server {
 public:
  slow_server() {
    s_ = udp();
    ready = bind_to(s_, name_at("127.0.0.1", 53)) == 0;
    const char* const list[] = {"127.0.0.1"};
    ready = ready && loopsock_set_dns_servers(list, 1) == LOOPSOCK_OK;
  }
  ~slow_server() { loopsock_set_dns_servers(nullptr, 0); }
  slow_server(const slow_server&) = delete;
  slow_server& operator=(const slow_server&) = delete;

  bool ready = false;

  /// Waits until somebody asks.
  bool is_asked() {
    if (!wait_for(s_, ready_for::reading)) return false;
    char room[512];
    const int got = recvfrom(s_, room, sizeof room, 0, from_.plain(), &from_.length);
    question_.assign(room, got < 0 ? 0 : static_cast<std::size_t>(got));
    return got > 0;
  }

  /// Answers the last question: there is no such name (RFC 1035, 4.1.1).
  void deny() {
    question_[2] = '\x81';
    question_[3] = '\x83';
    sendto(s_, question_.data(), static_cast<int>(question_.size()), 0, from_.plain(), from_.length);
  }

 private:
  held_socket s_;
  socket_name from_;
  std::string question_;
};

/// The text of a socket address, with its port: "127.0.0.1:80".
inline std::string text_of(const sockaddr* address, int length) {
  if (address == nullptr) return "none";
  socket_name name;
  std::memcpy(&name.at, address, static_cast<std::size_t>(length));
  return name.text() + ":" + std::to_string(name.port());
}

}  // namespace winsock_test
