// many_connections: opens more and more, and at each count measures one busy pair beside them, and a listener. Every round
// goes all the way up, so the ratio to one connection is taken within a round.
//
// It stops early where the process would come to have more than 1.5 GB: then the highest counts are missing. The library keeps
// the memory of closed connections for new ones, so a later round begins with what the first one took; it may use that, and
// little more. Only the first round's memory is what so many connections take, and only that is kept.
//
// What flatters whom: the idle ones do nothing at all, so only what is looked through, or falls out of a cache, costs more.
#include "many_connections.hpp"

#include <algorithm>
#include <cstdio>

#include "connect_rate.hpp"
#include "open_pairs.hpp"
#include "resident_memory.hpp"
#include "round_trip.hpp"
#include "stream.hpp"
#include "winsock_door.hpp"
#include "winsock_peer.hpp"

namespace loopsock_bars {
namespace {

constexpr std::size_t most_resident_bytes = 1500u * 1000 * 1000;
constexpr std::size_t more_than_at_start = 64u * 1000 * 1000;
constexpr std::size_t pairs_per_look = 10000;

// Opens more, looking at the memory now and then. False when it is used up.
bool grow(open_pairs& pairs, std::size_t count, std::size_t most_bytes, const setting& how) {
  while (pairs.size() < count) {
    how.expect("opening connection " + std::to_string(pairs.size()), std::chrono::seconds(0));
    if (resident_bytes() > most_bytes) return false;
    pairs.grow_to(std::min(count, pairs.size() + pairs_per_look));
  }
  return true;
}

void measure_beside(const std::string& name, bool marked, const setting& how, figures& into) {
  work shorter = how.each;
  shorter.duration /= 3;
  how.expect(name, 4 * shorter.duration);
  const auto another = [&] { return open_winsock({.marked = marked}); };
  into.add(name + "/round_trip_us", measure_round_trip(another(), shorter));
  into.add(name + "/stream_64_bytes_per_s", measure_stream(another(), shorter, 64));
  into.add(name + "/stream_64k_bytes_per_s", measure_stream(another(), shorter, 65536));
  const auto at = open_winsock_door({.marked = marked});
  into.add(name + "/connect_per_s", measure_connect_rate(*at, shorter, errand::nothing));
  const std::string resident = name + "/resident_bytes";
  if (!into.has(resident)) into.add(resident, static_cast<double>(resident_bytes()));
}

void measure_path(bool marked, std::span<const std::size_t> counts, const setting& how, figures& into) {
  const std::string path = std::string("many/") + (marked ? "fast" : "ordinary");
  const std::size_t most_bytes = std::max(most_resident_bytes, resident_bytes() + more_than_at_start);
  open_pairs pairs(marked, std::min(how.most_connections, counts.back()));
  for (const std::size_t count : counts) {
    if (count > how.most_connections) break;
    if (!grow(pairs, count, most_bytes, how)) {
      std::fprintf(stderr, "many_connections: %.1f GB in use with %zu open; no more are opened\n",
                   static_cast<double>(resident_bytes()) / 1e9, pairs.size());
      break;
    }
    measure_beside(path + "/" + std::to_string(count), marked, how, into);
  }
  into.add(path + "/open", static_cast<double>(pairs.size()));
  how.expect("closing " + std::to_string(pairs.size()) + " connections", std::chrono::seconds(30));
}

}  // namespace

void run_many_connections(const setting& how, figures& into) {
  measure_path(true, fast_counts, how, into);
  measure_path(false, ordinary_counts, how, into);
}

}  // namespace loopsock_bars
