// A storm of starting, cancelling and closing on shared sockets, from eight threads. Every operation that was started is told exactly once, and
// one that was refused never.
//
//   eight threads ─► start receives and sends · cancel one, mine, all · close the sockets under all the others · take packets · run routines
//
// Two seconds as a test of the suite; LOOPSOCK_STORM_SECONDS=60 for the real one. A failure prints the seed; LOOPSOCK_STORM_SEED repeats its
// choices, not its timing.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <random>

#include "tests/overlapped/support.hpp"

using namespace overlapped_test;

namespace {

HANDLE as_handle(SOCKET s) { return reinterpret_cast<HANDLE>(s); }

enum class told_by { port, routine, event };

/// One operation. It is kept until the storm is over, so that a second telling is seen.
struct attempt {
  WSAOVERLAPPED at{};  // first: what is told of is this
  std::atomic<int> told{0};
  std::atomic<int> owed{0};  // 1: it was started
  told_by how = told_by::port;
  char room[48];
};

attempt& attempt_of(OVERLAPPED* at) { return *reinterpret_cast<attempt*>(at); }
void CALLBACK routine(DWORD, DWORD, WSAOVERLAPPED* at, DWORD) { attempt_of(at).told.fetch_add(1); }

/// Two ends of a connection that anybody may use, and anybody may close.
struct connection {
  std::mutex lock;
  SOCKET ends[2] = {INVALID_SOCKET, INVALID_SOCKET};
  bool with_port = false;
};

class storm {
 public:
  storm(unsigned seed, milliseconds length) : seed_(seed), until_(std::chrono::steady_clock::now() + length) {
    for (std::size_t i = 0; i < doors_.size(); ++i) doors_[i] = listen_on({i == 0, false});
    port_ = held_handle(CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 4));
    for (connection& one : connections_) renew(one, seed);
  }

  void blow() {
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < 8; ++i) threads.emplace_back([this, i] { one_thread(seed_ * 8 + i); });
    for (std::thread& one : threads) one.join();
    for (connection& one : connections_) {
      for (SOCKET end : one.ends) closesocket(end);
    }
    while (take_packets(briefly_ms)) {
    }
  }

  int attempts = 0, started = 0, lost = 0, doubled = 0, uncalled_for = 0, unfinished = 0, wrong_count = 0;
  int refused = 0, refusal = 0;  // connects, and the error of one of them

  void count() {
    for (const auto& part : parts_) {
      for (const attempt& one : part) {
        ++attempts;
        const int owed = one.owed.load(), told = one.told.load();
        started += owed;
        if (owed != 0 && !HasOverlappedIoCompleted(&one.at)) ++unfinished;
        if (one.how == told_by::event) continue;
        if (told < owed) ++lost;
        if (told > 1) ++doubled;
        if (told > owed) ++uncalled_for;
      }
    }
    wrong_count = wrong_count_.load();
    refused = refused_.load();
    refusal = refusal_.load();
  }

 private:
  // The lock is held, or nobody else is there yet.
  void renew(connection& one, unsigned choice) {
    const bool fast = choice % 2 == 0;
    const open_door& door = doors_[fast ? 0 : 1];
    one.ends[0] = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (fast) mark(one.ends[0]);
    one.ends[1] = INVALID_SOCKET;
    one.with_port = false;
    const int error = error_of(connect_to(one.ends[0], door.at));
    if (error != 0) {  // an accept would wait for ever
      ++refused_;
      refusal_ = error;
      return;
    }
    one.with_port = choice % 4 < 2;
    one.ends[1] = accept(door.s, nullptr, nullptr);  // perhaps of somebody who connects at the same time
    if (!one.with_port) return;
    for (SOCKET end : one.ends) CreateIoCompletionPort(as_handle(end), port_, 1, 0);
  }

  bool take_packets(DWORD milliseconds) {
    OVERLAPPED_ENTRY entries[8];
    ULONG count = 0;
    if (!GetQueuedCompletionStatusEx(port_, entries, 8, &count, milliseconds, FALSE)) return false;
    for (ULONG i = 0; i < count; ++i) {
      attempt& one = attempt_of(entries[i].lpOverlapped);
      one.told.fetch_add(1);
      if (one.at.InternalHigh != entries[i].dwNumberOfBytesTransferred) ++wrong_count_;
    }
    return true;
  }

  void start(std::deque<attempt>& mine, std::mt19937& random, SOCKET s, bool with_port) {
    attempt& one = mine.emplace_back();
    one.how = with_port ? told_by::port : random() % 2 == 0 ? told_by::routine : told_by::event;
    WSABUF piece{1 + static_cast<ULONG>(random() % sizeof one.room), one.room};
    const auto done = one.how == told_by::routine ? routine : nullptr;
    DWORD flags = random() % 4 == 0 ? MSG_WAITALL : 0;
    // It may be told before the call has returned, so it is owed until the call says no.
    one.owed = 1;
    const int answer = random() % 2 == 0 ? answer_of(WSARecv(s, &piece, 1, nullptr, &flags, &one.at, done))
                                         : answer_of(WSASend(s, &piece, 1, nullptr, 0, &one.at, done));
    if (answer != 0 && answer != WSA_IO_PENDING) one.owed = 0;
  }

  void one_thread(unsigned seed) {
    std::mt19937 random(seed);
    std::deque<attempt>* mine = nullptr;
    {
      const std::lock_guard hold(parts_lock_);
      mine = &parts_.emplace_back();
    }
    constexpr std::size_t most = 60'000;
    while (std::chrono::steady_clock::now() < until_) {
      connection& there = connections_[random() % connections_.size()];
      SOCKET s = INVALID_SOCKET;
      bool with_port = false;
      {
        const std::lock_guard hold(there.lock);
        s = there.ends[random() % 2];
        with_port = there.with_port;
      }
      const unsigned long what = random() % 100;
      if (what < 60) {
        if (mine->size() < most) start(*mine, random, s, with_port);
      } else if (what < 70) {
        const std::size_t back = 1 + random() % 20;
        if (mine->size() >= back) CancelIoEx(as_handle(s), &(*mine)[mine->size() - back].at);
      } else if (what < 74) {
        CancelIoEx(as_handle(s), nullptr);
      } else if (what < 78) {
        CancelIo(as_handle(s));
      } else if (what < 80) {
        const std::lock_guard hold(there.lock);
        for (SOCKET end : there.ends) {
          if (random() % 4 == 0) set_linger(end, true, 0);
          closesocket(end);
        }
        renew(there, static_cast<unsigned>(random()));
      } else if (what < 90) {
        take_packets(0);
      } else {
        SleepEx(0, TRUE);
      }
    }
    // What this thread has started with a routine is its own to hear of.
    for (connection& one : connections_) {
      const std::lock_guard hold(one.lock);
      for (SOCKET end : one.ends) CancelIo(as_handle(end));
    }
    const auto silent = [](const attempt& one) {
      return one.how == told_by::routine && one.told.load() < one.owed.load();
    };
    for (int i = 0; i < 500 && std::any_of(mine->begin(), mine->end(), silent); ++i) SleepEx(10, TRUE);
  }

  const unsigned seed_;
  const std::chrono::steady_clock::time_point until_;
  std::array<open_door, 2> doors_;
  std::array<connection, 6> connections_;
  held_handle port_;
  std::mutex parts_lock_;
  std::deque<std::deque<attempt>> parts_;
  std::atomic<int> wrong_count_{0};
  std::atomic<int> refused_{0}, refusal_{0};
};

unsigned number_from(const char* variable, unsigned otherwise) {
  const char* const text = std::getenv(variable);
  return text != nullptr ? static_cast<unsigned>(std::strtoul(text, nullptr, 10)) : otherwise;
}

}  // namespace

// The real one, by hand: LOOPSOCK_STORM_SECONDS=60 loopsock_winsock_tests "overlapped storm*"
TEST_CASE("overlapped storm: operations started, cancelled and closed under each other end exactly once") {
  started winsock;
  const unsigned seed = number_from("LOOPSOCK_STORM_SEED", std::random_device{}());
  const unsigned seconds = number_from("LOOPSOCK_STORM_SECONDS", 2);
  // One gust a second, each with sockets and operations of its own.
  for (unsigned gust = 0; gust < seconds; ++gust) {
    CAPTURE(seed, gust);
    storm wind(seed + gust, milliseconds{1000});
    wind.blow();
    wind.count();
    CAPTURE(wind.attempts, wind.started);
    CHECK(wind.started > 100);
    CHECK(wind.lost == 0);
    CHECK(wind.doubled == 0);
    CHECK(wind.uncalled_for == 0);
    CHECK(wind.unfinished == 0);
    CHECK(wind.wrong_count == 0);
    CAPTURE(wind.refusal);
    CHECK(wind.refused == 0);
  }
}
