// tcp_send: the writing side.
//
//   lastack          snd_nxt              snd_lbb
//      │  unacked       │    unsent          │     room()
//      ├────────────────┼────────────────────┤··············│ the larger of SO_SNDBUF and the peer's window
//
// Bytes are copied into lwIP's segments, much of it before the core lock is taken (ready_segments), the rest by tcp_write(); nothing
// is held here. A segment that does not fit the peer's window would wait for lwIP's persist timer, so segments are made to fit: at
// first by size (fit_segments), and where the window has shrunk since, by cutting (split_head).
#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/tcp.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <limits>
#include <new>
#include <span>

#include "stack/lwip/error_table.hpp"
#include "stack/lwip/parked_pcbs.hpp"
#include "stack/lwip/ready_segments.hpp"
#include "stack/lwip/tcp_stream_impl.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::lwip {
namespace {

// Segments that may be queued, so that tiny ones (a tiny window, many one-byte writes) do not take memory without bound.
// Below lwIP's own limit, because cutting and FIN add some.
constexpr std::size_t most_segments = TCP_SND_QUEUELEN / 2;

constexpr std::size_t everything = std::numeric_limits<std::size_t>::max();

// tcp_write() counts in 16 bits.
constexpr std::size_t longest_write = 0xffff;

// From here on the copy costs more than taking the lock a second time.
constexpr std::size_t large_write = 8 * 1024;

void clear_flag(tcp_hdr& header, unsigned flag) noexcept {
  header._hdrlen_rsvd_flags = static_cast<u16_t>(header._hdrlen_rsvd_flags & ~lwip_htons(static_cast<u16_t>(flag)));
}

}  // namespace

std::size_t tcp_stream_impl::queued_bytes() const noexcept {
  return static_cast<std::size_t>(TCP_SND_BUF) - pcb_->snd_buf;
}

bool tcp_stream_impl::may_send() const noexcept {
  return pcb_ != nullptr && failure_ == error::none && connected_ == error::none && !finished_ &&
         (pcb_->state == ESTABLISHED || pcb_->state == CLOSE_WAIT);
}

std::size_t tcp_stream_impl::send_limit() const noexcept {
  // SO_SNDBUF may be 0; what the peer would take at once is always accepted, and one byte more to probe a closed window with.
  const std::size_t limit = std::max({options_.send_buffer, static_cast<std::size_t>(pcb_->snd_wnd), std::size_t{1}});
  return std::min<std::size_t>(limit, TCP_SND_BUF);
}

std::size_t tcp_stream_impl::room() const noexcept {
  if (!may_send() || pcb_->snd_queuelen >= most_segments) return 0;
  const std::size_t queued = queued_bytes();
  const std::size_t limit = send_limit();
  return limit > queued ? limit - queued : 0;
}

bool tcp_stream_impl::ready_for(std::size_t wanted) const noexcept {
  // "All the room there is": until everything written has arrived, also after the last write.
  if (wanted == everything) return failure_ != error::none || pcb_ == nullptr || queued_bytes() == 0;
  if (!may_send()) return connected_ != error::would_block;  // writing answers at once, with an error
  return room() >= std::min(wanted, std::max<std::size_t>(send_limit() / 2, 1));
}

io_result tcp_stream_impl::write(const_buffers from, unsigned flags, deferred& work) noexcept {
  ready_segments ready;
  if (total_size(from) >= large_write) copy_ahead(from, ready);
  const core_guard core(work, node_);
  if (failure_ != error::none) return {0, failure_, false};
  if (connected_ != error::none) return {0, error::not_connected, false};
  if (!may_send()) return {0, error::shut_down, false};

  const std::size_t total = total_size(from);
  if (total == 0) return {};
  const std::size_t count = std::min(total, room());
  if (count == 0) {
    update_writable();
    return {0, error::would_block, false};
  }
  wake(berth_);
  fit_segments();
  const io_result result = ready.fit(segment_size()) ? queue_ready(ready) : queue_bytes(from, count);
  const bool urgent = (flags & stream_urgent) != 0 && result.bytes == total;
  if (urgent) {
    urgent_unsent_ = true;
    urgent_end_ = pcb_->snd_lbb;
  }
  send_what_fits();
  if (urgent) send_urgent();
  update_writable();
  check_invariants();
  return result;
}

/// How long lwIP's segments are: a window must hold two.
std::size_t tcp_stream_impl::segment_size() const noexcept {
  return std::min<std::size_t>(pcb_->mss, std::max<std::size_t>(pcb_->snd_wnd_max / 2, 1));
}

/// Copies what there is room for, without the core lock. (The caller's send lock keeps other writers out, so that the room does not
/// become less meanwhile. The segments may have to: the peer's window can shrink.)
void tcp_stream_impl::copy_ahead(const_buffers from, ready_segments& to) noexcept {
  std::size_t count = 0, segment = 0;
  {
    const plain_core_lock core(node_);
    if (!on_loopback_ || !may_send()) return;
    fit_segments();
    segment = segment_size();
    const std::size_t segments = std::min(ready_segments::most, most_segments - pcb_->snd_queuelen);
    count = std::min({total_size(from), room(), segments * segment});
  }
  if (count >= large_write) to.fill(from, count, static_cast<std::uint16_t>(segment));
}

io_result tcp_stream_impl::queue_ready(ready_segments& ready) noexcept {
  io_result result;
  result.bytes = ready.queue_on(*pcb_);
  bytes_out_ += result.bytes;
  if (result.bytes == 0) result.failure = pcb_->snd_queuelen != 0 ? error::would_block : error::no_buffers;
  return result;
}

io_result tcp_stream_impl::queue_bytes(const_buffers from, std::size_t count) noexcept {
  // Writes of whole segments leave no odd bytes that the next write would have to be chained to.
  const std::size_t segment = segment_size();
  const std::size_t free_segments = most_segments - pcb_->snd_queuelen;
  const std::size_t longest = std::min(longest_write / segment, std::max<std::size_t>(free_segments, 1)) * segment;

  io_result result;
  for (const const_buffer& piece : from) {
    std::size_t done = 0;
    while (done < piece.size && result.bytes < count) {
      const std::size_t part = std::min({piece.size - done, count - result.bytes, longest});
      const bool last = result.bytes + part == count;
      const auto how = static_cast<u8_t>(last ? TCP_WRITE_FLAG_COPY : TCP_WRITE_FLAG_COPY | TCP_WRITE_FLAG_MORE);
      const err_t code = tcp_write(pcb_, piece.data + done, static_cast<u16_t>(part), how);
      if (code != ERR_OK) {
        if (result.bytes != 0) return result;
        // With something queued its acknowledgement will make room; without, the memory is somebody else's.
        result.failure = code == ERR_MEM && pcb_->snd_queuelen != 0 ? error::would_block : error_of(code);
        return result;
      }
      done += part;
      result.bytes += part;
      bytes_out_ += part;
      if (pcb_->snd_queuelen >= most_segments) return result;
    }
  }
  return result;
}

/// Makes lwIP cut what is written next into segments of half the peer's window, as it does for a window that never shrank.
void tcp_stream_impl::fit_segments() noexcept {
  // lwIP's rule is half of the largest window seen. For a window of one byte that gives 0, which it takes for "no limit".
  if (narrow_ != 0 && pcb_->unsent == nullptr) {
    pcb_->snd_wnd_max = static_cast<tcpwnd_size_t>(std::max<std::size_t>(narrow_, pcb_->snd_wnd));
    narrow_ = 0;
  }
  if (pcb_->snd_wnd_max < 2) pcb_->snd_wnd_max = 2;
}

void tcp_stream_impl::send_what_fits() noexcept {
  do {
    if (tcp_output(pcb_) != ERR_OK) return;  // lwIP tries again with its next tick
  } while (split_head());
}

/// Cuts the first unsent segment where the window is open, but not far enough for it, and nothing is under way whose
/// acknowledgement could change that. Whether it did.
bool tcp_stream_impl::split_head() noexcept {
  tcp_seg* const head = pcb_->unsent;
  if (head == nullptr || pcb_->unacked != nullptr) return false;
  const u32_t window = std::min<u32_t>(pcb_->snd_wnd, pcb_->cwnd);
  // A probe's byte may have been taken by a peer whose window stays closed: the head then begins before what is acknowledged, and nothing of it that
  // fits is new.
  if (window == 0) return false;
  const s32_t ahead = static_cast<s32_t>(lwip_ntohl(head->tcphdr->seqno) - pcb_->lastack);
  const std::int64_t space = static_cast<std::int64_t>(window) - ahead;
  if (space <= 0 || space >= head->len) return false;

  const unsigned flags = TCPH_FLAGS(head->tcphdr);
  if (tcp_split_unsent_seg(pcb_, static_cast<u16_t>(space)) != ERR_OK) return false;
  // 2.1.3 copies FIN and PSH to the second part and forgets to take them from the first.
  clear_flag(*head->tcphdr, flags & (TCP_FIN | TCP_PSH));
  narrow_ = pcb_->snd_wnd;
  return true;
}

/// An urgent byte behind a closed window is announced at once (RFC 9293 3.8.5): the reader may be waiting for the news.
void tcp_stream_impl::send_urgent() noexcept {
  if (static_cast<s32_t>(urgent_end_ - pcb_->snd_nxt) <= 0) return;
  tcp_ack_now(pcb_);
  tcp_output(pcb_);
  send_owed_ack();
}

/// An acknowledgement that is due now goes with the next segment, also when Nagle's algorithm holds that segment back:
/// lwIP sends neither then. Where both ends wait like that (or one, connected to itself), nothing would move.
void tcp_stream_impl::send_owed_ack() noexcept {
  if ((pcb_->flags & TF_ACK_NOW) != 0) (void)tcp_send_empty_ack(pcb_);
}

void tcp_stream_impl::before_sending(const pbuf& packet, tcp_hdr& segment) noexcept {
  assert(!berth_.parked());
  const unsigned flags = TCPH_FLAGS(&segment);
  if ((flags & TCP_SYN) != 0) return;
  account_.sent(*pcb_, segment);
  if ((pcb_->flags & TF_WND_SCALE) != 0) links::note_window(&packet, pcb_->rcv_ann_wnd);
  if (!urgent_unsent_) return;

  if (static_cast<s32_t>(pcb_->lastack - urgent_end_) >= 0) {
    urgent_unsent_ = false;
    return;
  }
  if ((flags & TCP_RST) != 0) return;
  const u32_t from = lwip_ntohl(segment.seqno);
  const s32_t ahead = static_cast<s32_t>(urgent_end_ - from);
  if (ahead <= 0) return;  // this one starts behind the urgent byte
  // A mark too far away for the 16-bit pointer is announced by a later segment.
  if (ahead > 0xffff) return;
  TCPH_SET_FLAG(&segment, TCP_URG);
  segment.urgp = lwip_htons(static_cast<u16_t>(options_.rfc1122_urgent ? ahead - 1 : ahead));
}

void tcp_stream_impl::update_writable() noexcept {
  // release: pairs with may_write().
  writable_.store(ready_for(1), std::memory_order_release);
  if (write_wanted_ != 0 && ready_for(write_wanted_)) {
    write_wanted_ = 0;
    notes().tell(target_, events::writable);
  }
}

bool tcp_stream_impl::may_write() noexcept {
  // acquire: pairs with update_writable().
  return writable_.load(std::memory_order_acquire);
}

bool tcp_stream_impl::want_write(std::size_t bytes) noexcept {
  const plain_core_lock lock(node_);
  const std::size_t wanted = std::max<std::size_t>(bytes, 1);
  if (ready_for(wanted)) return true;
  write_wanted_ =
      write_wanted_ != 0 ? std::min(write_wanted_, wanted) : wanted;  // of several wishes the smallest counts
  return false;
}

bool tcp_stream_impl::drained() noexcept {
  const plain_core_lock lock(node_);
  return failure_ == error::none && (pcb_ == nullptr || queued_bytes() == 0);
}

void tcp_stream_impl::look_for_losses(const tcp_hdr& segment, u16_t options_length, u16_t first_length,
                                      const u8_t* rest) noexcept {
  const unsigned flags = TCPH_FLAGS(&segment);
  if ((flags & TCP_ACK) == 0 || (flags & (TCP_SYN | TCP_RST)) != 0 || options_length > 40) return;
  if (recovery_ == nullptr) recovery_.reset(new (std::nothrow) loss_recovery(berth_));
  if (recovery_ == nullptr) return;  // the timer finds it as well
  std::array<u8_t, 40> options;
  const u16_t in_first = rest == nullptr ? options_length : first_length;
  std::memcpy(options.data(), &segment + 1, in_first);
  if (rest != nullptr)
    std::memcpy(options.data() + in_first, rest, static_cast<std::size_t>(options_length - in_first));
  recovery_->before_acknowledgement(segment.ackno, std::span(options).first(options_length));
}

}  // namespace loopsock::lwip
