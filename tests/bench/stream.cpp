// stream: two pinned threads; the writer is the client and sends one buffer again and again; the reader receives into one
// buffer of 64 KiB. Every byte is counted; what they hold is for other tests to look at, since looking would cost more than
// copying.
//
// What flatters whom: both buffers stay in the caches, the writer's never changes and nobody looks at the reader's. That
// flatters whoever copies once: after the first time the reader's core has the writer's bytes in its own cache, and nothing
// has to cross between the cores any more, which a ring's bytes always must. The rows with fresh bytes show how much it is.
// With small writes the reader finds many at once, and a stream may carry them together; the kernel has TCP_NODELAY, like
// loopsock, unless the row says otherwise; that makes a segment of each of its writes, and flatters us against a kernel left as
// it comes. memcpy is one thread that copies one buffer into another of the same size.
#include "stream.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "peers.hpp"

namespace loopsock_bars {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::size_t room_bytes = 64 * 1024;
constexpr const char* peers[] = {"ring", "lent", "fast", "ordinary", "kernel", "unix", "pipe"};
// Measured with writes of 64 KiB alone.
constexpr const char* further_peers[] = {"fast_port",      "fast_event",   "fast_nagle",
                                         "ordinary_nagle", "kernel_nagle", "lwip"};

// Small writes too: Nagle's algorithm puts them together, which is how a socket comes.
constexpr const char* nagle_peers[] = {"fast_nagle", "ordinary_nagle", "kernel_nagle"};
constexpr const char* fresh_peers[] = {"ring", "lent", "fast", "ordinary", "kernel", "unix"};
constexpr std::size_t cache_line = 64;

// About a MiB between two looks at the clock.
std::size_t writes_per_look(std::size_t write_bytes) {
  return std::clamp<std::size_t>((1 << 20) / write_bytes, 1, 1024);
}

double per_second(std::size_t bytes, clock::duration took) {
  return static_cast<double>(bytes) / std::chrono::duration<double>(took).count();
}

double measure_memcpy(const work& how, std::size_t size) {
  double answer = 0;
  const auto copy = [&] {
    std::vector<std::byte> from(size, std::byte{0x5A}), to(size);
    std::size_t copied = 0;
    volatile std::byte seen{};  // each copy is looked at, so none is left out
    const auto start = clock::now();
    while (clock::now() - start < how.duration) {
      for (std::size_t i = writes_per_look(size); i > 0; --i) {
        from[size / 2] = static_cast<std::byte>(i);
        std::memcpy(to.data(), from.data(), size);
        seen = to[size - 1];
      }
      copied += writes_per_look(size) * size;
    }
    answer = per_second(copied, clock::now() - start);
    static_cast<void>(seen);
  };
  run_two(how.pin, copy, [] {});
  return answer;
}

void write_every_line(std::span<std::byte> bytes, std::byte value) {
  for (std::size_t i = 0; i < bytes.size(); i += cache_line) bytes[i] = value;
}

void read_every_line(std::span<const std::byte> bytes, std::size_t there) {
  unsigned sum = 0;
  for (std::size_t i = 0; i < there; i += cache_line) sum += static_cast<unsigned>(bytes[i]);
  volatile unsigned seen = sum;
  static_cast<void>(seen);
}

void measure_one(const char* key, std::size_t size, const setting& how, figures& into) {
  const std::string name = "stream/" + std::to_string(size) + "/" + key;
  how.expect(name, how.each.duration);
  into.add(name + "/bytes_per_s", measure_stream(peer_named(key).open(), how.each, size));
}

}  // namespace

double measure_stream(const connection& over, const work& how, std::size_t write_bytes, contents what) {
  // Each is written by one thread and read after both are joined.
  clock::time_point start, end;
  std::size_t sent = 0, received = 0;
  run_ends(
      how.pin, over,
      [&](endpoint& client) {
        std::vector<std::byte> bytes(write_bytes, std::byte{0x5A});
        const std::size_t writes = writes_per_look(write_bytes);
        start = clock::now();
        while (clock::now() - start < how.duration) {
          for (std::size_t i = 0; i < writes; ++i) {
            if (what == contents::fresh) write_every_line(bytes, static_cast<std::byte>(i));
            client.send_all(bytes);
          }
          sent += writes * write_bytes;
        }
      },
      [&](endpoint& server) {
        std::vector<std::byte> room(room_bytes);
        while (const std::size_t n = server.recv_some(room)) {
          if (what == contents::fresh) read_every_line(room, n);
          received += n;
        }
        end = clock::now();
      });
  if (received != sent) throw std::runtime_error("stream: fewer or more bytes arrived than were sent");
  return per_second(received, end - start);
}

void run_stream(const setting& how, figures& into) {
  // There are many; the bars' two sizes get the whole time, the others half.
  setting shorter = how;
  shorter.each.duration /= 2;
  for (const std::size_t size : stream_sizes) {
    const setting& mine = size == 64 || size == 65536 ? how : shorter;
    into.add("stream/" + std::to_string(size) + "/memcpy/bytes_per_s", measure_memcpy(shorter.each, size));
    for (const char* key : peers) measure_one(key, size, mine, into);
    if (size == 64)
      for (const char* key : nagle_peers) measure_one(key, size, mine, into);
    if (size == 65536)
      for (const char* key : further_peers) measure_one(key, size, mine, into);
  }
  for (const char* key : fresh_peers) {
    const std::string name = std::string("stream_fresh/") + key;
    how.expect(name, how.each.duration);
    into.add(name + "/bytes_per_s", measure_stream(peer_named(key).open(), how.each, 65536, contents::fresh));
  }
}

}  // namespace loopsock_bars
