// Wake-ups that polls have lost once: beside sends of other threads on the same socket, and for urgent data behind data that
// nobody reads.
#include "tests/winsock/regression_support.hpp"

using namespace winsock_test;

namespace {

/// What one socket has when asked for `asked`; 0: the time is over.
int poll_for(SOCKET s, SHORT asked, milliseconds time = soon) {
  WSAPOLLFD one{s, asked, 0};
  const int count = WSAPoll(&one, 1, static_cast<int>(time.count()));
  return count == 1 ? one.revents : count;
}

int select_exceptional(SOCKET s) { return wait_for(s, ready_for::exceptions) ? 1 : 0; }

}  // namespace

TEST_CASE("a poll for writing beside a blocked send is woken when the reader has taken everything") {
  started winsock(MAKEWORD(1, 1));
  const shape on = each_path();
  CAPTURE(on.title());
  full_pair both(on);
  const std::string text(100'000, 's');
  const SOCKET s = both.client;
  call sending(
      s, [&] { return send(s, text.data(), static_cast<int>(text.size()), 0); }, hook::patient);
  REQUIRE(sending.blocks());
  call polling(s, [&] { return poll_for(s, POLLWRNORM); });
  std::this_thread::sleep_for(briefly);
  CHECK_FALSE(polling.over());
  CHECK(receive_all(both.server, both.unread + text.size()).size() == both.unread + text.size());
  REQUIRE(sending.ends());
  CHECK(sending.answer() == static_cast<int>(text.size()));
  REQUIRE(polling.ends(2s));
  CHECK(polling.answer() == POLLWRNORM);
}

TEST_CASE("a poll for writing is woken where a send beside it ends without having slept") {
  // A sender looks again for some microseconds before it sleeps. What it then does itself is told to nobody by the carrier,
  // and a poll that came meanwhile waits for the end of the line alone.
  const watchdog dog("poll beside sends");
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  connected_pair both = pair_on(on);
  REQUIRE(set_option(both.server, SOL_SOCKET, SO_RCVTIMEO, DWORD{5000}));
  const SOCKET s = both.client;
  // More than a window; on the ordinary path, more than that and a send buffer.
  const std::string large(on.fast ? 80'000 : 150'000, 'l');
  const std::string small(1000, 's');  // in every other round one more sender stands behind the first
  std::atomic<int> begun{0};
  std::atomic<unsigned> polls{0};
  std::atomic<bool> over{false}, failed{false};
  const auto send_each_round = [&](const std::string& text, int rounds_apart) {
    for (int round = rounds_apart; !over; round += rounds_apart) {
      while (begun < round && !over) std::this_thread::yield();
      if (!over && send(s, text.data(), static_cast<int>(text.size()), 0) != static_cast<int>(text.size()))
        failed = true;
    }
  };
  std::thread sender([&] { send_each_round(large, 1); }), other([&] { send_each_round(small, 2); });
  std::thread poller([&] {
    while (!over) {
      if (poll_for(s, POLLWRNORM, 10s) != POLLWRNORM) failed = true;
      ++polls;
    }
  });
  bool lost = false;
  rounds all(1000);
  for (int round = 1; all.go_on() && !lost && !failed; ++round) {
    begun = round;
    const std::size_t size = large.size() + (round % 2 == 0 ? small.size() : 0);
    if (receive_all(both.server, size).size() != size) failed = true;
    // Everything was read: a poll that began before this, and the next one, end at once.
    const unsigned before = polls;
    lost = !eventually([&] { return polls >= before + 2; }, 3s);
  }
  CHECK_FALSE(lost);
  CHECK_FALSE(failed);
  over = true;
  both.client.close();  // whoever still waits
  sender.join();
  other.join();
  poller.join();
}

TEST_CASE("a poll for writing is woken when the send that stood in its way has given up") {
  // The little room that the reader has made was not enough for the send, so nobody was told of it.
  started winsock(MAKEWORD(1, 1));
  const shape on = each_path();
  CAPTURE(on.title());
  full_pair both(on);
  const std::string text(60'000, 's');
  const SOCKET s = both.client;
  call sending(
      s, [&] { return send(s, text.data(), static_cast<int>(text.size()), 0); }, hook::patient);
  REQUIRE(sending.blocks());
  CHECK(receive_all(both.server, 6000).size() == 6000);
  call polling(s, [&] { return poll_for(s, POLLWRNORM); });
  std::this_thread::sleep_for(briefly);
  CHECK_FALSE(polling.over());
  sending.cancel();
  REQUIRE(sending.ends());
  CHECK(sending.error() == WSAEINTR);
  REQUIRE(polling.ends(2s));
  CHECK(polling.answer() == POLLWRNORM);
}

TEST_CASE("urgent data wakes a wait for it, although ordinary data is there that nobody reads") {
  started winsock;
  const shape on = each_path();
  const bool by_select = GENERATE(false, true);
  const bool more_before = GENERATE(false, true);  // ordinary data wakes the thread for nothing; it must wait anew
  CAPTURE(on.title(), by_select, more_before);
  connected_pair both = pair_on(on);
  REQUIRE(send_all(both.client, "ordinary"));
  REQUIRE(wait_for(both.server, ready_for::reading));
  const SOCKET s = both.server;
  call waiting(s, [&] { return by_select ? select_exceptional(s) : poll_for(s, POLLRDBAND); });
  std::this_thread::sleep_for(briefly);
  if (more_before) {
    REQUIRE(send_all(both.client, " data"));
    std::this_thread::sleep_for(briefly);
  }
  CHECK_FALSE(waiting.over());
  REQUIRE(send(both.client, "U", 1, MSG_OOB) == 1);
  REQUIRE(waiting.ends(2s));
  CHECK(waiting.answer() == (by_select ? 1 : POLLRDBAND));
  char byte = 0;
  CHECK(recv(s, &byte, 1, MSG_OOB) == 1);
  CHECK(byte == 'U');
  CHECK(unread(s) == (more_before ? 13u : 8u));
}
