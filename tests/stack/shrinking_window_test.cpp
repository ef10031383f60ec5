// A reader that changes its receive buffer while large and small writes come: what the writer copied ahead for a wide window may not fit the
// narrow one. (Regression: such segments broke lwIP's rule that none is longer than half the window. Debug builds abort; without
// assertions the stream could stand still.)
#include <loopsock/path.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <thread>

#include "stack/lwip/ready_segments.hpp"
#include "stack/socket/path.hpp"
#include "stack/socket/whole_stack.hpp"
#include "tests/stack/socket_scene.hpp"
#include "tests/support/catch.hpp"

using namespace loopsock;
using namespace loopsock::test;

namespace {

char pattern(std::uint64_t at) { return static_cast<char>(at * 31 >> 3); }

void set_receive_buffer(const open_one& end, std::uint32_t bytes) {
  (void)end->change_options(end.number, [bytes](socket_options& options, const socket_facts&) {
    options.receive_buffer = bytes;
    return error::none;
  });
}

}  // namespace

TEST_CASE("ready_segments: those that are too long by now do not fit") {
  const std::string bytes(2500, 'x');
  const const_buffer piece{reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()};
  lwip::ready_segments none, some;
  CHECK_FALSE(none.fit(65535));
  some.fill({&piece, 1}, bytes.size(), 1000);
  CHECK(some.fit(1000));
  CHECK_FALSE(some.fit(999));
}

TEST_CASE("a reader that changes its buffer gets every byte of large and small writes") {
  scene s(false);
  s.connect();
  const open_one near = s.near, far = s.far;
  constexpr unsigned writes = 2000;
  std::uint64_t sent = 0, got = 0;
  bool right = true;
  std::thread writer([&] {
    std::mt19937 random(1);
    std::string words;
    for (unsigned i = 0; i < writes; ++i) {
      words.resize(random() % 3 == 0 ? 32767 : 1 + random() % 8000);
      for (char& c : words) c = pattern(sent++);
      if (s.say(words) != words.size()) break;
    }
    (void)near->shutdown(near.number, direction::send);
  });
  std::mt19937 random(2);
  std::string room(50'000, '\0');
  for (unsigned n = 0;; ++n) {
    if (n % 16 == 0) set_receive_buffer(far, static_cast<std::uint32_t>(random() % 2 != 0 ? 65536 : 2000 + random() % 6000));
    const buffer piece{reinterpret_cast<std::byte*>(room.data()), 1 + random() % room.size()};
    const io_result came = far->receive(far.number, {&piece, 1}, 0);
    if (came.failure != error::none || came.bytes == 0) break;
    for (std::size_t i = 0; i < came.bytes; ++i) right = right && room[i] == pattern(got++);
  }
  writer.join();
  CHECK(right);
  CHECK(got == sent);
  near->close(near.number);
  far->close(far.number);
}

TEST_CASE("counters: what fast connections have carried never becomes less, while they come and go") {
  scene s(true);
  std::atomic<bool> done{false};
  std::atomic<unsigned> steps_back{0};
  std::thread reader([&] {
    std::uint64_t last = 0;
    while (!done) {
      loopsock_counters now{};
      now.size = sizeof now;
      read_counters(now);
      if (now.fast_bytes < last) ++steps_back;
      last = now.fast_bytes;
    }
  });
  for (unsigned i = 0; i < 2000; ++i) {
    s.connect();
    CHECK(s.say("some words") == 10);
    s.far->close(s.far.number);
    s.near->close(s.near.number);
  }
  done = true;
  reader.join();
  CHECK(steps_back == 0);
}
