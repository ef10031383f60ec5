// host_socket: see the header.
#include "tests/tcp/host_socket.hpp"

#include "tests/support/catch.hpp"

namespace tcp_test {
namespace {

struct name {
  sockaddr_storage at{};
  int length = 0;
  [[nodiscard]] const sockaddr* plain() const { return reinterpret_cast<const sockaddr*>(&at); }
};

name name_of(const std::string& text, std::uint16_t port) {
  name out;
  if (text.find(':') == text.npos) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(out.at);
    v4.sin_family = AF_INET, v4.sin_port = htons(port);
    REQUIRE(inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1);
    out.length = sizeof v4;
  } else {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(out.at);
    v6.sin6_family = AF_INET6, v6.sin6_port = htons(port);
    REQUIRE(inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1);
    out.length = sizeof v6;
  }
  return out;
}

int error_of(int answer) { return answer == SOCKET_ERROR ? WSAGetLastError() : 0; }

}  // namespace

host_socket::host_socket(testnet::host& on, SOCKET whose) : on_(&on), socket_(whose) { make_patient(); }

host_socket::host_socket(testnet::host& on, family version, int type)
    : on_(&on), socket_(on.call([&] { return socket(version == family::v4 ? AF_INET : AF_INET6, type, 0); })) {
  REQUIRE(socket_ != INVALID_SOCKET);
  make_patient();
}

void host_socket::make_patient() {
  u_long on = 1;
  REQUIRE(on_->call([&] { return ioctlsocket(socket_, FIONBIO, &on); }) == 0);
}

int host_socket::bind(const std::string& to, std::uint16_t port) {
  const name where = name_of(to, port);
  return on_->call([&] { return error_of(::bind(socket_, where.plain(), where.length)); });
}

int host_socket::connect(const std::string& to, std::uint16_t port) {
  const name where = name_of(to, port);
  return on_->call([&] { return error_of(::connect(socket_, where.plain(), where.length)); });
}

int host_socket::listen(int backlog) {
  return on_->call([&] { return error_of(::listen(socket_, backlog)); });
}

bool host_socket::can_accept() const {
  return on_->call([&] {
    fd_set set;
    FD_ZERO(&set);
    FD_SET(socket_, &set);
    timeval now{0, 0};
    return select(0, &set, nullptr, nullptr, &now) == 1;
  });
}

host_socket host_socket::accept() {
  const SOCKET fresh = on_->call([&] { return ::accept(socket_, nullptr, nullptr); });
  REQUIRE(fresh != INVALID_SOCKET);
  return {*on_, fresh};
}

int host_socket::connect_result() const {
  return on_->call([&] {
    fd_set writable, failed;
    FD_ZERO(&writable), FD_ZERO(&failed);
    FD_SET(socket_, &writable), FD_SET(socket_, &failed);
    timeval now{0, 0};
    if (select(0, nullptr, &writable, &failed, &now) <= 0) return WSAEWOULDBLOCK;
    int error = 0, size = sizeof error;
    if (FD_ISSET(socket_, &failed)) getsockopt(socket_, SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&error), &size);
    return error;
  });
}

std::string host_socket::read(int most) {
  std::string room(static_cast<std::size_t>(most), '\0');
  const auto [count, error] = on_->call([&] {
    const int got = recv(socket_, room.data(), most, 0);
    return std::pair{got, error_of(got)};
  });
  CHECK((error == 0 || error == WSAEWOULDBLOCK));
  room.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return room;
}

int host_socket::read_error() {
  char room;
  return on_->call([&] { return error_of(recv(socket_, &room, 1, MSG_PEEK)); });
}

bool host_socket::at_end() {
  char room;
  return on_->call([&] { return recv(socket_, &room, 1, MSG_PEEK); }) == 0;
}

std::string host_socket::read_urgent() {
  char room;
  return on_->call([&] { return recv(socket_, &room, 1, MSG_OOB); }) == 1 ? std::string(1, room) : "";
}

bool host_socket::at_mark() const {
  u_long at = 0;
  REQUIRE(on_->call([&] { return ioctlsocket(socket_, SIOCATMARK, &at); }) == 0);
  return at != 0;
}

int host_socket::write(std::string_view text, int how) {
  const auto [count, error] = on_->call([&] {
    const int taken = send(socket_, text.data(), static_cast<int>(text.size()), how);
    return std::pair{taken, error_of(taken)};
  });
  CHECK((error == 0 || error == WSAEWOULDBLOCK));
  return count > 0 ? count : 0;
}

int host_socket::write_error() {
  return on_->call([&] { return error_of(send(socket_, "?", 1, 0)); });
}

void host_socket::stop_writing() {
  REQUIRE(on_->call([&] { return shutdown(socket_, SD_SEND); }) == 0);
}

void host_socket::stop_reading() {
  REQUIRE(on_->call([&] { return shutdown(socket_, SD_RECEIVE); }) == 0);
}

void host_socket::close() {
  REQUIRE(on_->call([&] { return closesocket(socket_); }) == 0);
}

void host_socket::abort() {
  const linger at_once{1, 0};
  REQUIRE(on_->call([&] {
    return setsockopt(socket_, SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&at_once), sizeof at_once);
  }) == 0);
  close();
}

void host_socket::set(int level, int option, int value) {
  REQUIRE(on_->call([&] {
    return setsockopt(socket_, level, option, reinterpret_cast<const char*>(&value), sizeof value);
  }) == 0);
}

int host_socket::get(int level, int option) const {
  int value = 0, size = sizeof value;
  REQUIRE(on_->call([&] { return getsockopt(socket_, level, option, reinterpret_cast<char*>(&value), &size); }) == 0);
  return value;
}

void host_socket::keep_alive(std::uint32_t idle_ms, std::uint32_t interval_ms) {
  tcp_keepalive wanted{1, idle_ms, interval_ms};
  DWORD none = 0;
  REQUIRE(on_->call([&] {
    return WSAIoctl(socket_, SIO_KEEPALIVE_VALS, &wanted, sizeof wanted, nullptr, 0, &none, nullptr, nullptr);
  }) == 0);
}

TCP_INFO_v0 host_socket::info() const {
  TCP_INFO_v0 out{};
  DWORD version = 0, filled = 0;
  REQUIRE(on_->call([&] {
    return WSAIoctl(socket_, SIO_TCP_INFO, &version, sizeof version, &out, sizeof out, &filled, nullptr, nullptr);
  }) == 0);
  return out;
}

int host_socket::state() const { return static_cast<int>(info().State); }
std::uint32_t host_socket::congestion_window() const { return info().Cwnd; }

}  // namespace tcp_test
