// A hundred thousand connections made by ConnectEx and taken by AcceptEx through one completion port with four threads: none is lost, and
// nothing is left over.
#include <mswsock.h>

#include <atomic>
#include <fstream>
#include <thread>
#include <unordered_set>
#include <vector>

#include "tests/extensions/support.hpp"

using namespace winsock_test;

namespace {

constexpr int connections = sanitized ? 5'000 : 100'000;
constexpr int at_a_time = 64;
constexpr int workers = 4;

// One connection's way: the client's and the server's operation, one after the other, each told at the port.
struct journey {
  OVERLAPPED accepting{}, connecting{};
  SOCKET server = INVALID_SOCKET, client = INVALID_SOCKET;
  char names[2 * (sizeof(sockaddr_in) + 16)] = {};
  std::atomic<int> halves{0};
};

class traffic {
 public:
  explicit traffic(const shape& on) : on_(on), door_(listen_on(on, 4096)) {
    connect_ex_ = extension<LPFN_CONNECTEX>(door_.s, WSAID_CONNECTEX);
    port_ = CreateIoCompletionPort(reinterpret_cast<HANDLE>(SOCKET{door_.s}), nullptr, 1, workers);
  }
  ~traffic() {
    door_.s.close();  // ends what is under way while its memory is there
    for (journey& one : journeys_) {
      closesocket(one.client);
      closesocket(one.server);
    }
    CloseHandle(port_);
  }
  traffic(const traffic&) = delete;
  traffic& operator=(const traffic&) = delete;

  /// True: all came through. Bounded: a thread that hears nothing for long gives up.
  bool run() {
    journeys_ = std::vector<journey>(at_a_time);
    for (journey& one : journeys_) start(one);
    std::vector<std::thread> threads;
    for (int i = 0; i < workers; ++i) threads.emplace_back([this] { work(); });
    for (std::thread& one : threads) one.join();
    return done_ == connections && wrong_ == 0;
  }
  int done() const { return done_; }
  int wrong() const { return wrong_; }

 private:
  bool start(journey& one) {
    if (started_.fetch_add(1) >= connections) return false;
    one.halves = 0;
    one.accepting = {};
    one.connecting = {};
    one.server = socket(on_.family(), SOCK_STREAM, IPPROTO_TCP);
    DWORD bytes = 0;
    constexpr DWORD name = sizeof(sockaddr_in) + 16;
    const int accepting = answer(AcceptEx(door_.s, one.server, one.names, 0, name, name, &bytes, &one.accepting));
    if (accepting != WSA_IO_PENDING || !connect(one)) ++wrong_;
    return true;
  }

  // A port that bind() gives out may be one on which the other end of an earlier connection is still open: then another one.
  bool connect(journey& one) {
    for (int tries = 0; tries < 20; ++tries) {
      one.client = socket(on_.family(), SOCK_STREAM, IPPROTO_TCP);
      if (on_.fast) mark(one.client);
      bind_to(one.client, here(on_.v6));
      CreateIoCompletionPort(reinterpret_cast<HANDLE>(one.client), port_, 2, 0);
      DWORD bytes = 0;
      const int connecting =
          answer(connect_ex_(one.client, door_.at.plain(), door_.at.length, nullptr, 0, &bytes, &one.connecting));
      if (connecting != WSAEADDRINUSE) return connecting == WSA_IO_PENDING;
      closesocket(one.client);
    }
    return false;
  }

  // Which journey it belongs to, and whether that was its second half. An accept may take another journey's connection: they come in the order of
  // the line. So what counts is that each operation ends once, and well.
  void work() {
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    OVERLAPPED* ended = nullptr;
    while (done_ < connections && wrong_ == 0) {
      if (!GetQueuedCompletionStatus(port_, &bytes, &key, &ended, 10'000)) ++wrong_;
      if (ended == nullptr) return;
      if (key == 0) continue;  // posted below
      journey& one =
          key == 1 ? *CONTAINING_RECORD(ended, journey, accepting) : *CONTAINING_RECORD(ended, journey, connecting);
      if (one.halves.fetch_add(1) + 1 != 2) continue;
      closesocket(one.client);
      closesocket(one.server);
      if (done_.fetch_add(1) + 1 < connections) {
        start(one);
      } else {
        for (int i = 0; i < workers; ++i) PostQueuedCompletionStatus(port_, 0, 0, &one.accepting);
      }
    }
  }

  shape on_;
  open_door door_;
  LPFN_CONNECTEX connect_ex_ = nullptr;
  HANDLE port_ = nullptr;
  std::vector<journey> journeys_;
  std::atomic<int> started_{0}, done_{0}, wrong_{0};
};

std::size_t resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmRSS:", 0) == 0) return static_cast<std::size_t>(std::atoll(line.c_str() + 6));
  return 0;
}

}  // namespace

TEST_CASE("port: a hundred thousand connections by AcceptEx and ConnectEx, none lost, and no memory left over") {
  const started winsock;
  const shape on{true, false};
  {
    traffic warm_up(on);
    const bool warm = warm_up.run();
    CAPTURE(warm_up.done(), warm_up.wrong());
    REQUIRE(warm);
  }
  const std::size_t before = resident_kib();
  traffic all(on);
  CHECK(all.run());
  CHECK(all.done() == connections);
  CHECK(all.wrong() == 0);
  CHECK(counters().fast_connections >= 2u * connections);
  if (!sanitized) CHECK(resident_kib() < before + 2048);
}
