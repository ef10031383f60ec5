// loop_pair: two ends that answer as TCP would.
#include "fastpath/loop_pair.hpp"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"

using namespace loopsock::fastpath;

namespace {

end_result write(loop_end end, const std::string& text, bool urgent = false) {
  return end.write(reinterpret_cast<const std::byte*>(text.data()), text.size(), urgent);
}

struct reading {
  std::string text;
  end_status status;
};
reading read(loop_end end, std::size_t most = 1000, loop_end::read_options options = {}) {
  std::string text(most, '?');
  const end_result result = end.read(reinterpret_cast<std::byte*>(text.data()), most, options);
  text.resize(result.bytes);
  return {text, result.status};
}

struct pair_of_ends {
  loop_pair pair{1000, 1000};
  loop_end a = pair.end(0);
  loop_end b = pair.end(1);
};

}  // namespace

TEST_CASE("loop_pair: half close: FIN ends one direction, the other goes on") {
  pair_of_ends p;
  write(p.a, "last words");
  p.a.finish();
  CHECK(read(p.b, 4).text == "last");
  CHECK(read(p.b).text == " words");
  CHECK(read(p.b).status == end_status::finished);
  CHECK(read(p.b).status == end_status::finished);
  CHECK(write(p.b, "answer").bytes == 6);
  CHECK(read(p.a).text == "answer");
  CHECK(read(p.a).status == end_status::would_block);
}

TEST_CASE("loop_pair: FIN never overtakes data, and needs no room in a full ring") {
  pair_of_ends p;
  CHECK(write(p.a, std::string(2000, 'x')).bytes == 1000);
  p.a.finish();
  CHECK(read(p.b, 999).text.size() == 999);
  CHECK(read(p.b).text == "x");
  CHECK(read(p.b).status == end_status::finished);
}

TEST_CASE("loop_pair: closing with everything read is graceful") {
  pair_of_ends p;
  write(p.b, "hi");
  read(p.a);
  write(p.a, "bye");
  p.a.close(false, false);
  CHECK(read(p.b).text == "bye");
  CHECK(read(p.b).status == end_status::finished);
  CHECK(p.b.failure() == end_status::ok);
}

TEST_CASE("loop_pair: closing with unread data resets the peer, and voids what the peer had not read") {
  pair_of_ends p;
  write(p.b, "never read");
  write(p.a, "void");
  p.a.close(false, false);
  CHECK(p.b.failure() == end_status::reset);
  CHECK(read(p.b).status == end_status::reset);
  CHECK(write(p.b, "x").status == end_status::reset);
}

TEST_CASE("loop_pair: an abort resets the peer") {
  pair_of_ends p;
  const tell told = p.a.close(true, false);
  CHECK_FALSE(told.peer_readable);  // nobody had wished
  CHECK(read(p.b).status == end_status::reset);
}

TEST_CASE("loop_pair: an abort tells a peer that waits to read, and one that waits to write") {
  pair_of_ends p;
  CHECK_FALSE(p.b.wish_to_read(false));
  CHECK(p.a.close(true, false).peer_readable);

  pair_of_ends q;
  write(q.b, std::string(1000, 'x'));
  CHECK_FALSE(q.b.wish_to_write(1));
  CHECK(q.a.close(true, false).peer_writable);
}

TEST_CASE("loop_pair: the first write to a closed end succeeds and breaks the connection, as RST would") {
  pair_of_ends p;
  p.a.close(false, false);
  const end_result first = write(p.b, "anyone?");
  CHECK(first.bytes == 7);
  CHECK(first.told.self);
  CHECK(write(p.b, "hello?").status == end_status::reset);
  CHECK(read(p.b).status == end_status::reset);
}

TEST_CASE("loop_pair: an end that stopped reading answers later data by a reset") {
  pair_of_ends p;
  p.a.stop_reading(false);
  CHECK(write(p.b, "x").bytes == 1);
  CHECK(p.a.failure() == end_status::reset);
  CHECK(p.b.failure() == end_status::reset);
}

TEST_CASE("loop_pair: urgent data out of line: beside the stream, once, and reads stop at its mark") {
  pair_of_ends p;
  write(p.a, "abc");
  write(p.a, "U", true);
  write(p.a, "def");
  CHECK(p.b.urgent_pending());
  CHECK(p.b.readable_bytes(false) == 3);
  CHECK(read(p.b).text == "abc");
  CHECK(p.b.at_mark(false));
  std::byte urgent{};
  CHECK(p.b.read_urgent(urgent, true).bytes == 1);
  CHECK(p.b.read_urgent(urgent, false).bytes == 1);
  CHECK(urgent == std::byte{'U'});
  CHECK(p.b.read_urgent(urgent, false).status == end_status::no_urgent);
  CHECK_FALSE(p.b.urgent_pending());
  CHECK(read(p.b).text == "def");
}

TEST_CASE("loop_pair: urgent data inline: in its place, after a read that stopped before it") {
  pair_of_ends p;
  write(p.a, "abc");
  write(p.a, "xU", true);
  write(p.a, "def");
  CHECK(read(p.b, 100, {.urgent_inline = true}).text == "abcx");
  CHECK(p.b.at_mark(false));
  CHECK(read(p.b, 100, {.urgent_inline = true}).text == "Udef");
}

TEST_CASE("loop_pair: a newer urgent byte makes an older one that was not reached ordinary data") {
  pair_of_ends p;
  write(p.a, "1", true);
  write(p.a, "2", true);
  std::byte urgent{};
  CHECK(p.b.read_urgent(urgent, false).bytes == 1);
  CHECK(urgent == std::byte{'2'});
  CHECK(read(p.b).text == "1");
  CHECK(read(p.b).status == end_status::would_block);
}

TEST_CASE("loop_pair: an urgent byte that the window does not take is not announced") {
  pair_of_ends p;
  CHECK(write(p.a, std::string(1000, 'x')).bytes == 1000);
  CHECK(write(p.a, "U", true).status == end_status::would_block);
  CHECK_FALSE(p.b.urgent_pending());
  read(p.b, 3);
  CHECK(write(p.a, "yyyyU", true).bytes == 3);
  CHECK_FALSE(p.b.urgent_pending());
}

TEST_CASE("loop_pair: a peek at a multi-piece distance sees the same bytes as the reads") {
  pair_of_ends p;
  write(p.a, "abcdef");
  CHECK(read(p.b, 3, {.peek = true}).text == "abc");
  CHECK(read(p.b, 3, {.peek = true, .skip = 3}).text == "def");
  CHECK(read(p.b).text == "abcdef");
}

TEST_CASE("loop_pair: stopping to read with data unread is an abort of one's own, a reset for the peer") {
  pair_of_ends p;
  write(p.a, "unread");
  p.b.stop_reading(false);
  CHECK(p.b.failure() == end_status::aborted);
  CHECK(p.a.failure() == end_status::reset);
}

TEST_CASE("loop_pair: a window of one byte: stepping over an urgent byte tells the writer of the room") {
  loop_pair pair(1, 1);
  CHECK(write(pair.end(0), "U", true).bytes == 1);
  CHECK_FALSE(pair.end(0).wish_to_write(1));
  std::byte into{};
  const end_result result = pair.end(1).read(&into, 1, {});
  CHECK(result.status == end_status::would_block);
  CHECK(result.told.peer_writable);
}

TEST_CASE("loop_pair: a full window is never taken for a lack of memory, however the threads interleave") {
  loop_pair pair(512, 512);
  constexpr std::size_t total = 3'000'000;
  std::atomic<int> wrong{0};
  std::thread writer([&] {
    const std::string piece(700, 'x');
    for (std::size_t done = 0; done < total;) {
      const end_result result = write(pair.end(0), piece);
      if (result.status == end_status::no_memory) ++wrong;
      done += result.bytes;
    }
  });
  for (std::size_t seen = 0; seen < total;) {
    const std::size_t got = read(pair.end(1), 300).text.size();
    seen += got;
    if (got == 0) std::this_thread::yield();
  }
  writer.join();
  CHECK(wrong == 0);
}

TEST_CASE("loop_pair: an urgent byte out of line never comes in the stream, however the threads interleave") {
  loop_pair pair(4096, 4096);
  constexpr int rounds = 20'000;
  std::thread writer([&] {
    for (int i = 0; i < rounds; ++i) {
      for (std::string left = "abc"; !left.empty();) {
        left.erase(0, write(pair.end(0), left).bytes);
        if (!left.empty()) std::this_thread::yield();
      }
      while (write(pair.end(0), "U", true).bytes != 1) std::this_thread::yield();
    }
    pair.end(0).finish();
  });
  std::size_t plain = 0;
  std::size_t urgent_in_stream = 0;
  for (;;) {
    const reading got = read(pair.end(1), 50);
    plain += got.text.size();
    for (const char c : got.text) urgent_in_stream += c == 'U' ? 1 : 0;
    if (got.status == end_status::finished) break;
    if (got.text.empty()) std::this_thread::yield();
  }
  writer.join();
  // A mark that was replaced before the reader came to it leaves its byte in the stream, so some may be there; but no
  // byte is lost: what is not in the stream was stepped over.
  CHECK(plain - urgent_in_stream == std::size_t{3} * rounds);
}

TEST_CASE("loop_pair: bytes that cross a close are answered by a reset, or were seen by it") {
  for (int round = 0; round < 3000; ++round) {
    loop_pair pair(4096, 4096);
    std::atomic<bool> go{false};
    end_result sent;
    std::thread writer([&] {
      while (!go.load()) {
      }
      sent = write(pair.end(0), "x");
    });
    go = true;
    pair.end(1).close(false, false);
    writer.join();
    // The byte was taken, so the sender has to learn that nobody will read it.
    if (sent.bytes == 1) REQUIRE(pair.end(0).failure() == end_status::reset);
  }
}

TEST_CASE(
    "loop_pair: an urgent byte that was taken stays taken, also where a newer mark comes or it would now be inline") {
  pair_of_ends p;
  write(p.a, "ab");
  write(p.a, "U", true);
  std::byte urgent{};
  CHECK(p.b.read_urgent(urgent, false).bytes == 1);
  write(p.a, "V", true);
  CHECK(read(p.b, 100, {.urgent_inline = true}).text == "ab");
  CHECK(read(p.b, 100, {.urgent_inline = true}).text == "V");
}

TEST_CASE("loop_pair: a lent buffer is filled in one copy, and the stream goes on after it") {
  loop_pair pair(100'000, 100'000);
  std::string buffer(20'000, '?');
  REQUIRE(pair.end(1).lend(reinterpret_cast<std::byte*>(buffer.data()), buffer.size()));
  CHECK(pair.end(0).loan_offered());
  CHECK(write(pair.end(0), std::string(30'000, 'x')).bytes == 30'000);  // 20 000 straight, the rest through the ring
  end_result loan;
  CHECK(pair.end(1).end_loan(loan));
  CHECK(loan.bytes == 20'000);
  CHECK(buffer == std::string(20'000, 'x'));
  CHECK(pair.end(0).direct_bytes_written() == 20'000);
  CHECK(pair.end(0).bytes_written() == 30'000);
  CHECK(pair.end(1).readable_bytes(false) == 10'000);
  CHECK(read(pair.end(1), 50'000).text == std::string(10'000, 'x'));
}

TEST_CASE(
    "loop_pair: bytes in a lent buffer take no room of the window, and a writer that waits is told when the loan ends") {
  loop_pair pair(10'000, 10'000);
  std::string buffer(20'000, '?');
  REQUIRE(pair.end(1).lend(reinterpret_cast<std::byte*>(buffer.data()), buffer.size()));
  CHECK(write(pair.end(0), std::string(40'000, 'x')).bytes == 30'000);
  CHECK_FALSE(pair.end(0).wish_to_write(1));
  end_result loan;
  CHECK(pair.end(1).end_loan(loan));
  CHECK_FALSE(loan.told.peer_writable);  // the ring is still full
  const end_result rest = pair.end(1).read(reinterpret_cast<std::byte*>(buffer.data()), buffer.size(), {});
  CHECK(rest.bytes == 10'000);
  CHECK(rest.told.peer_writable);
}

TEST_CASE("loop_pair: no buffer is lent before unread bytes or an urgent mark, and an unused loan is taken back") {
  loop_pair pair(100'000, 100'000);
  std::string buffer(20'000, '?');
  auto* at = reinterpret_cast<std::byte*>(buffer.data());
  CHECK_FALSE(pair.end(1).lend(at, 100));  // too small to be worth it
  write(pair.end(0), "x");
  CHECK_FALSE(pair.end(1).lend(at, buffer.size()));
  read(pair.end(1));
  REQUIRE(pair.end(1).lend(at, buffer.size()));
  end_result loan;
  CHECK(pair.end(1).end_loan(loan));
  CHECK(loan.bytes == 0);
  CHECK_FALSE(pair.end(0).loan_offered());
}

TEST_CASE("loop_pair: two threads, buffers lent or not, small and large writes: every byte in its place") {
  loop_pair pair(30'000, 30'000);
  constexpr std::size_t total = 20'000'000;
  const auto byte_at = [](std::size_t at) { return static_cast<std::byte>((at * 2654435761u) >> 13); };
  std::thread writer([&] {
    std::vector<std::byte> piece(70'000);
    std::size_t turn = 0;
    for (std::size_t done = 0; done < total; ++turn) {
      const std::size_t bytes =
          std::min<std::size_t>(total - done, turn % 3 == 0 ? 50 + turn % 300 : 3'000 + turn * 7919 % 60'000);
      for (std::size_t i = 0; i < bytes; ++i) piece[i] = byte_at(done + i);
      for (std::size_t sent = 0; sent < bytes;) {
        const std::size_t step = pair.end(0).write(piece.data() + sent, bytes - sent, false).bytes;
        if (step == 0) std::this_thread::yield();
        sent += step;
      }
      done += bytes;
    }
  });
  std::vector<std::byte> piece(65'536);
  std::size_t seen = 0;
  std::size_t wrong = 0;
  while (seen < total) {
    std::size_t got = pair.end(1).read(piece.data(), piece.size(), {}).bytes;
    if (got == 0 && pair.end(1).lend(piece.data(), piece.size())) {
      for (int look = 0; look < 200 && pair.end(1).is_lent(); ++look) {
      }
      end_result loan;
      while (!pair.end(1).end_loan(loan)) {
      }
      got = loan.bytes;
    }
    for (std::size_t i = 0; i < got; ++i) wrong += piece[i] != byte_at(seen + i) ? 1 : 0;
    seen += got;
    if (got == 0) std::this_thread::yield();
  }
  writer.join();
  CHECK(seen == total);
  CHECK(wrong == 0);
}

TEST_CASE(
    "loop_pair: a reader that takes everything, answers and closes does not break the writer, however they interleave") {
  for (int round = 0; round < 3000; ++round) {
    loop_pair pair(4096, 4096);
    std::thread server([&] {
      while (read(pair.end(1), 10).text.empty()) {
      }
      write(pair.end(1), "reply");
      pair.end(1).close(false, false);
    });
    write(pair.end(0), "request");
    server.join();
    REQUIRE(read(pair.end(0)).text == "reply");
    REQUIRE(read(pair.end(0)).status == end_status::finished);
  }
}
