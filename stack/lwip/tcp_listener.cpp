// tcp_listener: see the headers.
#include "stack/lwip/tcp_listener_impl.hpp"

#include <lwip/ip.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/tcp.h>

#include <array>
#include <cassert>
#include <cstring>
#include <new>
#include <utility>

#include "stack/lwip/error_table.hpp"
#include "stack/lwip/ip_convert.hpp"

namespace loopsock::lwip {
namespace {

/// Of several listeners at one address (SO_REUSEADDR) the oldest is asked, as the port registry says. lwIP asks the newest, which it puts
/// to the front of its list.
void ask_last(tcp_pcb_listen& fresh) noexcept {
  tcp_pcb_listen** place = &tcp_listen_pcbs.listen_pcbs;
  while (*place != &fresh) place = &(*place)->next;
  *place = fresh.next;
  while (*place != nullptr) place = &(*place)->next;
  *place = &fresh;
  fresh.next = nullptr;
}

// Written once, by prepare().
u8_t slot = 0;
tcp_ext_arg_callbacks callbacks{};

}  // namespace

void tcp_listener_impl::prepare(u8_t the_slot, tcp_extarg_callback_passive_open_fn passive_open) noexcept {
  slot = the_slot;
  callbacks.passive_open = passive_open;
}

error tcp_listener::open(const endpoint& local, bool dual, accept_gate& gate, const notify_target& target,
                         tuple_released released, tcp_listener*& out, node& on) noexcept {
  out = nullptr;
  const plain_core_lock lock(on);
  auto* const made = new (std::nothrow) tcp_listener_impl(gate, target, released);
  if (made == nullptr) return error::no_buffers;
  if (const error failed = made->listen({local.address.unmapped(), local.port}, dual); failed != error::none) {
    delete made;
    return failed;
  }
  out = made;
  return error::none;
}

error tcp_listener_impl::listen(const endpoint& local, bool dual) noexcept {
  const ip_addr_t address = dual ? *IP_ANY_TYPE : to_lwip(local.address);
  tcp_pcb* const pcb = tcp_new_ip_type(IP_GET_TYPE(&address));
  if (pcb == nullptr) return error::no_buffers;
  pcb->local_ip = address;
  pcb->local_port = local.port;
  TCP_REG(&tcp_bound_pcbs, pcb);  // without tcp_bind(), which would ask every pcb for its port
  err_t code = ERR_OK;
  pcb_ = tcp_listen_with_backlog_and_err(pcb, 0xff, &code);
  if (pcb_ == nullptr) {
    (void)tcp_close(pcb);
    return error_of(code);
  }
  ask_last(reinterpret_cast<tcp_pcb_listen&>(*pcb_));
  // Set on the new pcb: with the old one lwIP would have called the callbacks of an end.
  tcp_arg(pcb_, this);
  tcp_ext_arg_set(pcb_, slot, nullptr);
  tcp_ext_arg_set_callbacks(pcb_, slot, &callbacks);
  tcp_accept(pcb_, on_accept);
  return error::none;
}

// -- SYN

err_t tcp_listener_impl::before_segment(const tcp_hdr& segment, u16_t options_length, u16_t first_length,
                                        const u8_t* rest) noexcept {
  const unsigned flags = TCPH_FLAGS(&segment);
  held_syn** const known = find([&](const held_syn& one) {
    return one.same_tuple(*ip_current_dest_addr(), *ip_current_src_addr(), segment.src);
  });
  if ((flags & TCP_RST) != 0) {
    if (*known != nullptr && !(*known)->admitted) give_up(known);
    return ERR_OK;
  }
  if ((flags & TCP_ACK) != 0 || (flags & TCP_SYN) == 0) return ERR_OK;  // lwIP answers it, by a reset if need be

  put_hand_back();  // of a SYN that lwIP had no memory for
  if (*known != nullptr) {
    if ((*known)->admitted && (*known)->sequence == segment.seqno) {
      forget(known);
      place_in_hand_ = true;
      return ERR_OK;
    }
    if ((*known)->sequence == segment.seqno) return ERR_INPROGRESS;  // sent again while it waits
    give_up(known);  // the peer's next attempt; the first is forgotten there
  }
  const auto* const listening = reinterpret_cast<const tcp_pcb_listen*>(pcb_);
  // Half-open connections from a wire; lwIP drops what is more. On loopback a handshake never waits.
  if (listening->accepts_pending >= listening->backlog) return ERR_OK;
  if (!gate_.take_place()) {
    tcp_rst(nullptr, 0, segment.seqno + 1, ip_current_dest_addr(), ip_current_src_addr(), segment.dest, segment.src);
    return ERR_ABRT;
  }
  if (gate_.conditional()) return hold(segment, options_length, first_length, rest);
  place_in_hand_ = true;
  return ERR_OK;
}

err_t tcp_listener_impl::hold(const tcp_hdr& segment, u16_t options_length, u16_t first_length,
                              const u8_t* rest) noexcept {
  // Options may lie in two pieces.
  std::array<u8_t, 40> options{};
  const auto first = reinterpret_cast<const u8_t*>(&segment + 1);
  const u16_t in_first = rest == nullptr ? options_length : first_length;
  std::memcpy(options.data(), first, in_first);
  if (rest != nullptr)
    std::memcpy(options.data() + in_first, rest, static_cast<std::size_t>(options_length - in_first));

  auto* const one = new (std::nothrow) held_syn;
  if (one == nullptr || !one->copy_current(segment, options.data(), options_length)) {
    delete one;
    gate_.give_back();
    return ERR_MEM;  // dropped; the peer sends it again
  }
  if (++last_number_ == 0) ++last_number_;
  one->number = last_number_;
  *find([](const held_syn&) { return false; }) = one;
  notes().tell(target_, events::acceptable);
  return ERR_INPROGRESS;
}

void tcp_listener_impl::put_hand_back() noexcept {
  if (!place_in_hand_) return;
  place_in_hand_ = false;
  gate_.give_back();
}

err_t tcp_listener_impl::embryo(tcp_pcb& pcb) noexcept {
  assert(place_in_hand_);
  const endpoint local{from_lwip(pcb.local_ip), pcb.local_port};
  const endpoint remote{from_lwip(pcb.remote_ip), pcb.remote_port};
  auto* const made = new (std::nothrow) tcp_stream_impl(local, remote, options_, released_);
  if (made == nullptr) {
    put_hand_back();
    return ERR_MEM;
  }
  place_in_hand_ = false;  // it is the stream's now
  made->take_over_embryo(pcb, *this);
  made->place().insert_before(embryos_);
  return ERR_OK;
}

err_t tcp_listener_impl::on_accept(void* self, tcp_pcb* pcb, err_t) noexcept {
  if (pcb == nullptr) {
    // lwIP had no memory for the SYN, and says so to the listener.
    static_cast<tcp_listener_impl*>(self)->put_hand_back();
    return ERR_OK;
  }
  auto& stream = *static_cast<tcp_stream_impl*>(self);
  // The window of the SYN was not the peer's SO_RCVBUF yet; the acknowledgement that lwIP processes next has it.
  pcb->snd_wnd_max = 0;
  stream.established();
  tcp_err(pcb, tcp_stream_impl::on_error);  // from here on a reset is told to whoever accepts it
  tcp_listener_impl& listener = *stream.listener_;
  stream.place().unlink();
  stream.place().insert_before(listener.ready_);
  notes().tell(listener.target_, events::acceptable);
  return ERR_OK;
}

void tcp_listener_impl::lost(tcp_stream_impl& dead) noexcept {
  dead.place().unlink();
  gate_.give_back();
}

// -- what the socket layer asks

established tcp_listener_impl::take(deferred& work) noexcept {
  const core_guard core(work, node_);
  if (ready_.next == &ready_) return {};
  tcp_stream_impl& stream = tcp_stream_impl::from(*ready_.next);
  stream.hand_out();
  return {&stream, stream.local(), stream.remote()};
}

connection_request tcp_listener_impl::take_request(deferred& work) noexcept {
  const core_guard core(work, node_);
  held_syn* const one = *find([](const held_syn& syn) { return !syn.handed_out; });
  if (one == nullptr) return {};
  one->handed_out = true;
  return {one->number, one->local(), one->remote()};
}

bool tcp_listener_impl::some_gave_up(deferred& work) noexcept {
  const core_guard core(work, node_);
  return std::exchange(some_gave_up_, false);
}

bool tcp_listener_impl::waits(std::uint32_t number, deferred& work) noexcept {
  const core_guard core(work, node_);
  return *unanswered(number) != nullptr;
}

bool tcp_listener_impl::admit(std::uint32_t number, deferred& work) noexcept {
  const core_guard core(work, node_);
  held_syn** const where = unanswered(number);
  if (*where == nullptr) return false;
  (*where)->admitted = true;
  if ((*where)->send_again()) return true;
  forget(where);
  gate_.give_back();
  return false;
}

bool tcp_listener_impl::under_way(const endpoint& remote, deferred& work) noexcept {
  const core_guard core(work, node_);
  for (stream_link* list : {&embryos_, &ready_}) {
    for (stream_link* one = list->next; one != list; one = one->next) {
      if (tcp_stream_impl::from(*one).remote() == remote) return true;
    }
  }
  return *find([&](const held_syn& syn) { return syn.admitted && syn.remote() == remote; }) != nullptr;
}

void tcp_listener_impl::refuse(std::uint32_t number, deferred& work) noexcept {
  const core_guard core(work, node_);
  held_syn** const where = unanswered(number);
  if (*where == nullptr) return;
  (*where)->refuse();
  forget(where);
  gate_.give_back();
}

void tcp_listener_impl::set_options(const stream_options& options, deferred& work) noexcept {
  const core_guard core(work, node_);
  options_ = options;
}

void tcp_listener_impl::close(deferred& work) noexcept {
  const core_guard core(work, node_);
  while (requests_ != nullptr) {
    requests_->refuse();
    forget(&requests_);
    gate_.give_back();
  }
  reset_all(embryos_);
  reset_all(ready_);
  put_hand_back();
  (void)tcp_close(pcb_);
  delete this;
}

void tcp_listener_impl::reset_all(stream_link& list) noexcept {
  while (list.next != &list) {
    tcp_stream_impl& stream = tcp_stream_impl::from(*list.next);
    lost(stream);
    stream.reset_and_forget();
  }
}

/// The link that points to the first request that matches, or the last link, which points to nothing.
template <class Match>
held_syn** tcp_listener_impl::find(Match match) noexcept {
  held_syn** where = &requests_;
  while (*where != nullptr && !match(**where)) where = &(*where)->next;
  return where;
}

held_syn** tcp_listener_impl::unanswered(std::uint32_t number) noexcept {
  return find([&](const held_syn& syn) { return syn.number == number && !syn.admitted; });
}

/// The peer takes its request back. Whoever has it, or has it in a queue, is told.
void tcp_listener_impl::give_up(held_syn** where) noexcept {
  if ((*where)->handed_out && !(*where)->admitted) {
    some_gave_up_ = true;
    notes().tell(target_, events::acceptable);
  }
  forget(where);
  gate_.give_back();
}

void tcp_listener_impl::forget(held_syn** where) noexcept {
  held_syn* const one = *where;
  *where = one->next;
  delete one;
}

}  // namespace loopsock::lwip
