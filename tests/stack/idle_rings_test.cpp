// idle_rings: fast connections that rest have no rings, nobody notices, and a sweep in the midst of traffic does no harm.
#include "stack/socket/idle_rings.hpp"

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "stack/socket/receive_operation.hpp"
#include "tests/stack/socket_scene.hpp"
#include "tests/support/catch.hpp"

using namespace loopsock;
using namespace loopsock::test;

namespace {

struct fast_connection : scene {
  fast_connection() : scene(true) { connect(); }
  ~fast_connection() {
    near->close(near.number);
    far->close(far.number);
  }
};

std::string hear(const open_one& end, std::size_t most) {
  std::string words(most, '?');
  const buffer piece{reinterpret_cast<std::byte*>(words.data()), words.size()};
  words.resize(end->receive(end.number, {&piece, 1}, 0).bytes);
  return words;
}

/// Two looks: the first remembers where everything stands, the second sees that it stands there still.
void rest() {
  idle_rings::look_at_all();
  idle_rings::look_at_all();
}

}  // namespace

TEST_CASE("idle_rings: a connection gives its rings back when it rests, and goes on as if it had them") {
  fast_connection c;
  CHECK(idle_rings::count() == 0);
  for (unsigned time = 0; time < 3; ++time) {
    CHECK(c.say("hello") == 5);
    CHECK(idle_rings::count() == 1);
    rest();
    CHECK(idle_rings::count() == 1);  // nobody has read it yet
    CHECK(hear(c.far, 100) == "hello");
    idle_rings::look_at_all();
    CHECK(idle_rings::count() == 0);
  }
}

TEST_CASE("idle_rings: one look is not enough for what has just been used") {
  fast_connection c;
  CHECK(c.say("hello") == 5);
  CHECK(hear(c.far, 100) == "hello");
  idle_rings::look_at_all();
  CHECK(idle_rings::count() == 1);
  idle_rings::look_at_all();
  CHECK(idle_rings::count() == 0);
}

TEST_CASE("idle_rings: the stack's own timer does it, and is asked for nothing once all rest") {
  fast_connection c;
  CHECK(c.say("hello") == 5);
  CHECK(hear(c.far, 100) == "hello");
  CHECK(idle_rings::next_sweep() != host::never);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (idle_rings::count() != 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(idle_rings::count() == 0);
  CHECK(idle_rings::next_sweep() == host::never);
}

TEST_CASE("idle_rings: a buffer that a pending receive lends is not taken away") {
  fast_connection c;
  std::string memory(5000, '\0');
  const buffer piece{reinterpret_cast<std::byte*>(memory.data()), memory.size()};
  receive_operation op;
  op.into = {&piece, 1};
  std::atomic<bool> told{false};
  static std::atomic<bool>* told_here = nullptr;
  told_here = &told;
  op.complete = [](operation&) noexcept { told_here->store(true); };
  REQUIRE(c.far->start_receive(c.far.number, op) == error::io_pending);
  rest();
  CHECK(idle_rings::count() == 1);
  CHECK(c.say(std::string(5000, 'x')) == 5000);
  CHECK(told);
  CHECK(op.result.bytes == 5000);
  CHECK(memory == std::string(5000, 'x'));
  rest();
  CHECK(idle_rings::count() == 0);
}

TEST_CASE("idle_rings: a reader that sleeps while its ring goes is woken by what comes") {
  fast_connection c;
  CHECK(c.say("first") == 5);
  CHECK(hear(c.far, 100) == "first");
  std::string heard;
  std::thread reader([&] { heard = hear(c.far, 100); });
  // It goes to sleep meanwhile, and lends its buffer then, which keeps the rest from going.
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
  while (std::chrono::steady_clock::now() < until) {
    idle_rings::look_at_all();
    std::this_thread::yield();
  }
  CHECK(c.say("second") == 6);
  reader.join();
  CHECK(heard == "second");
}

TEST_CASE("idle_rings: connections that close leave the list, whichever end goes first") {
  for (const bool near_first : {true, false}) {
    fast_connection c;
    CHECK(c.say("unread") == 6);
    CHECK(idle_rings::count() == 1);
    const open_one& first = near_first ? c.near : c.far;
    const open_one& second = near_first ? c.far : c.near;
    CHECK(first->close(first.number) == error::none);
    rest();  // one end alone is left as it is
    CHECK(idle_rings::count() == 1);
    CHECK(second->close(second.number) == error::none);
    CHECK(idle_rings::count() == 0);
  }
}

TEST_CASE("idle_rings: sweeps in the midst of traffic lose and change nothing") {
  fast_connection c;
  constexpr unsigned messages = 3000;
  std::atomic<bool> done{false};
  std::atomic<unsigned> rested{0};
  std::thread sweeper([&] {
    while (!done) {
      idle_rings::look_at_all();
      if (idle_rings::count() == 0) ++rested;
      std::this_thread::yield();
    }
  });
  std::thread echo([&] {
    for (std::string words; !(words = hear(c.far, 20'000)).empty();) {  // until the other end is closed
      const const_buffer piece{reinterpret_cast<const std::byte*>(words.data()), words.size()};
      (void)c.far->send(c.far.number, {&piece, 1}, 0);
    }
  });
  for (unsigned i = 0; i < messages; ++i) {
    const std::string words = i % 7 == 0 ? std::string(5000 + i, static_cast<char>('a' + i % 26)) : std::to_string(i);
    REQUIRE(c.say(words) == words.size());
    std::string back;
    while (back.size() < words.size()) back += hear(c.near, 20'000);
    REQUIRE(back == words);
    if (i % 64 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  done = true;
  sweeper.join();
  CHECK(rested > 0);
  c.near->close(c.near.number);
  echo.join();
}
