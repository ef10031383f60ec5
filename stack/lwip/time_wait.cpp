// time_wait: see the header.
#include "stack/lwip/time_wait.hpp"

#include <lwip/priv/tcp_priv.h>

#include "stack/lwip/ip_convert.hpp"

namespace loopsock::lwip {
namespace {

constexpr unsigned most_waiting = 1024;
// The list is walked once in so many closes, which makes four steps for each.
constexpr unsigned closes_between_walks = 256;

unsigned closes = 0;

}  // namespace

void count_closed() noexcept {
  if (++closes < closes_between_walks) return;
  closes = 0;

  // New ones enter at the front, so the oldest are behind the first 1024.
  tcp_pcb** link = &tcp_tw_pcbs;
  for (unsigned kept = 0; kept < most_waiting && *link != nullptr; ++kept) link = &(*link)->next;
  tcp_pcb* oldest = *link;
  *link = nullptr;
  while (oldest != nullptr) {
    // As lwIP's own timer does it: a pcb in TIME-WAIT holds no segments.
    tcp_pcb* const next = oldest->next;
    tcp_free(oldest);
    oldest = next;
  }
}

void end_wait_of_peer(const endpoint& local, const endpoint& remote) noexcept {
  const ip_addr_t ours = to_lwip(local.address), theirs = to_lwip(remote.address);
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
