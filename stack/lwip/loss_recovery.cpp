// loss_recovery: see the header.
#include "stack/lwip/loss_recovery.hpp"

#include <lwip/priv/tcp_priv.h>
#include <lwip/stats.h>

#include <algorithm>

#include "stack/lwip/parked_pcbs.hpp"

namespace loopsock::lwip {
namespace {

constexpr u8_t option_end = 0, option_nothing = 1, option_sack = 5;

u32_t word_at(const u8_t* bytes) noexcept {
  return u32_t{bytes[0]} << 24 | u32_t{bytes[1]} << 16 | u32_t{bytes[2]} << 8 | bytes[3];
}

u32_t begin_of(const tcp_seg& segment) noexcept { return lwip_ntohl(segment.tcphdr->seqno); }
u32_t end_of(const tcp_seg& segment) noexcept { return begin_of(segment) + TCP_TCPLEN(&segment); }

/// The blocks of the first such option (RFC 2018, 3).
std::span<const u8_t> blocks_in(std::span<const u8_t> options) noexcept {
  while (!options.empty() && options[0] != option_end) {
    if (options[0] == option_nothing) {
      options = options.subspan(1);
      continue;
    }
    if (options.size() < 2 || options[1] < 2 || options[1] > options.size()) return {};
    if (options[0] == option_sack) return options.subspan(2, static_cast<std::size_t>(options[1] - 2));
    options = options.subspan(options[1]);
  }
  return {};
}

}  // namespace

loss_recovery::loss_recovery(pcb_berth& berth) noexcept : berth_(berth) { run = on_chore; }

void loss_recovery::before_acknowledgement(u32_t acknowledged, std::span<const u8_t> options) noexcept {
  const tcp_pcb& pcb = *berth_.pcb;
  if (const bool timeout = (pcb.flags & TF_RTO) != 0; timeout != after_timeout_) {
    after_timeout_ = timeout;
    if (timeout) {
      board_.clear();
      recovering_ = false;
      repeats_count_ = 0;
    }
  }
  for (auto blocks = blocks_in(options); blocks.size() >= 8; blocks = blocks.subspan(8)) {
    const u32_t from = word_at(blocks.data()), to = word_at(blocks.data() + 4);
    // One before the acknowledged tells of something that came twice (RFC 2883).
    const bool is_news =
        sequence_before(acknowledged, from) && sequence_before(from, to) && !sequence_before(pcb.snd_nxt, to);
    if (is_news) board_.add(from, to);
  }
  if (recovering_ || !board_.empty()) add_chore(*this);
}

void loss_recovery::on_chore(chore& self) noexcept { static_cast<loss_recovery&>(self).go_on(); }

void loss_recovery::go_on() noexcept {
  wake(berth_);
  tcp_pcb& pcb = *berth_.pcb;
  forget_acknowledged();
  if (after_timeout_) keep_what_came();
  if (recovering_ && !sequence_before(pcb.lastack, end_)) end();
  if (pcb.unacked == nullptr) return;
  if (!recovering_ && is_lost(*pcb.unacked)) begin();
  if (recovering_) {
    send();
  } else if (!board_.empty()) {
    send_one_more();
  }
}

void loss_recovery::forget_acknowledged() noexcept {
  const u32_t acknowledged = berth_.pcb->lastack;
  board_.acknowledge(acknowledged);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < repeats_count_; ++i) {
    if (!sequence_before(repeats_[i].begin, acknowledged)) repeats_[kept++] = repeats_[i];
  }
  repeats_count_ = kept;
}

/// After a time-out lwIP means to send everything again. What the peer has is put among the unacknowledged instead.
void loss_recovery::keep_what_came() noexcept {
  tcp_pcb& pcb = *berth_.pcb;
  tcp_seg** kept = &pcb.unacked;
  tcp_seg** place = &pcb.unsent;
  while (*place != nullptr && sequence_before(begin_of(**place), pcb.snd_nxt)) {
    tcp_seg& one = **place;
    if (!board_.has(begin_of(one), end_of(one))) {
      place = &one.next;
      continue;
    }
    *place = one.next;
    while (*kept != nullptr && sequence_before(begin_of(**kept), begin_of(one))) kept = &(*kept)->next;
    one.next = *kept;
    *kept = &one;
  }
}

// ---------------------------------------------------------------------------------------------------------------------- finding

loss_recovery::repeat* loss_recovery::find_repeat(u32_t begin) noexcept {
  repeat* const behind = repeats_.data() + repeats_count_;
  repeat* const found = std::find_if(repeats_.data(), behind, [&](const repeat& one) { return one.begin == begin; });
  return found == behind ? nullptr : found;
}

bool loss_recovery::is_lost(const tcp_seg& segment) noexcept {
  const tcp_pcb& pcb = *berth_.pcb;
  const u32_t begin = begin_of(segment);
  // What comes from here on was sent after the segment, for the last time that it was sent.
  u32_t evidence_from = end_of(segment);
  if (const repeat* const again = find_repeat(begin); again != nullptr) {
    evidence_from = again->sent_before;
  } else if (after_timeout_ && sequence_before(begin, pcb.rto_end)) {
    evidence_from = pcb.rto_end;
  } else if (recovering_ && begin == pcb.lastack && sequence_before(begin, end_)) {
    return true;  // a hole was filled and the next one has shown (RFC 6582)
  }
  // With little under way, and nothing that could follow, there will never be three segments' worth (RFC 5827).
  const u32_t sent = pcb.snd_nxt - pcb.lastack;
  // (What is being sent again stands among the unsent, too.)
  const bool all_sent = pcb.snd_lbb == pcb.snd_nxt;
  const bool little = sent < 4u * pcb.mss && (all_sent || pcb.snd_wnd < sent + pcb.mss);
  return board_.bytes_from(evidence_from) > (little ? 0u : 2u * pcb.mss);
}

void loss_recovery::begin() noexcept {
  tcp_pcb& pcb = *berth_.pcb;
  recovering_ = true;
  end_ = pcb.snd_nxt;
  resent_ = pcb.lastack;
  if ((pcb.flags & TF_INFR) != 0) {
    // lwIP has begun by itself, with the first hole.
    resent_ = end_of(*pcb.unacked);
    (void)note_repeat(*pcb.unacked);
    return;
  }
  pcb.ssthresh = static_cast<tcpwnd_size_t>(std::max((pcb.snd_nxt - pcb.lastack) / 2, 2u * pcb.mss));
}

void loss_recovery::end() noexcept {
  tcp_pcb& pcb = *berth_.pcb;
  recovering_ = false;
  tcp_clear_flags(&pcb, TF_INFR);
  pcb.cwnd = pcb.ssthresh;
  pcb.bytes_acked = 0;
}

// ---------------------------------------------------------------------------------------------------------------------- sending

/// Bytes that were sent, and are neither known to have come nor lost.
u32_t loss_recovery::under_way() noexcept {
  u32_t sum = 0;
  for (const tcp_seg* one = berth_.pcb->unacked; one != nullptr; one = one->next) {
    if (!board_.has(begin_of(*one), end_of(*one)) && !is_lost(*one)) sum += TCP_TCPLEN(one);
  }
  return sum;
}

/// Holes are sent again while less than the window is under way; the first one in any case. Then new data, if there is room left.
void loss_recovery::send() noexcept {
  tcp_pcb& pcb = *berth_.pcb;
  // So that lwIP does not begin as well. It clears this with each acknowledgement.
  tcp_set_flags(&pcb, TF_INFR);
  u32_t sum = under_way();
  u32_t reached = pcb.lastack;  // behind the last byte that was sent
  bool first = !sequence_before(pcb.lastack, resent_);
  for (tcp_seg** place = &pcb.unacked; *place != nullptr;) {
    tcp_seg& one = **place;
    const u32_t begin = begin_of(one), end = end_of(one);
    reached = end;
    const bool again = !board_.has(begin, end) && is_lost(one) && (first || sum + pcb.mss <= pcb.ssthresh);
    if (!again || !send_again(place)) {
      place = &one.next;
      continue;
    }
    first = false;
    if (sequence_before(resent_, end)) resent_ = end;
    sum += end - begin;
  }
  // lwIP's window begins at the acknowledged: this one ends behind the holes, or where new data may.
  const u32_t more = pcb.ssthresh > sum + pcb.mss ? pcb.ssthresh - sum : 0;
  pcb.cwnd = static_cast<tcpwnd_size_t>(std::min<u32_t>(reached - pcb.lastack + more, TCP_WND_MAX(&pcb)));
  (void)tcp_output(&pcb);
}

/// What has come has left the link, so new data may take its place, two segments' worth: they bring the evidence where the window is
/// small (RFC 3042).
void loss_recovery::send_one_more() noexcept {
  tcp_pcb& pcb = *berth_.pcb;
  const tcpwnd_size_t window = pcb.cwnd;
  const u32_t more = std::min<u32_t>(board_.bytes_from(pcb.lastack), 2u * pcb.mss);
  pcb.cwnd = static_cast<tcpwnd_size_t>(std::min<u32_t>(window + more, TCP_WND_MAX(&pcb)));
  (void)tcp_output(&pcb);
  pcb.cwnd = window;
}

/// Moves a segment from the unacknowledged to the unsent, which are in order. False: its memory is still being read by a link, or too
/// many are being sent again; the timer is left for it.
bool loss_recovery::send_again(tcp_seg** place) noexcept {
  tcp_pcb& pcb = *berth_.pcb;
  tcp_seg* const segment = *place;
  if (segment->p->ref != 1 || !note_repeat(*segment)) return false;
  *place = segment->next;
  tcp_seg** at = &pcb.unsent;
  while (*at != nullptr && sequence_before(begin_of(**at), begin_of(*segment))) at = &(*at)->next;
  segment->next = *at;
  *at = segment;
#if TCP_OVERSIZE
  if (segment->next == nullptr) pcb.unsent_oversize = 0;
#endif
  pcb.rttest = 0;  // what is acknowledged next may be either of the two (RFC 6298, 3)
  pcb.rtime = 0;
  MIB2_STATS_INC(mib2.tcpretranssegs);
  return true;
}

/// False: there is no place for it.
bool loss_recovery::note_repeat(const tcp_seg& segment) noexcept {
  const repeat now{begin_of(segment), berth_.pcb->snd_nxt};
  if (repeat* const known = find_repeat(now.begin); known != nullptr) {
    *known = now;
    return true;
  }
  if (repeats_count_ == most_repeats) return false;
  repeats_[repeats_count_++] = now;
  return true;
}

}  // namespace loopsock::lwip
