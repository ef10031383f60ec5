// idle_pairs: growth of the resident memory of the whole process by 100 000 connections, both ends, handles, ports and all;
// then all rest, and the processor time of the whole process is taken, that of this program's own sleeping threads included.
//
// What flatters whom: many at once share what is allocated in pieces; a first connection costs more. 1 000 are opened
// and stay open before the count begins, so what is made once does not count.
#include "idle_pairs.hpp"

#include <thread>

#include "open_pairs.hpp"
#include "processor_time.hpp"
#include "resident_memory.hpp"

namespace loopsock_bars {
namespace {

constexpr std::size_t warm_up = 1000;
// A ring goes one to two seconds after its last byte.
constexpr std::chrono::seconds rings_go_within{4};

double growth_since(std::size_t before) {
  const std::size_t now = resident_bytes();
  return now > before ? static_cast<double>(now - before) : 0;
}

void exchange_one_message(const socket_pair& pair) {
  char bytes[64] = {};
  if (::send(pair.client, bytes, sizeof bytes, 0) != sizeof bytes ||
      ::recv(pair.server, bytes, sizeof bytes, 0) != sizeof bytes ||
      ::send(pair.server, bytes, sizeof bytes, 0) != sizeof bytes ||
      ::recv(pair.client, bytes, sizeof bytes, 0) != sizeof bytes)
    fail_winsock("a message on an idle connection");
}

}  // namespace

void run_idle_pairs(const setting& how, figures& into) {
  how.expect("opening idle connections", std::chrono::seconds(60));
  open_pairs pairs(true, warm_up + how.idle_connections);
  pairs.grow_to(warm_up);
  const auto count = static_cast<double>(how.idle_connections);

  const std::size_t before = resident_bytes();
  pairs.grow_to(warm_up + how.idle_connections);
  into.add("idle/connections", count);
  into.add("idle/bytes_per_pair", growth_since(before) / count);

  how.expect("idle connections", how.idle);
  const double used = processor_seconds();
  std::this_thread::sleep_for(how.idle);
  into.add("idle/cpu_ms", (processor_seconds() - used) * 1000);
  into.add("idle/seconds", std::chrono::duration<double>(how.idle).count());

  how.expect("a message on every idle connection", std::chrono::seconds(60));
  for (std::size_t i = warm_up; i < pairs.size(); ++i) exchange_one_message(pairs[i]);
  into.add("idle/used_bytes_per_pair", growth_since(before) / count);

  how.expect("idle connections that were used", rings_go_within);
  std::this_thread::sleep_for(rings_go_within);
  into.add("idle/rested_bytes_per_pair", growth_since(before) / count);
}

}  // namespace loopsock_bars
