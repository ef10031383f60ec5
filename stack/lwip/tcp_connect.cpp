// tcp_connect: opening a connection, to somebody else or to oneself.
//
// The port is ours already, given out by the registry. tcp_bind() would compare it with every pcb; so the pcb is put among
// the bound ones by hand, from where lwIP's connect takes it.
#include <lwip/ip.h>
#include <lwip/priv/tcp_priv.h>

#include <algorithm>
#include <new>

#include "stack/lwip/error_table.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/routes.hpp"
#include "stack/lwip/tcp_stream_impl.hpp"
#include "stack/lwip/time_wait.hpp"

namespace loopsock::lwip {
namespace {

tcp_pcb* bound_pcb(const endpoint& local) noexcept {
  const ip_addr_t address = to_lwip(local.address);
  tcp_pcb* const pcb = tcp_new_ip_type(IP_GET_TYPE(&address));
  if (pcb == nullptr) return nullptr;
  pcb->local_ip = address;
  pcb->local_port = local.port;
  return pcb;
}

}  // namespace

error tcp_stream_impl::start_connecting() noexcept {
  const ip_addr_t to = to_lwip(remote_.address);
  if (route_to(to_lwip(local_.address), to) == nullptr) return error::network_unreachable;
  tcp_pcb* const pcb = bound_pcb(local_);
  if (pcb == nullptr) return error::no_buffers;
  end_wait_of_peer(local_, remote_);
  TCP_REG(&tcp_bound_pcbs, pcb);
  adopt(*pcb);
  tcp_err(pcb, on_error);
  const err_t code = ::tcp_connect(pcb, &to, remote_.port, on_connected);
  if (code == ERR_OK) return error::none;
  (void)tcp_close(pcb);  // not sent anything yet, so it is only freed
  return error_of(code);
}

/// lwIP has no simultaneous open: a SYN that comes to a SYN is dropped. What its handshake would have left is set here.
error tcp_stream_impl::connect_to_itself() noexcept {
  const ip_addr_t address = to_lwip(local_.address);
  if (route_to(address, address) == nullptr) return error::network_unreachable;
  tcp_pcb* const pcb = bound_pcb(local_);
  if (pcb == nullptr) return error::no_buffers;
  adopt(*pcb);
  tcp_err(pcb, on_error);
  pcb->remote_ip = address;
  pcb->remote_port = local_.port;

  const u32_t first = tcp_next_iss(pcb);
  pcb->snd_nxt = pcb->snd_lbb = pcb->lastack = pcb->rcv_nxt = first;
  pcb->snd_wl1 = first - 1;  // so that the first segment's window counts
  pcb->snd_wl2 = first;
  tcp_set_flags(pcb, TF_WND_SCALE);
  pcb->snd_scale = pcb->rcv_scale = TCP_RCV_SCALE;
  pcb->mss = tcp_eff_send_mss(TCP_MSS, &pcb->local_ip, &pcb->remote_ip);
  pcb->cwnd = static_cast<tcpwnd_size_t>(4 * pcb->mss);
  pcb->state = ESTABLISHED;
  TCP_REG_ACTIVE(pcb);

  established();
  pcb->rcv_ann_right_edge = pcb->rcv_nxt + pcb->rcv_ann_wnd;
  pcb->snd_wnd = pcb->snd_wnd_max = pcb->rcv_wnd;
  update_writable();
  notes().tell(target_, events::connected);
  return error::none;
}

namespace {

template <class Start>
error open(const endpoint& local, const endpoint& remote, const stream_options& options, const notify_target& target,
           tuple_released released, deferred& work, stream*& out, node& on, Start start) noexcept {
  out = nullptr;
  const core_guard core(work, on);
  auto* const made = new (std::nothrow) tcp_stream_impl(local, remote, options, released);
  if (made == nullptr) return error::no_buffers;
  made->set_target(target);
  if (const error failed = (made->*start)(); failed != error::none) {
    delete made;
    return failed;
  }
  out = made;
  return error::none;
}

endpoint unmapped(const endpoint& where) noexcept { return {where.address.unmapped(), where.port}; }

}  // namespace

error connect_tcp(const endpoint& local, const endpoint& remote, const stream_options& options,
                  const notify_target& target, tuple_released released, deferred& work, stream*& out,
                  node& on) noexcept {
  return open(unmapped(local), unmapped(remote), options, target, released, work, out, on,
              &tcp_stream_impl::start_connecting);
}

error connect_tcp_to_itself(const endpoint& local, const stream_options& options, const notify_target& target,
                            tuple_released released, deferred& work, stream*& out, node& on) noexcept {
  const endpoint own = unmapped(local);
  return open(own, own, options, target, released, work, out, on, &tcp_stream_impl::connect_to_itself);
}

}  // namespace loopsock::lwip
