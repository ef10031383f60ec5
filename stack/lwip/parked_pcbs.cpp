// parked_pcbs: see the header.
#include "stack/lwip/parked_pcbs.hpp"

#include <algorithm>
#include <cassert>

#include "stack/base/node_state.hpp"
#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/tcp_stream_impl.hpp"
#include "stack/lwip/time_wait.hpp"

extern "C" {
LOOPSOCK_NODE_STATE u32_t loopsock_parked_pcbs = 0;
}

namespace loopsock::lwip {

LOOPSOCK_NODE_STATE listed_pcbs at_lwip;

namespace {

// How many stay when the list has become too long, and how many more may come before it is looked at again: so each that comes costs two
// steps of such a walk.
constexpr std::size_t most_kept = 16, most_more = 16;

// Oldest first. All guarded by the core lock.
LOOPSOCK_NODE_STATE stream_link resting, alarmed, ticking, waiting;
LOOPSOCK_NODE_STATE std::size_t waits = 0;
LOOPSOCK_NODE_STATE u32_t first_alarm = 0;  // no alarmed one is due before

pcb_berth& from(stream_link& link) noexcept { return static_cast<pcb_berth&>(link); }

bool is_before(u32_t a, u32_t b) noexcept { return static_cast<s32_t>(a - b) < 0; }

/// Whether lwIP's timers have to see it each time, whatever its state.
bool holds_or_owes(const tcp_pcb& pcb) noexcept {
  constexpr unsigned owes = TF_ACK_DELAY | TF_ACK_NOW | TF_CLOSEPEND | TF_NAGLEMEMERR;
  return pcb.unsent != nullptr || pcb.unacked != nullptr || pcb.ooseq != nullptr || pcb.refused_data != nullptr ||
         pcb.persist_backoff != 0 || (pcb.flags & owes) != 0;
}

/// The tick with which tcp_slowtmr() sends the next keep-alive probe or gives up, by its own rule.
u32_t keep_alive_due(const tcp_pcb& pcb) noexcept {
  const u32_t probe_after = pcb.keep_idle + pcb.keep_cnt_sent * pcb.keep_intvl;
  const u32_t gives_up_after = pcb.keep_idle + pcb.keep_cnt * pcb.keep_intvl;
  return pcb.tmr + std::min(probe_after, gives_up_after) / TCP_SLOW_INTERVAL + 1;
}

pcb_place place_for(const tcp_pcb& pcb) noexcept {
  if (holds_or_owes(pcb)) return pcb_place::ticking;
  switch (pcb.state) {
    case ESTABLISHED:
    case CLOSE_WAIT: return ip_get_option(&pcb, SOF_KEEPALIVE) ? pcb_place::alarmed : pcb_place::resting;
    case FIN_WAIT_2: return (pcb.flags & TF_RXCLOSED) != 0 ? pcb_place::ticking : pcb_place::resting;
    default: return pcb_place::ticking;
  }
}

stream_link& list_of(pcb_place place) noexcept {
  switch (place) {
    case pcb_place::resting: return resting;
    case pcb_place::alarmed: return alarmed;
    case pcb_place::ticking: return ticking;
    default: assert(place == pcb_place::waiting); return waiting;
  }
}

/// `berth.pcb` has just been taken off lwIP's list.
void park(pcb_berth& berth, pcb_place place) noexcept {
  tcp_pcb& pcb = *berth.pcb;
  assert(!berth.parked());
  pcb.next = nullptr;
  // A listener that ends takes itself out of those that lwIP lists. From SYN-RCVD on nobody asks for it.
  assert((pcb.flags & TF_BACKLOGPEND) == 0);
  pcb.listener = nullptr;
  if (berth.chained_at == nullptr) {
    berth.hash = tuple_hash(pcb.local_ip, pcb.local_port, pcb.remote_ip, pcb.remote_port);
    index_pcb(berth);
  }
  if (place == pcb_place::alarmed) {
    berth.due = keep_alive_due(pcb);
    if (alarmed.empty() || is_before(berth.due, first_alarm)) first_alarm = berth.due;
  }
  if (place == pcb_place::waiting) ++waits;
  berth.place = place;
  berth.insert_before(list_of(place));
  ++loopsock_parked_pcbs;
}

/// It is lwIP's again or gone.
void unpark(pcb_berth& berth, pcb_place place) noexcept {
  assert(berth.parked());
  if (berth.place == pcb_place::waiting) --waits;
  berth.unlink();
  berth.place = place;
  --loopsock_parked_pcbs;
  if (place == pcb_place::listed) ++at_lwip.listed;
}

void wake_all(stream_link& list) noexcept {
  while (!list.empty()) wake_parked(from(*list.next));
}

/// The first stays and keeps lwIP's timer running.
void park_waits() noexcept {
  for (tcp_pcb* one = tcp_tw_pcbs; one != nullptr; one = one->next) {
    pcb_berth& berth = tcp_stream_impl::of(*one)->berth();
    if (berth.place == pcb_place::listed) --at_lwip.listed;
    berth.place = pcb_place::time_wait;
  }
  if (tcp_tw_pcbs == nullptr) return;
  // lwIP's list begins with the newest, ours with the oldest.
  tcp_pcb* oldest_first = nullptr;
  for (tcp_pcb* one = tcp_tw_pcbs->next; one != nullptr;) {
    tcp_pcb* const next = one->next;
    one->next = oldest_first;
    oldest_first = one;
    one = next;
  }
  tcp_tw_pcbs->next = nullptr;
  while (oldest_first != nullptr) {
    tcp_pcb* const one = oldest_first;
    oldest_first = one->next;
    park(tcp_stream_impl::of(*one)->berth(), pcb_place::waiting);
  }
}

/// lwIP moves the pcb of each segment to the front, so those behind have been quiet for longest.
void park_idle() noexcept {
  tcp_pcb** link = &tcp_active_pcbs;
  std::size_t left = 0;
  for (; *link != nullptr && left < most_kept; ++left) link = &(*link)->next;
  while (*link != nullptr) {
    tcp_pcb& pcb = **link;
    if (pcb.state == SYN_RCVD) {
      link = &pcb.next;
      ++left;
      continue;
    }
    *link = pcb.next;
    park(tcp_stream_impl::of(pcb)->berth(), place_for(pcb));
  }
  at_lwip.listed = left;
  at_lwip.most = left + most_more;
}

void check_invariants() noexcept {
#ifndef NDEBUG
  assert(core_is_locked());
  // What is on a list of lwIP's is not parked, and there are no more than were counted.
  std::size_t active = 0;
  for (const tcp_pcb* one = tcp_active_pcbs; one != nullptr; one = one->next, ++active)
    assert(tcp_stream_impl::of(*one)->berth().place == pcb_place::listed);
  assert(active <= at_lwip.listed);
  for (const tcp_pcb* one = tcp_tw_pcbs; one != nullptr; one = one->next)
    assert(tcp_stream_impl::of(*one)->berth().place == pcb_place::time_wait);
  // Something is parked exactly when one of the lists is not empty.
  assert((loopsock_parked_pcbs == 0) == (resting.empty() && alarmed.empty() && ticking.empty() && waiting.empty()));
  assert(waits <= loopsock_parked_pcbs && (waits == 0) == waiting.empty());
#endif
}

}  // namespace

void pcb_came(pcb_berth& berth, tcp_pcb& pcb) noexcept {
  assert(berth.place == pcb_place::none);
  berth.pcb = &pcb;
  berth.place = pcb_place::listed;
  ++at_lwip.listed;
}

void pcb_went(pcb_berth& berth) noexcept {
  assert(berth.place != pcb_place::none);
  if (berth.place == pcb_place::listed) --at_lwip.listed;
  if (berth.parked()) unpark(berth, pcb_place::none);
  unindex_pcb(berth);
  berth.place = pcb_place::none;
  berth.pcb = nullptr;
}

void wake_parked(pcb_berth& berth) noexcept {
  if (berth.place == pcb_place::waiting) {
    unpark(berth, pcb_place::time_wait);
    TCP_REG(&tcp_tw_pcbs, berth.pcb);
  } else {
    unpark(berth, pcb_place::listed);
    TCP_REG_ACTIVE(berth.pcb);
  }
}

void wake_all_parked() noexcept {
  for (stream_link* list : {&resting, &alarmed, &ticking, &waiting}) wake_all(*list);
}

void wake_for_tick() noexcept {
  // Behind those that are there, so that the order still tells who was busy last.
  tcp_pcb** end = &tcp_active_pcbs;
  while (*end != nullptr) end = &(*end)->next;
  const auto append = [&](pcb_berth& one) {
    unpark(one, pcb_place::listed);
    *end = one.pcb;
    end = &one.pcb->next;
  };
  while (!ticking.empty()) append(from(*ticking.next));

  const u32_t coming = tcp_ticks + 1;
  if (alarmed.empty() || is_before(coming, first_alarm)) return;
  first_alarm = coming + 0x7fffffffU;
  for (stream_link* link = alarmed.next; link != &alarmed;) {
    pcb_berth& one = from(*link);
    link = link->next;
    if (!is_before(coming, one.due)) {
      append(one);
    } else if (is_before(one.due, first_alarm)) {
      first_alarm = one.due;
    }
  }
}

void wake_at_address(const ip_addr_t& local) noexcept {
  for (stream_link* list : {&resting, &alarmed, &ticking}) {
    for (stream_link* link = list->next; link != list;) {
      pcb_berth& one = from(*link);
      link = link->next;
      if (ip_addr_cmp(&one.pcb->local_ip, &local)) wake_parked(one);
    }
  }
}

clock_wish tcp_clock_wish(u32_t& alarm) noexcept {
  clock_wish wish = clock_wish::none;
  const auto consider = [&](u32_t due) {
    if (wish == clock_wish::none || is_before(due, alarm)) alarm = due;
    wish = clock_wish::alarm;
  };
  if (!ticking.empty()) return clock_wish::every_tick;
  for (const tcp_pcb* one = tcp_active_pcbs; one != nullptr; one = one->next) {
    const pcb_place place = place_for(*one);
    if (place == pcb_place::ticking) return clock_wish::every_tick;
    if (place == pcb_place::alarmed) consider(keep_alive_due(*one));
  }
  if (!alarmed.empty()) consider(first_alarm);
  for (const tcp_pcb* one = tcp_tw_pcbs; one != nullptr; one = one->next) consider(wait_ends(*one));
  if (const tcp_pcb* const oldest = oldest_parked_wait()) consider(wait_ends(*oldest));
  return wish;
}

bool tcp_has_connections() noexcept { return tcp_active_pcbs != nullptr || tcp_tw_pcbs != nullptr || !ticking.empty(); }

void shorten_long_lists() noexcept {
  park_waits();
  if (at_lwip.listed > at_lwip.most) park_idle();
  end_surplus_waits();
  check_invariants();
}

std::size_t parked_waits() noexcept { return waits; }
tcp_pcb* oldest_parked_wait() noexcept { return waiting.empty() ? nullptr : from(*waiting.next).pcb; }

pcb_counts count_pcbs(node& on) noexcept {
  const plain_core_lock lock(on);
  pcb_counts all;
  for (const tcp_pcb* one = tcp_active_pcbs; one != nullptr; one = one->next) ++all.active;
  for (const tcp_pcb* one = tcp_tw_pcbs; one != nullptr; one = one->next) ++all.time_wait;
  all.parked = loopsock_parked_pcbs - waits;
  all.parked_waits = waits;
  return all;
}

}  // namespace loopsock::lwip
