// sleeping_peer: before each request the client looks at the clock for 200 µs, far longer than anybody here spins, so the
// server sleeps. Only the request and its answer are timed. While it pauses the client is awake; while it waits for the
// answer it does as its peer does: the kernel's and the futex's sleep, loopsock's look for a while and then sleep.
//
// What flatters whom: the pause keeps the client's processor awake, the server's may have gone into a deeper sleep, which
// costs all the same. The futex does nothing but wake and sleep, without a flag that says who sleeps. Where loopsock's client
// is still looking when the answer comes, it is spared one of two wake-ups, as a real program's would be; the second row of the
// futex, whose client looks instead of sleeping, is what one wake-up costs.
#include "sleeping_peer.hpp"

#include "batches.hpp"
#include "messages.hpp"
#include "peers.hpp"

namespace loopsock_bars {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::chrono::microseconds pause{200};
constexpr std::size_t message_bytes = 64;
constexpr const char* peers[] = {"futex", "futex_spin", "fast", "ordinary", "kernel", "unix", "pipe"};

std::vector<double> time_after_pauses(echo_client& echo, std::chrono::milliseconds duration) {
  std::vector<double> took;
  const auto end = clock::now() + duration;
  for (auto start = clock::now(); start < end;) {
    const auto until = clock::now() + pause;
    do start = clock::now();
    while (start < until);
    echo.round_trip();
    took.push_back(std::chrono::duration<double, std::micro>(clock::now() - start).count());
  }
  return took;
}

}  // namespace

void run_sleeping_peer(const setting& how, figures& into) {
  for (const char* key : peers) {
    const std::string name = std::string("sleeping_peer/") + key;
    how.expect(name, how.each.duration);
    run_ends(
        how.each.pin, peer_named(key).open(),
        [&](endpoint& client) {
          echo_client echo(client, message_bytes);
          time_after_pauses(echo, how.each.duration / 10);
          const std::vector<double> took = time_after_pauses(echo, how.each.duration);
          into.add(name + "/p50_us", percentile(took, 0.5));
          into.add(name + "/p99_us", percentile(took, 0.99));
        },
        [](endpoint& server) { serve_echoes(server, message_bytes); });
  }
}

}  // namespace loopsock_bars
