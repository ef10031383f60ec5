// tcp_stream: the life of a connection until it is closed, its options, and lwIP's callbacks.
#include "stack/lwip/tcp_stream_impl.hpp"

#include <lwip/ip.h>
#include <lwip/priv/tcp_priv.h>

#include <algorithm>
#include <cassert>
#include <new>

#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/parked_pcbs.hpp"
#include "stack/lwip/routes.hpp"
#include "stack/lwip/tcp_listener_impl.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::lwip {
namespace {

// RFC 6298, 2: one second, until a round trip was measured. lwIP 2.1.3 has three built in, which are right for a SYN alone: with six more of
// them a connect is given up after 21 s, as on Windows.
constexpr s16_t first_rto = 1000 / TCP_SLOW_INTERVAL;
void begin_with_usual_rto(tcp_pcb& pcb) noexcept {
  pcb.sv = first_rto;
  pcb.rto = static_cast<s16_t>((pcb.sa >> 3) + pcb.sv);
}

/// The SYN ACK has come. lwIP 2.1.3 leaves three things as they were before it:
/// the measurement of the SYN, which it would end with the next acknowledgement, an idle minute later maybe, and then wait for minutes before it
/// sends again. It ends here, as RFC 6298, 2.2, has it; a SYN that was sent twice tells nothing (3);
/// how often the SYN was sent again, from which the first loss of data would go on to count;
/// which acknowledgement the window came with, so that the first duplicate of it was none (RFC 9293, 3.10.7.3: SND.WL2).
void take_up_syn_ack(tcp_pcb& pcb) noexcept {
  if (pcb.rttest != 0 && pcb.nrtx == 0) {
    const auto round_trip = static_cast<s16_t>(tcp_ticks - pcb.rttest);
    pcb.sa = static_cast<s16_t>(round_trip << 3);                       // eight times the smoothed one
    pcb.sv = std::max(first_rto, static_cast<s16_t>(round_trip << 1));  // four times the variance, which is half of it
    pcb.rto = static_cast<s16_t>((pcb.sa >> 3) + pcb.sv);
  }
  pcb.rttest = 0;
  pcb.nrtx = 0;
  pcb.snd_wl2 = pcb.lastack;
}

// The slot of a pcb in which its stream stands. Written once, by prepare().
u8_t slot = 0;

}  // namespace

tcp_stream_impl::tcp_stream_impl(const endpoint& local, const endpoint& remote, const stream_options& options,
                                 tuple_released released) noexcept
    : options_(options), local_(local), remote_(remote), released_(released) {
  chore::run = on_chore;
}

tcp_stream_impl::~tcp_stream_impl() {
  cancel_chore(*this);
  stream_link::unlink();
}

void tcp_stream_impl::prepare() noexcept {
  slot = tcp_ext_arg_alloc_id();
  tcp_listener_impl::prepare(slot, on_passive_open);
}

tcp_stream_impl* tcp_stream_impl::of(const tcp_pcb& pcb) noexcept {
  return static_cast<tcp_stream_impl*>(tcp_ext_arg_get(&pcb, slot));
}

void tcp_stream_impl::adopt(tcp_pcb& pcb) noexcept {
  static constexpr tcp_ext_arg_callbacks callbacks{on_destroy, nullptr};
  pcb_ = &pcb;
  pcb_came(berth_, pcb);
  tcp_ext_arg_set(&pcb, slot, this);
  tcp_ext_arg_set_callbacks(&pcb, slot, &callbacks);
  tcp_arg(&pcb, this);
  tcp_recv(&pcb, on_received);
  tcp_sent(&pcb, on_sent);
  const netif* link = route_to(to_lwip(local_.address), to_lwip(remote_.address));
  on_loopback_ = link != nullptr && links::is_loopback(*link);
  apply_options();
}

void tcp_stream_impl::take_over_embryo(tcp_pcb& pcb, tcp_listener_impl& listener) noexcept {
  held_by_ = holder::listener;
  listener_ = &listener;
  // No error callback until it is established: until then a pcb that dies takes the object with it.
  adopt(pcb);
  begin_with_usual_rto(pcb);
  // lwIP has just parsed the SYN and not answered it: the answer shall announce our window.
  pcb.rcv_wnd = pcb.rcv_ann_wnd =
      static_cast<tcpwnd_size_t>(std::min<std::size_t>(receive_window(), TCP_WND_MAX(&pcb)));
}

void tcp_stream_impl::hand_out() noexcept {
  stream_link::unlink();
  held_by_ = holder::caller;
  listener_ = nullptr;
}

void tcp_stream_impl::established() noexcept {
  connected_ = error::none;
  if (pcb_->sv > first_rto) begin_with_usual_rto(*pcb_);
  pcb_->rcv_wnd = pcb_->rcv_ann_wnd =
      static_cast<tcpwnd_size_t>(std::min<std::size_t>(receive_window(), TCP_WND_MAX(pcb_)));
  arrived_seq_ = pcb_->rcv_nxt;
  update_readable();
  update_writable();
}

void tcp_stream_impl::apply_options() noexcept {
  if (pcb_ == nullptr) return;
  pcb_->ttl = options_.hop_limit;
  pcb_->tos = options_.traffic_class;
  if (options_.no_delay) {
    tcp_nagle_disable(pcb_);
  } else {
    tcp_nagle_enable(pcb_);
  }
  if (options_.keep_alive) {
    ip_set_option(pcb_, SOF_KEEPALIVE);
  } else {
    ip_reset_option(pcb_, SOF_KEEPALIVE);
  }
  pcb_->keep_idle = options_.keep_alive_idle_ms;
  pcb_->keep_intvl = options_.keep_alive_interval_ms;
  pcb_->keep_cnt = options_.keep_alive_probes;
}

void tcp_stream_impl::set_options(const stream_options& options, deferred& work) noexcept {
  const core_guard core(work, node_);
  const bool more_urgent_than_delay = options.no_delay && !options_.no_delay;
  options_ = options;
  if (pcb_ == nullptr) {
    update_readable();
    return;
  }
  wake(berth_);
  apply_options();
  if (connected_ == error::none) {
    announce_credit();                             // SO_RCVBUF may have grown
    if (more_urgent_than_delay) send_what_fits();  // what Nagle's algorithm held back goes now
  }
  update_readable();  // SO_OOBINLINE decides whether an urgent byte can be read
  update_writable();
  check_invariants();
}

void tcp_stream_impl::attach(const notify_target& target) noexcept {
  const plain_core_lock lock(node_);
  target_ = target;
  read_wanted_ = false;
  write_wanted_ = 0;
}

error tcp_stream_impl::connect_result() noexcept {
  const plain_core_lock lock(node_);
  return connected_;
}

error tcp_stream_impl::failure() noexcept {
  const plain_core_lock lock(node_);
  return failure_;
}

void tcp_stream_impl::check_invariants() const noexcept {
#ifndef NDEBUG
  assert(core_is_locked());
  // A stream that nobody holds lives for its pcb alone.
  assert(held_by_ != holder::nobody || pcb_ != nullptr);
  // The berth is its pcb's.
  assert(berth_.pcb == pcb_ && (berth_.place == pcb_place::none) == (pcb_ == nullptr));
  // A failed connection has nothing left to read and no pcb, unless it is just being taken down.
  assert(failure_ == error::none || queue_.size() == 0);
  if (pcb_ == nullptr || connected_ != error::none || end_of_stream_ || window_lent_) return;
  // lwIP accepts no more than was announced or than the socket's buffer has room for.
  const s32_t announced = std::max<s32_t>(0, static_cast<s32_t>(pcb_->rcv_ann_right_edge - pcb_->rcv_nxt));
  const std::size_t allowed = receive_window() > queue_.size() ? receive_window() - queue_.size() : 0;
  assert(pcb_->rcv_wnd <= std::max<std::size_t>(static_cast<std::size_t>(announced), allowed));
#endif
}

// -- lwIP's callbacks. `self` is the stream; lwIP checks nothing.

void tcp_stream_impl::on_destroy(u8_t, void* self) noexcept { static_cast<tcp_stream_impl*>(self)->pcb_freed(); }

err_t tcp_stream_impl::on_passive_open(u8_t, tcp_pcb_listen* listening, tcp_pcb* pcb) noexcept {
  return static_cast<tcp_listener_impl*>(listening->callback_arg)->embryo(*pcb);
}

err_t tcp_stream_impl::on_connected(void* self, tcp_pcb* pcb, err_t) noexcept {
  auto& stream = *static_cast<tcp_stream_impl*>(self);
  stream.established();
  take_up_syn_ack(*pcb);
  notes().tell(stream.target_, events::connected);
  return ERR_OK;
}

err_t tcp_stream_impl::on_received(void* self, tcp_pcb*, pbuf* data, err_t) noexcept {
  auto& stream = *static_cast<tcp_stream_impl*>(self);
  if (data != nullptr) return stream.arrived(data);
  stream.peer_finished();
  return ERR_OK;
}

err_t tcp_stream_impl::on_sent(void* self, tcp_pcb*, u16_t) noexcept {
  static_cast<tcp_stream_impl*>(self)->update_writable();
  return ERR_OK;
}

void tcp_stream_impl::on_error(void* self, err_t code) noexcept {
  static_cast<tcp_stream_impl*>(self)->failed_with(code);
}

void tcp_stream_impl::on_chore(chore& self) noexcept {
  auto& stream = static_cast<tcp_stream_impl&>(self);
  if (stream.pcb_ == nullptr) return;
  wake(stream.berth_);
  stream.send_what_fits();
  stream.send_owed_ack();
  stream.update_writable();
}

}  // namespace loopsock::lwip
