// timers: see the header.
#include "stack/lwip/timers.hpp"

#include <lwip/dhcp.h>
#include <lwip/dns.h>
#include <lwip/etharp.h>
#include <lwip/igmp.h>
#include <lwip/ip4_frag.h>
#include <lwip/ip6_frag.h>
#include <lwip/mld6.h>
#include <lwip/nd6.h>
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/stats.h>
#include <lwip/timeouts.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "stack/lwip/parked_pcbs.hpp"
#include "stack/lwip/time_wait.hpp"

namespace loopsock::lwip::timers {

LOOPSOCK_NODE_STATE bool tcp_rests = true;

namespace {

using std::chrono::milliseconds;

constexpr milliseconds tick{TCP_TMR_INTERVAL};
constexpr milliseconds slow_tick{TCP_SLOW_INTERVAL};
static_assert(slow_tick == 2 * tick);
// Longer than the last fragment is waited for, in either version of IP.
constexpr std::chrono::seconds fragments_live{61};

enum class reason { fragments, question, neighbours };
struct periodic {
  void (*run)();
  milliseconds every;
  reason while_there_are;
};
constexpr std::array others{
    periodic{ip_reass_tmr, milliseconds{IP_TMR_INTERVAL}, reason::fragments},
    periodic{ip6_reass_tmr, milliseconds{IP6_REASS_TMR_INTERVAL}, reason::fragments},
    periodic{dns_tmr, milliseconds{DNS_TMR_INTERVAL}, reason::question},
    periodic{dhcp_fine_tmr, milliseconds{DHCP_FINE_TIMER_MSECS}, reason::neighbours},
    periodic{dhcp_coarse_tmr, milliseconds{DHCP_COARSE_TIMER_MSECS}, reason::neighbours},
    periodic{etharp_tmr, milliseconds{ARP_TMR_INTERVAL}, reason::neighbours},
    periodic{nd6_tmr, milliseconds{ND6_TMR_INTERVAL}, reason::neighbours},
    periodic{igmp_tmr, milliseconds{IGMP_TMR_INTERVAL}, reason::neighbours},
    periodic{mld6_tmr, milliseconds{MLD6_TMR_INTERVAL}, reason::neighbours},
};

// When each is due; never: it rests.
LOOPSOCK_NODE_STATE host::time_point tcp_due = host::never;
LOOPSOCK_NODE_STATE std::array<host::time_point, others.size()> due = {};
LOOPSOCK_NODE_STATE bool changed = true;  // next() has to be asked for again
LOOPSOCK_NODE_STATE bool look = true;     // a reason may have come or gone

LOOPSOCK_NODE_STATE host::time_point counted_until = {};  // ticks up to here are in tcp_ticks…
LOOPSOCK_NODE_STATE bool half_counted = false;            // …but for one, of two that make a slow one
LOOPSOCK_NODE_STATE bool ticked = false;                  // in this section, at whose end is seen what is left to do

LOOPSOCK_NODE_STATE u32_t fragments_seen = 0;
LOOPSOCK_NODE_STATE host::time_point fragments_until = {};
LOOPSOCK_NODE_STATE int questions = 0;

u32_t fragments() noexcept { return lwip_stats.ip_frag.recv + lwip_stats.ip6_frag.recv; }

bool has_neighbours() noexcept {
  const netif* link;
  NETIF_FOREACH(link) {
    if ((link->flags & NETIF_FLAG_ETHERNET) != 0) return true;
  }
  return false;
}

bool holds(reason why, host::time_point now) noexcept {
  switch (why) {
    case reason::fragments: return now < fragments_until;
    case reason::question: return questions != 0;
    case reason::neighbours: return has_neighbours();
  }
  return false;
}

/// Starts those that have got a reason.
void start_others() noexcept {
  look = false;
  const host::time_point now = host::now();
  if (const u32_t so_far = fragments(); so_far != fragments_seen) {
    fragments_seen = so_far;
    fragments_until = now + fragments_live;
  }
  for (std::size_t i = 0; i < others.size(); ++i) {
    if (due[i] != host::never || !holds(others[i].while_there_are, now)) continue;
    due[i] = now + others[i].every;
    changed = true;
  }
}

void count_ticks_until(host::time_point moment) noexcept {
  if (moment < counted_until) return;
  const auto passed = (moment - counted_until) / tick;
  counted_until += passed * tick;
  const auto with_half = passed + (half_counted ? 1 : 0);
  half_counted = with_half % 2 != 0;
  tcp_ticks += static_cast<u32_t>(with_half / 2);
}

void begin_ticking(host::time_point from) noexcept {
  tcp_rests = false;
  counted_until = from;
  tcp_due = from + tick;
  changed = true;
}

void rest_or_go_on() noexcept {
  u32_t alarm = 0;
  const clock_wish wish = tcp_clock_wish(alarm);
  if (wish == clock_wish::every_tick) {
    tcp_due = counted_until + tick;
  } else {
    tcp_rests = true;
    half_counted = false;
    const auto slow_ticks = std::max<s32_t>(1, static_cast<s32_t>(alarm - tcp_ticks));
    tcp_due = wish == clock_wish::alarm ? counted_until + slow_ticks * slow_tick : host::never;
  }
}

/// What lwIP would give up too early, before each of its turns.
///
/// SYN-RCVD: it forgets a connection whose SYN it has answered after 20 s, when three or four answers may have been lost. The other end takes
/// itself for connected by then, and if it is the one that listens first, waits for ever. So the answer is repeated every three seconds at
/// least, twelve times (TCP_MAXRTX).
///
/// Closed by the program: from then on it no longer notes when a segment came (`tmr`). LAST-ACK would end 4 s after the last one before, in the midst
/// of the data that is still to be sent, and without its FIN where the connection had been idle; FIN-WAIT-2 would be over as it begins. So until
/// the FIN is acknowledged no time passes, and retransmissions alone (TCP_MAXRTX) give it up.
void correct_times() noexcept {
  constexpr s16_t longest = 3000 / TCP_SLOW_INTERVAL;
  for (tcp_pcb* one = tcp_active_pcbs; one != nullptr; one = one->next) {
    switch (one->state) {
      case SYN_RCVD: one->rto = std::min(one->rto, longest); [[fallthrough]];
      case FIN_WAIT_1:
      case CLOSING:
      case LAST_ACK: one->tmr = tcp_ticks; break;
      default: break;
    }
  }
}

void run_tcp(host::time_point now) noexcept {
  if (tcp_rests) {
    // The alarm: lwIP's next slow tick is the one that was waited for.
    count_ticks_until(now - slow_tick);
    tcp_rests = false;
    wake_for_tick();
    tcp_tmr();
    counted_until += tick;
  } else if (now - tcp_due > slow_tick) {
    // Nobody drove for a while. What waits for a time-out is not to hear of all of it at once.
    counted_until = now - tick;
  }
  wake_for_tick();
  correct_times();
  tcp_tmr();
  counted_until += tick;
  end_old_waits();
  ticked = true;
}

}  // namespace

void begin() noexcept {
  counted_until = host::now();
  due.fill(host::never);
}

void catch_up() noexcept {
  const host::time_point now = host::now();
  if (now < counted_until) counted_until = now;  // a test has put another clock in place
  count_ticks_until(now);
}

void look_again() noexcept { look = true; }

void note_question(int change) noexcept {
  questions += change;
  look = true;
}

bool after_section() noexcept {
  if (look || fragments() != fragments_seen) start_others();
  if (std::exchange(ticked, false)) {
    rest_or_go_on();
  } else if (tcp_rests && tcp_has_connections()) {
    begin_ticking(counted_until);
  }
  return std::exchange(changed, false);
}

host::time_point next() noexcept { return std::min(tcp_due, *std::ranges::min_element(due)); }

void run_due() noexcept {
  const host::time_point now = host::now();
  if (tcp_due <= now) run_tcp(now);
  for (std::size_t i = 0; i < others.size(); ++i) {
    if (due[i] > now) continue;
    others[i].run();
    due[i] = !holds(others[i].while_there_are, now) ? host::never
                                                    : std::max(due[i], now - others[i].every) + others[i].every;
  }
  changed = true;
}

}  // namespace loopsock::lwip::timers

/// Called by lwip_init().
extern "C" void sys_timeouts_init(void) { loopsock::lwip::timers::begin(); }
