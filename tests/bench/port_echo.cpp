// port_echo: 1 000 connections, each with one message of 64 bytes under way. Two threads wait at the servers' port and two at
// the clients', none pinned. Every step is one overlapped call and its completion, as Winsock programs do it: receive,
// completion, send, completion, receive …
//
// What flatters whom: Asio's sends mostly succeed at once, as ours do, and both tell through their queue all the same. Both
// have two processors for servers and clients together.
#include "port_echo.hpp"

#include <winsock2.h>

#include <array>
#include <stdexcept>
#include <thread>
#include <vector>

#include "asio_echo.hpp"
#include "echo_count.hpp"
#include "winsock_support.hpp"

namespace loopsock_bars {
namespace {

// A completion with this key sends its thread home.
constexpr ULONG_PTR go_home = 1;

// One end: a socket, and the one operation that it has under way.
struct end : OVERLAPPED {
  end() : OVERLAPPED{} {}
  SOCKET socket = INVALID_SOCKET;
  bool client = false;
  bool sending = false;
  unsigned done = 0;
  std::array<char, echo_bytes> bytes{};
};

class side {
 public:
  side(unsigned connections, bool client, echo_count& count) : count_(count), ends_(connections) {
    port_ = ::CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, echo_threads);
    if (!port_) fail_winsock("CreateIoCompletionPort");
    for (end& one : ends_) one.client = client;
  }
  ~side() { ::CloseHandle(port_); }
  side(const side&) = delete;
  side& operator=(const side&) = delete;

  void take_over(unsigned number, SOCKET s) {
    ends_[number].socket = s;
    if (!::CreateIoCompletionPort(reinterpret_cast<HANDLE>(s), port_, 0, 0)) fail_winsock("CreateIoCompletionPort");
  }

  void start_all(bool sending) {
    for (end& one : ends_) {
      one.sending = sending;
      go_on(one);
    }
  }

  void work(echo_count::counter& mine) {
    for (;;) {
      DWORD bytes = 0;
      ULONG_PTR key = 0;
      OVERLAPPED* which = nullptr;
      const bool right = ::GetQueuedCompletionStatus(port_, &bytes, &key, &which, INFINITE);
      if (!which) return;
      end& one = static_cast<end&>(*which);
      if (!right || bytes == 0) {
        finish(one);
        continue;
      }
      one.done += bytes;
      if (one.done == echo_bytes) {
        one.done = 0;
        const bool echoed = one.client && !one.sending;
        if (echoed) mine.add();
        if (echoed && count_.stopping()) {
          finish(one);
          continue;
        }
        one.sending = !one.sending;
      }
      go_on(one);
    }
  }

  void send_home() {
    for (unsigned i = 0; i < echo_threads; ++i) ::PostQueuedCompletionStatus(port_, 0, go_home, nullptr);
  }

 private:
  void go_on(end& one) {
    WSABUF buffer{static_cast<ULONG>(echo_bytes - one.done), one.bytes.data() + one.done};
    DWORD flags = 0;
    const int answer = one.sending ? ::WSASend(one.socket, &buffer, 1, nullptr, 0, &one, nullptr)
                                   : ::WSARecv(one.socket, &buffer, 1, nullptr, &flags, &one, nullptr);
    if (answer == SOCKET_ERROR && ::WSAGetLastError() != WSA_IO_PENDING) finish(one);
  }

  void finish(end& one) {
    ::closesocket(one.socket);
    count_.end_one();
  }

  echo_count& count_;
  HANDLE port_ = nullptr;
  std::vector<end> ends_;
};

double measure_winsock_echo(bool marked, std::chrono::milliseconds duration) {
  echo_count count;
  side servers(echo_connections, false, count), clients(echo_connections, true, count);
  for (unsigned i = 0; i < echo_connections; ++i) {
    const socket_pair pair = open_pair({.marked = marked});
    servers.take_over(i, pair.server);
    clients.take_over(i, pair.client);
  }
  servers.start_all(false);
  clients.start_all(true);
  std::vector<std::thread> crew;
  for (unsigned i = 0; i < 2 * echo_threads; ++i)
    crew.emplace_back([&, i] { (i % 2 ? clients : servers).work(count.of_thread(i)); });
  const double answer = count.per_second(duration);
  count.stop();
  count.wait_until_ended(2 * echo_connections);
  servers.send_home();
  clients.send_home();
  for (std::thread& one : crew) one.join();
  return answer;
}

}  // namespace

void run_port_echo(const setting& how, figures& into) {
  const auto duration = 2 * how.each.duration;
  for (const bool marked : {true, false}) {
    const std::string path = marked ? "fast" : "ordinary";
    how.expect("echoes through completion ports, " + path + ",", 2 * duration);
    into.add("port_echo/" + path + "/per_s", measure_winsock_echo(marked, duration));
  }
  how.expect("echoes through Asio", 2 * duration);
  into.add("port_echo/asio/per_s", measure_asio_echo(echo_connections, echo_threads, duration));
}

}  // namespace loopsock_bars
