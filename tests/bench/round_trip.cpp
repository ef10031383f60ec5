// round_trip: the client counts in the first word of each message and looks whether the answer bears the same number; the
// server sends back what it got, until the client closes.
#include "round_trip.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "batches.hpp"

namespace loopsock_bars {
namespace {

using message = std::array<std::byte, 64>;

// False at the end of the stream.
bool recv_message(endpoint& from, message& into) {
  for (std::span<std::byte> room = into; !room.empty();) {
    const std::size_t n = from.recv_some(room);
    if (n == 0) return false;
    room = room.subspan(n);
  }
  return true;
}

}  // namespace

double measure_round_trip(const connection& over, const work& how) {
  double answer = 0;
  run_ends(
      how.pin, over,
      [&](endpoint& client) {
        std::uint64_t number = 0;
        answer = median_of_batches(how.duration, [&] {
          message sent{}, received;
          std::memcpy(sent.data(), &++number, sizeof number);
          client.send_all(sent);
          if (!recv_message(client, received)) throw std::runtime_error("round trip: the server ended early");
          if (received != sent) throw std::runtime_error("round trip: another answer than was sent");
        });
      },
      [](endpoint& server) {
        for (message m; recv_message(server, m);) server.send_all(m);
      });
  return answer;
}

}  // namespace loopsock_bars
