// stream: the writer is the client. Every byte is counted; what they hold is for other tests to look at, since looking would
// cost more than copying.
#include "stream.hpp"

#include <chrono>
#include <stdexcept>
#include <vector>

namespace loopsock_bars {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::size_t write_bytes = 64 * 1024;
constexpr int writes_per_look_at_the_clock = 16;

}  // namespace

double measure_stream(const connection& over, const work& how) {
  // Each is written by one thread and read after both are joined.
  clock::time_point start, end;
  std::size_t sent = 0, received = 0;
  run_ends(
      how.pin, over,
      [&](endpoint& client) {
        const std::vector<std::byte> bytes(write_bytes, std::byte{0x5A});
        start = clock::now();
        while (clock::now() - start < how.duration) {
          for (int i = 0; i < writes_per_look_at_the_clock; ++i) client.send_all(bytes);
          sent += writes_per_look_at_the_clock * write_bytes;
        }
      },
      [&](endpoint& server) {
        std::vector<std::byte> room(write_bytes);
        while (const std::size_t n = server.recv_some(room)) received += n;
        end = clock::now();
      });
  if (received != sent) throw std::runtime_error("stream: fewer or more bytes arrived than were sent");
  return static_cast<double>(received) / std::chrono::duration<double, std::nano>(end - start).count();
}

}  // namespace loopsock_bars
