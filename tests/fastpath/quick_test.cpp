// quick: the straight line gives the same bytes as the long way, and leaves to it whatever is unusual.
#include "fastpath/quick.hpp"

#include <atomic>
#include <random>
#include <string>
#include <thread>

#include "tests/support/catch.hpp"

using namespace loopsock::fastpath;

namespace {

constexpr std::size_t window = 8192;  // two blocks of the ring's first size

const std::byte* bytes_of(const std::string& text) { return reinterpret_cast<const std::byte*>(text.data()); }

struct pair_of_ends {
  loop_pair pair{window, window};
  loop_end a = pair.end(0);
  loop_end b = pair.end(1);
  bool waiting = false;

  bool quick_write(const std::string& text) { return a.write_quickly(bytes_of(text), text.size(), waiting); }
  end_result write(const std::string& text, bool urgent = false) {
    return a.write(bytes_of(text), text.size(), urgent);
  }
  std::string quick_read(std::size_t most = 1000) {
    std::string text(most, '?');
    text.resize(b.read_quickly(reinterpret_cast<std::byte*>(text.data()), most, waiting));
    return text;
  }
  std::string read(std::size_t most = 1000) {
    std::string text(most, '?');
    text.resize(b.read(reinterpret_cast<std::byte*>(text.data()), most, {}).bytes);
    return text;
  }
  /// The ring exists on both sides.
  void begin() {
    write("x");
    read();
  }
};

}  // namespace

TEST_CASE("quick: the first byte goes the long way, which makes the ring; those after it go in a straight line") {
  pair_of_ends p;
  CHECK_FALSE(p.quick_write("first"));
  CHECK(p.quick_read().empty());
  CHECK(p.write("first").bytes == 5);
  CHECK(p.quick_read().empty());
  CHECK(p.read() == "first");
  CHECK(p.quick_write("second"));
  CHECK(p.quick_write("third"));
  CHECK(p.quick_read(3) == "sec");
  CHECK(p.quick_read() == "ondthird");
  CHECK(p.quick_read().empty());
  CHECK_FALSE(p.waiting);
}

TEST_CASE("quick: what does not fit, in the block or in the window, is left alone") {
  pair_of_ends p;
  p.begin();
  CHECK(p.quick_write(std::string(4000, 'a')));
  CHECK_FALSE(p.quick_write(std::string(100, 'b')));  // it would wrap
  CHECK_FALSE(p.quick_write(std::string(handover::least_bytes, 'c')));
  CHECK(p.write(std::string(5000, 'd')).bytes == window - 4000);
  CHECK_FALSE(p.quick_write("e"));  // full
  CHECK(p.read(4000) == std::string(4000, 'a'));
  CHECK(p.read(8000) == std::string(window - 4000, 'd'));
  CHECK(p.quick_write("e"));
  CHECK(p.read() == "e");
}

TEST_CASE("quick: a shrunk window counts at once") {
  pair_of_ends p;
  p.begin();
  p.b.set_window(10);
  CHECK(p.quick_write("0123456789"));
  CHECK_FALSE(p.quick_write("!"));
  CHECK(p.quick_read() == "0123456789");
}

TEST_CASE("quick: an end of any kind is left to the long way, on both sides") {
  enum class how { finished, closed, reset, stopped };
  const how kind = GENERATE(how::finished, how::closed, how::reset, how::stopped);
  CAPTURE(static_cast<int>(kind));
  pair_of_ends p;
  p.begin();
  REQUIRE(p.quick_write("unread"));
  switch (kind) {
    case how::finished: p.a.finish(); break;
    case how::closed: p.a.close(false, false); break;
    case how::reset: p.a.close(true, false); break;
    case how::stopped:
      CHECK(p.read() == "unread");
      p.b.stop_reading(false);
      CHECK_FALSE(p.quick_write("more"));
      return;
  }
  CHECK(p.quick_read().empty());
  CHECK(p.read() == (kind == how::reset ? "" : "unread"));
}

TEST_CASE("quick: a read never crosses an urgent mark") {
  pair_of_ends p;
  p.begin();
  p.write("be");
  p.write("!", true);
  REQUIRE(p.quick_write("hind"));
  CHECK(p.quick_read().empty());
  CHECK(p.read() == "be");
  std::byte urgent{};
  CHECK(p.b.read_urgent(urgent, false).bytes == 1);
  CHECK(p.read() == "hind");
}

TEST_CASE("quick: whoever waits is left to the long way, which tells; a writer that waits for room is told") {
  pair_of_ends p;
  p.begin();
  CHECK_FALSE(p.b.wish_to_read(false));
  CHECK_FALSE(p.quick_write("wake"));
  CHECK(p.write("wake").told.peer_readable);
  CHECK(p.read() == "wake");

  // Full, and the writer waits for 500 bytes of room: after how many it is told is the long way's to say.
  while (p.write(std::string(1000, 'f')).bytes != 0) {
  }
  CHECK_FALSE(p.a.wish_to_write(500));
  bool told = false;
  for (std::size_t got = 0; got < window && !told;) {
    const std::size_t quick = p.quick_read(100).size();
    if (quick != 0) {
      CHECK(p.waiting);
      told = p.b.tell_of_room().peer_writable;
      CHECK(told == (got + quick >= 500));
    }
    got += quick != 0 ? quick : p.read(100).size();
  }
  CHECK(told);
  CHECK(p.a.may_write());
}

TEST_CASE("quick: mixed with the long way between two threads, every byte arrives once and in order") {
  pair_of_ends p;
  constexpr std::size_t total = 3'000'000;
  std::atomic<bool> wrong{false};
  std::thread writer([&] {
    std::mt19937 random(1);
    std::string piece;
    for (std::size_t sent = 0; sent < total && !wrong;) {
      const std::size_t size = std::min<std::size_t>(total - sent, 1 + random() % (random() % 8 == 0 ? 5000 : 100));
      piece.resize(size);
      for (std::size_t i = 0; i < size; ++i) piece[i] = static_cast<char>((sent + i) * 31 >> 3);
      bool waiting = false;
      const bool quick = random() % 4 != 0 && p.a.write_quickly(bytes_of(piece), size, waiting);
      sent += quick ? size : p.a.write(bytes_of(piece), size, false).bytes;
      if (!quick) std::this_thread::yield();
    }
  });
  std::mt19937 random(2);
  std::string piece(6000, '\0');
  for (std::size_t got = 0; got < total && !wrong;) {
    const std::size_t most = 1 + random() % (random() % 8 == 0 ? 6000 : 200);
    bool waiting = false;
    std::size_t count = 0;
    auto* const to = reinterpret_cast<std::byte*>(piece.data());
    if (random() % 4 != 0) count = p.b.read_quickly(to, most, waiting);
    if (count == 0) count = p.b.read(to, most, {}).bytes;
    for (std::size_t i = 0; i < count; ++i) {
      if (piece[i] != static_cast<char>((got + i) * 31 >> 3)) wrong = true;
    }
    got += count;
    if (count == 0) std::this_thread::yield();
  }
  writer.join();
  CHECK_FALSE(wrong);
  CHECK(p.read().empty());
}
