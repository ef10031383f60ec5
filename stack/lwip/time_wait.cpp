// time_wait: see the header.
#include "stack/lwip/time_wait.hpp"

#include <lwip/priv/tcp_priv.h>

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

}  // namespace loopsock::lwip
