// time_wait: see the header. A pcb is ended as lwIP's own timer does it: in TIME-WAIT it holds no segments, so it is only freed.
#include "stack/lwip/time_wait.hpp"

#include <lwip/priv/tcp_priv.h>

#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/packet_tuple.hpp"
#include "stack/lwip/parked_pcbs.hpp"

namespace loopsock::lwip {
namespace {

constexpr std::size_t most_waiting = 1024;

// The rule of tcp_slowtmr().
constexpr u32_t longest_wait = 2 * TCP_MSL / TCP_SLOW_INTERVAL;
bool has_waited(const tcp_pcb& pcb) noexcept { return tcp_ticks - pcb.tmr > longest_wait; }

}  // namespace

std::uint32_t wait_ends(const tcp_pcb& pcb) noexcept { return pcb.tmr + longest_wait + 1; }

void end_surplus_waits() noexcept {
  while (parked_waits() > most_waiting) tcp_free(oldest_parked_wait());
}

void end_old_waits() noexcept {
  // One that was woken by a late segment stands behind younger ones then, and waits a little longer.
  for (tcp_pcb* oldest; (oldest = oldest_parked_wait()) != nullptr && has_waited(*oldest);) tcp_free(oldest);
}

void end_wait_of_peer(const endpoint& local, const endpoint& remote) noexcept {
  const ip_addr_t ours = to_lwip(local.address), theirs = to_lwip(remote.address);
  const u32_t hash = tuple_hash(theirs, remote.port, ours, local.port);
  for (pcb_berth* one = first_indexed(hash); one != nullptr; one = next_indexed(*one)) {
    if (one->place == pcb_place::waiting) wake_parked(*one);
  }
  for (tcp_pcb** link = &tcp_tw_pcbs; *link != nullptr; link = &(*link)->next) {
    tcp_pcb* const one = *link;
    if (one->local_port != remote.port || one->remote_port != local.port) continue;
    if (!ip_addr_cmp(&one->local_ip, &theirs) || !ip_addr_cmp(&one->remote_ip, &ours)) continue;
    *link = one->next;
    tcp_free(one);
    return;
  }
}

}  // namespace loopsock::lwip
