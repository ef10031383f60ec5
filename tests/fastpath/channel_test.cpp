// channel: one direction of a fast connection, alone and with a thread at each end.
#include "fastpath/channel.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"

using loopsock::fastpath::channel;
using loopsock::fastpath::ring_block;
namespace fastpath = loopsock::fastpath;

namespace {

constexpr auto no_limit = ring_block::open_end;

std::size_t write(channel& c, const std::string& text) {
  return c.write(reinterpret_cast<const std::byte*>(text.data()), text.size()).bytes;
}

std::string read(channel& c, std::size_t most, fastpath::position limit = no_limit) {
  std::string text(most, '?');
  text.resize(c.read(reinterpret_cast<std::byte*>(text.data()), most, limit));
  return text;
}

std::byte pattern(std::size_t at) { return static_cast<std::byte>((at * 2654435761u) >> 13); }

}  // namespace

TEST_CASE("channel: what is written is read, in order and without boundaries") {
  channel c(100);
  CHECK(write(c, "hello ") == 6);
  CHECK(write(c, "world") == 5);
  CHECK(c.unread() == 11);
  CHECK(read(c, 8) == "hello wo");
  CHECK(read(c, 100) == "rld");
  CHECK(read(c, 100).empty());
}

TEST_CASE("channel: the window bounds what is unread, to the byte") {
  for (const std::uint32_t window : {1u, 2u, 7u, 4096u, 5000u, 65536u, 100000u}) {
    channel c(window);
    const std::string much(window + 10, 'x');
    CHECK(write(c, much) == window);
    CHECK(write(c, "y") == 0);
    CHECK(read(c, 1) == "x");
    CHECK(write(c, "yz") == 1);
    CHECK(c.unread() == window);
    CHECK(c.room() == 0);
  }
}

TEST_CASE("channel: a window that grows lets more in; one that shrinks loses nothing") {
  channel c(10);
  CHECK(write(c, std::string(20, 'a')) == 10);
  c.set_window(25);
  CHECK(write(c, std::string(20, 'b')) == 15);
  c.set_window(5);
  CHECK(c.room() == 0);
  CHECK(read(c, 21) == std::string(10, 'a') + std::string(11, 'b'));
  CHECK(c.room() == 1);
  CHECK(read(c, 100) == "bbbb");
  CHECK(c.room() == 5);
}

TEST_CASE("channel: a window that grows far beyond the first ring block keeps every byte in order") {
  channel c(8000);
  std::size_t written = 0;
  std::size_t seen = 0;
  const auto put = [&](std::size_t bytes) {
    std::vector<std::byte> piece(bytes);
    for (std::size_t i = 0; i < bytes; ++i) piece[i] = pattern(written + i);
    written += c.write(piece.data(), bytes).bytes;
  };
  const auto take = [&](std::size_t bytes) {
    std::vector<std::byte> piece(bytes);
    const std::size_t got = c.read(piece.data(), bytes, no_limit);
    for (std::size_t i = 0; i < got; ++i) REQUIRE(piece[i] == pattern(seen + i));
    seen += got;
  };
  put(100);
  take(50);
  put(8000);
  c.set_window(1'000'000);
  put(300'000);
  put(900'000);
  take(20'000);
  put(5'000);
  while (c.unread() != 0) take(77'777);
  CHECK(seen == written);
  CHECK(written > 900'000);
}

TEST_CASE("channel: a peek sees what a read will give, across ring blocks, and takes nothing") {
  channel c(100'000);
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += static_cast<char>('a' + i % 26);
  write(c, text.substr(0, 3000));
  write(c, text.substr(3000));
  std::string seen(text.size(), '?');
  auto* at = reinterpret_cast<std::byte*>(seen.data());
  CHECK(c.peek(at, 5000, no_limit, 0) == 5000);
  CHECK(c.peek(at + 5000, seen.size(), no_limit, 5000) == text.size() - 5000);
  CHECK(seen == text);
  CHECK(c.peek(at, 10, no_limit, text.size()) == 0);
  CHECK(c.unread() == text.size());
  CHECK(read(c, text.size()) == text);
}

TEST_CASE("channel: it has a ring from the first byte until it is given back, and goes on where it stood") {
  channel c(100'000);
  CHECK_FALSE(c.in_use());
  CHECK(c.unread() == 0);
  CHECK(c.room() == 100'000);
  CHECK(read(c, 10).empty());
  CHECK_FALSE(c.in_use());

  const std::string much(70'000, 'x');
  CHECK(write(c, much) == much.size());
  CHECK(c.in_use());
  CHECK_FALSE(c.rest());  // something is on its way
  CHECK(read(c, much.size()) == much);
  CHECK(c.rest());
  CHECK_FALSE(c.in_use());
  CHECK(c.written() == much.size());
  CHECK(c.reading_at() == much.size());
  CHECK(c.room() == 100'000);

  c.mark_urgent(0, std::byte{'U'});  // at rest too, marks stand where the stream stands
  CHECK(c.urgent().at == much.size());
  CHECK(write(c, "Uafter") == 6);
  CHECK(c.written() == much.size() + 6);
  CHECK(read(c, 100) == "Uafter");
}

TEST_CASE("channel: a lent buffer keeps it from resting, until the loan has ended") {
  channel c(100'000);
  std::array<std::byte, 8192> buffer{};
  REQUIRE(c.lend(buffer.data(), buffer.size()));
  CHECK_FALSE(c.rest());
  std::size_t bytes = 0;
  CHECK(c.fill_loan(buffer.data(), 5000) == 5000);
  CHECK_FALSE(c.rest());
  CHECK(c.end_loan(bytes));
  CHECK(bytes == 5000);
  CHECK(c.direct_bytes() == 5000);
  CHECK(c.rest());
  CHECK(c.reading_at() == 5000);
  CHECK(c.end_loan(bytes));  // there is none
  CHECK(bytes == 0);
}

TEST_CASE("channel: both sides may be the first to use it") {
  // The writer's first byte and the reader's first loan each make the ring; one of them gives way.
  for (unsigned round = 0; round < 2000; ++round) {
    channel c(100'000);
    std::array<std::byte, 8192> buffer{};
    std::thread writer([&] { CHECK(write(c, std::string(5000, 'x')) == 5000); });
    std::size_t direct = 0;
    if (c.lend(buffer.data(), buffer.size())) {
      while (!c.end_loan(direct)) std::this_thread::yield();
    }
    writer.join();
    REQUIRE(direct == 0);  // write() does not look at loans
    REQUIRE(read(c, 6000).size() == 5000);
    REQUIRE(c.rest());
  }
}

TEST_CASE("channel: a limit ends a read") {
  channel c(100);
  write(c, "abcdef");
  CHECK(read(c, 100, 4) == "abcd");
  CHECK(read(c, 100, 4).empty());
  CHECK(read(c, 100) == "ef");
}

TEST_CASE("channel: a wish to read is taken once, by the write that fulfils it") {
  channel c(100);
  CHECK_FALSE(c.wish_to_read(c.reading_at()));
  CHECK(write(c, "x") == 1);
  CHECK(c.take_read_wish());
  CHECK_FALSE(c.take_read_wish());
  CHECK(c.wish_to_read(c.reading_at()));  // there is something: no wish is left behind
  CHECK_FALSE(c.take_read_wish());
}

TEST_CASE("channel: a wish to write waits for the room it names, or for an empty ring") {
  channel c(100);
  write(c, std::string(100, 'x'));
  CHECK_FALSE(c.wish_to_write(40));
  read(c, 10);
  CHECK_FALSE(c.take_write_wish());  // ten bytes are not forty
  read(c, 40);
  CHECK(c.take_write_wish());
  CHECK_FALSE(c.take_write_wish());

  write(c, std::string(100, 'x'));
  CHECK_FALSE(c.wish_to_write(50));
  c.set_window(10);  // the wish is now larger than the window
  read(c, 100);
  CHECK(c.take_write_wish());
}

TEST_CASE("channel: FIN and the reading end's leaving fulfil wishes too") {
  channel c(10);
  CHECK_FALSE(c.wish_to_read(c.reading_at()));
  c.set_writer_flag(fastpath::writer_finished);
  CHECK(c.take_read_wish());
  write(c, "0123456789");
  CHECK_FALSE(c.wish_to_write(1));
  c.set_reader_flag(fastpath::reader_gone);
  CHECK(c.take_write_wish());
}

TEST_CASE("channel: two threads, random sizes, every byte in its place") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  constexpr std::size_t total = 8'000'000;
  channel c(50'000);
  std::thread writer([&] {
    std::mt19937 random(seed);
    std::vector<std::byte> piece(70'000);
    for (std::size_t done = 0; done < total;) {
      const std::size_t bytes = std::min<std::size_t>(total - done, 1 + random() % (random() % 4 == 0 ? 70'000 : 200));
      for (std::size_t i = 0; i < bytes; ++i) piece[i] = pattern(done + i);
      for (std::size_t sent = 0; sent < bytes;) {
        const std::size_t step = c.write(piece.data() + sent, bytes - sent).bytes;
        if (step == 0) std::this_thread::yield();
        sent += step;
      }
      done += bytes;
    }
    c.set_writer_flag(fastpath::writer_finished);
  });
  std::mt19937 random(seed + 1);
  std::vector<std::byte> piece(100'000);
  std::size_t seen = 0;
  std::size_t wrong = 0;
  for (;;) {
    const bool finished = (c.writer_flags() & fastpath::writer_finished) != 0;
    const std::size_t got = c.read(piece.data(), 1 + random() % piece.size(), no_limit);
    for (std::size_t i = 0; i < got; ++i) wrong += piece[i] != pattern(seen + i) ? 1 : 0;
    seen += got;
    if (got == 0 && finished) break;
    if (got == 0) std::this_thread::yield();
    if (random() % 1000 == 0) c.set_window(static_cast<std::uint32_t>(1 + random() % 200'000));
  }
  writer.join();
  CHECK(seen == total);
  CHECK(wrong == 0);
}
