// round_trip: two pinned threads. The client counts in the first word of each message and looks whether the answer bears the
// same number.
//
// What flatters whom: nobody sleeps for long, so whoever spins before it sleeps is spared the wake-up; the kernel's blocking
// peers are not, and its spinning one is there for that. Every peer, the raw ring too, pays one virtual call per send and
// per receive, a nanosecond or two, which weighs most on the quickest.
#include "round_trip.hpp"

#include "batches.hpp"
#include "hand_off.hpp"
#include "messages.hpp"
#include "peers.hpp"

namespace loopsock_bars {
namespace {

constexpr const char* small_peers[] = {"slots",       "ring", "fast", "ordinary", "kernel",
                                       "kernel_spin", "unix", "pipe", "lwip"};
// What Microsoft's fast path was slow at: 64 KiB each way, synchronously.
constexpr const char* large_peers[] = {"ring", "fast", "ordinary", "kernel"};
constexpr std::size_t small = 64, large = 64 * 1024;

void measure_both_ways(const std::string& name, const peer& which, const work& how, figures& into) {
  run_ends(
      how.pin, which.open(),
      [&](endpoint& client) {
        echo_client echo(client, small);
        into.add(name + "/us", median_of_batches(how.duration, [&] { echo.round_trip(); }));
        const std::vector<double> each = time_of_each(how.duration, [&] { echo.round_trip(); });
        into.add(name + "/p50_us", percentile(each, 0.5));
        into.add(name + "/p99_us", percentile(each, 0.99));
        into.add(name + "/p999_us", percentile(each, 0.999));
      },
      [](endpoint& server) { serve_echoes(server, small); });
}

}  // namespace

double measure_round_trip(const connection& over, const work& how, std::size_t message_bytes) {
  double answer = 0;
  run_ends(
      how.pin, over,
      [&](endpoint& client) {
        echo_client echo(client, message_bytes);
        answer = median_of_batches(how.duration, [&] { echo.round_trip(); });
      },
      [&](endpoint& server) { serve_echoes(server, message_bytes); });
  return answer;
}

void run_round_trip(const setting& how, figures& into) {
  how.expect("the hand-off of a cache line", how.each.duration);
  into.add("round_trip/hand_off/us", measure_hand_off(how.each));
  for (const char* key : small_peers) {
    how.expect(std::string("the round trip, ") + key + ",", 2 * how.each.duration);
    measure_both_ways(std::string("round_trip/") + key, peer_named(key), how.each, into);
  }
  for (const char* key : large_peers) {
    how.expect(std::string("the round trip of 64 KiB, ") + key + ",", how.each.duration);
    into.add(std::string("round_trip_64k/") + key + "/us", measure_round_trip(peer_named(key).open(), how.each, large));
  }
}

}  // namespace loopsock_bars
