// Calls that stand in line behind one that gives up, and calls that the last WSACleanup finds asleep.
//
// A line has one wish at its carrier, the first one's. When the first leaves without being served, the wish must become that
// of the next; otherwise the next sleeps until there is room for somebody who has gone.
#include <array>

#include "tests/winsock/regression_support.hpp"

using namespace winsock_test;

namespace {

int send_text(SOCKET s, const std::string& text) { return send(s, text.data(), static_cast<int>(text.size()), 0); }

bool is_one_of(int error, std::initializer_list<int> allowed) {
  for (const int a : allowed) {
    if (error == a) return true;
  }
  return false;
}

/// Makes a call that blocks give up, one way or the other, and waits until it has. The error that it must answer.
int end_wait(call& one, bool by_time_out) {
  if (!by_time_out) one.cancel();
  one.ends();
  return by_time_out ? WSAETIMEDOUT : WSAEINTR;
}

SOCKET opened(const shape& on) {
  const SOCKET s = socket(on.family(), SOCK_STREAM, IPPROTO_TCP);
  if (on.fast) mark(s);
  return s;
}

// Long enough for a second call to come into line behind, also on a busy machine; else the test sees less, and passes.
constexpr DWORD first_gives_up{60};

}  // namespace

TEST_CASE("a small send goes on when the large one before it in line has given up") {
  started winsock(MAKEWORD(1, 1));
  const shape on = each_path();
  const bool by_time_out = GENERATE(false, true);
  CAPTURE(on.title(), by_time_out);
  full_pair both(on);
  const SOCKET s = both.client;
  const std::string large(60'000, 'l'), small(1000, 's');
  if (by_time_out) REQUIRE(set_option(s, SOL_SOCKET, SO_SNDTIMEO, first_gives_up));
  call first(
      s, [&] { return send_text(s, large); }, hook::patient);
  REQUIRE(first.blocks());  // it knows its time-out
  REQUIRE(set_option(s, SOL_SOCKET, SO_SNDTIMEO, DWORD{0}));
  call second(
      s, [&] { return send_text(s, small); }, hook::patient);
  REQUIRE(second.blocks());
  const int why = end_wait(first, by_time_out);
  REQUIRE(first.over());
  CHECK(first.error() == why);
  CHECK_FALSE(second.over());
  // Room for the small one, and less than the large one had wished for.
  CHECK(receive_all(both.server, 6000).size() == 6000);
  REQUIRE(second.ends(2s));
  CHECK(second.answer() == static_cast<int>(small.size()));
  const std::string rest = receive_all(both.server, both.unread - 6000 + small.size());
  CHECK(rest == std::string(both.unread - 6000, 'f') + small);
}

TEST_CASE("room that was too little for a send that gives up is taken by the one behind it") {
  // Nothing more comes from the reader: who leaves the line must look on behalf of the next.
  started winsock(MAKEWORD(1, 1));
  const shape on = each_path();
  const bool by_time_out = GENERATE(false, true);
  CAPTURE(on.title(), by_time_out);
  full_pair both(on);
  const SOCKET s = both.client;
  const std::string large(60'000, 'l'), small(1000, 's');
  if (by_time_out) REQUIRE(set_option(s, SOL_SOCKET, SO_SNDTIMEO, first_gives_up));
  call first(
      s, [&] { return send_text(s, large); }, hook::patient);
  REQUIRE(first.blocks());
  REQUIRE(set_option(s, SOL_SOCKET, SO_SNDTIMEO, DWORD{0}));
  call second(
      s, [&] { return send_text(s, small); }, hook::patient);
  REQUIRE(second.blocks());
  CHECK(receive_all(both.server, 6000).size() == 6000);
  const int why = end_wait(first, by_time_out);
  REQUIRE(first.over());
  CHECK(first.error() == why);
  REQUIRE(second.ends(2s));
  CHECK(second.answer() == static_cast<int>(small.size()));
}

TEST_CASE("data goes to the receive that stands behind one that has given up") {
  started winsock(MAKEWORD(1, 1));
  const shape on = each_path();
  const bool by_time_out = GENERATE(false, true);
  const bool whole = GENERATE(false, true);  // MSG_WAITALL: the first has some bytes when it gives up, and answers them
  CAPTURE(on.title(), by_time_out, whole);
  connected_pair both = pair_on(on);
  const SOCKET s = both.server;
  if (by_time_out) REQUIRE(set_option(s, SOL_SOCKET, SO_RCVTIMEO, first_gives_up));
  std::string early(10, '\0'), late(10, '\0');
  call first(
      s, [&] { return recv(s, early.data(), 10, whole ? MSG_WAITALL : 0); }, hook::patient);
  REQUIRE(first.blocks());
  REQUIRE(set_option(s, SOL_SOCKET, SO_RCVTIMEO, DWORD{0}));
  call second(
      s, [&] { return recv(s, late.data(), 10, 0); }, hook::patient);
  REQUIRE(second.blocks());
  if (whole) REQUIRE(send_all(both.client, "abc"));
  const int why = end_wait(first, by_time_out);
  REQUIRE(first.over());
  if (whole && first.answer() != SOCKET_ERROR) {
    CHECK(first.answer() == 3);
    CHECK(early.substr(0, 3) == "abc");
  } else {
    CHECK(first.error() == why);
  }
  // On a very busy machine the first's time is over before its bytes come: they are the second's then.
  const std::string due = whole && first.answer() == SOCKET_ERROR ? "abc" : "late";
  if (due == "late") CHECK_FALSE(second.over());
  REQUIRE(send_all(both.client, "late"));
  REQUIRE(second.ends(2s));
  CHECK(late.substr(0, static_cast<std::size_t>(second.answer())) == due);
}

TEST_CASE("an arrival goes to the accept that stands behind one that was cancelled") {
  started winsock(MAKEWORD(1, 1));
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = listen_on(on);
  held_socket server;
  const SOCKET s = door.s;
  const auto accepting = [s](held_socket& into) {
    into = held_socket(accept(s, nullptr, nullptr));
    return into == INVALID_SOCKET ? SOCKET_ERROR : 0;
  };
  held_socket nobody;
  call first(
      s, [&] { return accepting(nobody); }, hook::patient);
  REQUIRE(first.blocks());
  call second(
      s, [&] { return accepting(server); }, hook::patient);
  REQUIRE(second.blocks());
  first.cancel();
  REQUIRE(first.ends());
  CHECK(first.error() == WSAEINTR);
  held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  REQUIRE(second.ends(2s));
  CHECK(second.error() == 0);
  CHECK(echoes(client, server));
}

// ------------------------------------------------------------------------------------------------------ the last WSACleanup

TEST_CASE("the last WSACleanup wakes whoever is blocked as a close would, and Winsock starts again") {
  // The page of WSACleanup: open sockets are reset and deallocated as if closesocket had been called. Which end of a
  // connection goes first nobody promises, so a reset by the peer is as good.
  const shape on = each_path();
  CAPTURE(on.title());
  WSADATA data{};
  REQUIRE(WSAStartup(MAKEWORD(2, 2), &data) == 0);
  {
    open_door door = listen_on(on);
    connected_pair reading = pair_on(on);
    full_pair writing(on);
    const held_socket datagrams = udp();
    const socket_name somewhere = here(false);
    REQUIRE(bind_to(datagrams, somewhere) == 0);
    const SOCKET r = reading.client, w = writing.client, d = datagrams, a = door.s;
    char byte = 0;
    call accepting(a, [&] { return accept(a, nullptr, nullptr) == INVALID_SOCKET ? SOCKET_ERROR : 0; });
    call receiving(r, [&] { return recv(r, &byte, 1, 0); });
    call sending(w, [&] { return send_text(w, std::string(60'000, 's')); });
    call awaiting(d, [&] {
      char room[10];
      return recvfrom(d, room, sizeof room, 0, nullptr, nullptr);
    });
    call selecting(a, [&] { return wait_for(a, ready_for::reading, 2 * soon) ? 1 : 0; });
    call polling(r, [&] {
      WSAPOLLFD one{r, POLLRDNORM, 0};
      return WSAPoll(&one, 1, 10000) == 1 ? one.revents : 0;
    });
    std::this_thread::sleep_for(till_blocked);
    CHECK(WSACleanup() == 0);
    for (call* one : {&accepting, &receiving, &sending, &awaiting, &selecting, &polling}) REQUIRE(one->ends());
    CHECK(accepting.error() == WSAEINTR);
    CHECK(is_one_of(receiving.error(), {WSAECONNABORTED, WSAECONNRESET}));
    CHECK(is_one_of(sending.error(), {WSAECONNABORTED, WSAECONNRESET}));
    CHECK(awaiting.error() == WSAEINTR);
    CHECK(selecting.answer() == 1);  // as with closesocket: reading would not block
    CHECK((polling.answer() & (POLLNVAL | POLLHUP)) != 0);
    CHECK(error_of(listen(a, 1)) == WSANOTINITIALISED);
  }
  started again;
  REQUIRE(again.result == 0);
  connected_pair both = pair_on(on);
  REQUIRE(is_on(both.server, on));
  CHECK(echoes(both.client, both.server));
}

TEST_CASE("the last WSACleanup comes while other threads go into calls and out of them") {
  const watchdog dog("WSACleanup under calls");
  const shape on = each_path();
  CAPTURE(on.title());
  WSADATA data{};
  std::atomic<int> odd{0};
  const auto note = [&odd](int error) {
    if (!is_one_of(error, {0, WSANOTINITIALISED, WSAENOTSOCK, WSAEINTR, WSAECONNABORTED, WSAECONNRESET, WSAECONNREFUSED,
                           WSAENETDOWN, WSAENOTCONN, WSAEINVAL}))
      odd = error;
  };
  rounds all(100);
  for (int round = 0; all.go_on(); ++round) {
    REQUIRE(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    open_door door = listen_on(on, 200);  // a longer queue could use up the ports while this thread is not running
    connected_pair both = pair_on(on);
    const SOCKET a = door.s, c = both.client, s = both.server;
    std::atomic<int> running{0};
    std::vector<std::thread> threads;
    const auto until_stopped = [&](auto what) {
      threads.emplace_back([&running, &note, what] {
        ++running;
        for (int error = 0; error == 0;) note(error = what());
      });
    };
    until_stopped([a] {
      const SOCKET one = accept(a, nullptr, nullptr);
      return one == INVALID_SOCKET ? WSAGetLastError() : error_of(closesocket(one));
    });
    until_stopped([on, at = door.at] {
      held_socket one = tcp_on(on);
      const int refused = one == INVALID_SOCKET ? WSAGetLastError() : error_of(connect_to(one, at));
      return refused == WSAECONNREFUSED ? 0 : refused;  // a full backlog
    });
    until_stopped([c] { return error_of(send(c, "ping", 4, 0)); });
    until_stopped([s] {
      char room[100];
      return error_of(recv(s, room, sizeof room, 0));
    });
    until_stopped([a, s] {
      fd_set set;
      FD_ZERO(&set);
      FD_SET(a, &set);
      FD_SET(s, &set);
      return error_of(select(0, &set, nullptr, nullptr, nullptr));
    });
    while (running < 5) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::microseconds(round * 7 % 300));
    CHECK(WSACleanup() == 0);
    for (std::thread& one : threads) one.join();
  }
  CHECK(odd == 0);
  started again;
  CHECK(again.result == 0);
  connected_pair both = pair_on(on);
  CHECK(echoes(both.client, both.server));
}

// A call that was let in before the stop once opened its socket after close_all() had passed the slot.
TEST_CASE("no socket survives the last WSACleanup") {
  const watchdog dog("sockets opened under WSACleanup");
  const shape on = each_path();
  CAPTURE(on.title());
  WSADATA data{};
  int survivors = 0;
  rounds all(150);
  for (int round = 0; all.go_on(); ++round) {
    REQUIRE(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    open_door door = listen_on(on);
    std::array<SOCKET, 2> last{};  // what each thread had last
    std::atomic<int> running{0};
    std::thread opening([&] {
      ++running;
      for (SOCKET s; (s = opened(on)) != INVALID_SOCKET; closesocket(s)) {
        last[0] = s;
        connect_to(s, door.at);
      }
    });
    std::thread accepting([&] {
      ++running;
      for (int error = 0; error == 0 || error == WSAECONNRESET;) {
        const SOCKET s = accept(door.s, nullptr, nullptr);
        error = s == INVALID_SOCKET ? WSAGetLastError() : 0;
        if (error != 0) continue;
        last[1] = s;
        closesocket(s);
      }
    });
    while (running < 2) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::microseconds(round % 200));
    CHECK(WSACleanup() == 0);
    opening.join();
    accepting.join();
    const started again;
    for (const SOCKET s : last) {
      if (s != 0 && closesocket(s) == 0) ++survivors;
    }
  }
  CHECK(survivors == 0);
}
