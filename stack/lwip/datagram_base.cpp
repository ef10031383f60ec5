// datagram_base: see the header.
#include "stack/lwip/datagram_base.hpp"

#include <lwip/pbuf.h>

#include <algorithm>

#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/datagram_output.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/routes.hpp"

namespace loopsock::lwip {
namespace {

/// Copies the start of `from` into the pieces; how much went in.
std::size_t scatter(const pbuf* from, buffers into) noexcept {
  std::size_t done = 0;
  for (const buffer& piece : into) {
    // A datagram is shorter than 64 KB, so what is left of it always fits lwIP's 16-bit lengths.
    const std::size_t part = std::min<std::size_t>(piece.size, from->tot_len - done);
    if (part != 0) pbuf_copy_partial(from, piece.data, static_cast<u16_t>(part), static_cast<u16_t>(done));
    done += part;
  }
  return done;
}

}  // namespace

void datagram_base::attach(const notify_target& target) noexcept {
  const plain_core_lock core(node_);
  target_ = target;
}

datagram_result datagram_base::receive(buffers into, bool peek, deferred& work) noexcept {
  datagram_result result;
  // A port with nothing to read is asked often, before each wait; that costs no lock.
  if (!may_read()) {
    result.failure = error::would_block;
    return result;
  }
  core_guard core(work, node_);
  if (failure_ != error::none) {
    // Also a peek uses the error up: a caller that only peeks would never get past it.
    result.failure = failure_;
    result.from = failed_peer_;
    failure_ = error::none;
  } else if (const datagram* first = queue_.first(); first != nullptr) {
    result.bytes = scatter(first->data, into);
    if (result.bytes < first->data->tot_len) result.failure = error::message_too_long;
    result.from = first->from;
    result.label = first->label;
    result.label.told = result.label.to.is_v6() ? options_.tell_v6 : options_.tell_v4;
    if (!peek) queue_.drop_first();
  } else {
    result.failure = error::would_block;
  }
  update_readable();
  return result;
}

bool datagram_base::want_read() noexcept {
  if (may_read()) return true;
  const plain_core_lock core(node_);
  // Looked at again under the lock: arrived() either sees armed_, or we see what it brought.
  if (may_read()) return true;
  armed_ = true;
  return false;
}

void datagram_base::want_any_change() noexcept {
  const plain_core_lock core(node_);
  armed_ = true;
}

std::uint64_t datagram_base::arrivals() noexcept {
  const plain_core_lock core(node_);
  return arrivals_;
}

std::size_t datagram_base::unread(bool total) noexcept {
  const plain_core_lock core(node_);
  if (queue_.empty()) return 0;
  return total ? queue_.bytes() : queue_.first()->data->tot_len;
}

void datagram_base::set_options(const datagram_options& options) noexcept {
  const plain_core_lock core(node_);
  options_ = options;
  apply_options();
}

namespace {

bool is_any_interface(const ip_address& interface_address) noexcept {
  return interface_address.family == ip_family::none || interface_address.is_any();
}

error check_membership(const ip_address& group, const ip_address& interface_address) noexcept {
  if (!group.is_multicast()) return error::invalid_argument;
  const bool known = is_any_interface(interface_address) || is_own_address(interface_address);
  return known ? error::none : error::address_not_available;
}

/// The link that a membership is about. The core lock is held.
netif* link_for(const ip_address& group, const ip_address& interface_address) noexcept {
  if (!is_any_interface(interface_address)) return link_with(to_lwip(interface_address));
  return route_to(to_lwip(group.is_v6() ? ip_address::any_v6() : ip_address::any_v4()), to_lwip(group));
}

}  // namespace

// In all of these reports may leave on a real link. Nothing arrives by them, so there is nobody to be told.

error datagram_base::join_group(const ip_address& group, const ip_address& interface_address, bool join) noexcept {
  const error unfit = check_membership(group, interface_address);
  if (unfit != error::none) return unfit;
  deferred work;
  const core_guard core(work, node_);
  return join ? groups_.join(group, link_for(group, interface_address)) : groups_.leave(group);
}

error datagram_base::change_source(const source_request& wanted) noexcept {
  const error unfit = check_membership(wanted.group, wanted.interface_address);
  if (unfit != error::none) return unfit;
  deferred work;
  const core_guard core(work, node_);
  return groups_.change_source(wanted, link_for(wanted.group, wanted.interface_address));
}

error datagram_base::set_source_filter(const ip_address& group, const ip_address& interface_address,
                                       const source_filter& filter) noexcept {
  const error unfit = check_membership(group, interface_address);
  if (unfit != error::none) return unfit;
  deferred work;
  const core_guard core(work, node_);
  return groups_.set_filter(group, link_for(group, interface_address), filter);
}

error datagram_base::source_filter_of(const ip_address& group, source_filter& out) noexcept {
  const plain_core_lock core(node_);
  return groups_.filter_of(group, out);
}

void datagram_base::arrived(pbuf* data, const endpoint& from, const datagram_label& label) noexcept {
  if (!queue_.push(data, from, label, options_.receive_bytes)) return;
  ++arrivals_;
  update_readable();
}

void datagram_base::arrived_copy(const pbuf& data, const endpoint& from, const datagram_label& label) noexcept {
  pbuf* copy = pbuf_alloc(PBUF_RAW, data.tot_len, PBUF_RAM);
  if (copy == nullptr) return;
  pbuf_copy(copy, &data);
  arrived(copy, from, label);
}

datagram_traits datagram_base::traits_of(const datagram_manner& how, bool multicast) const noexcept {
  datagram_traits traits;
  traits.hop_limit = how.hop_limit.value_or(multicast ? options_.multicast_hops : options_.hop_limit);
  traits.traffic_class = how.traffic_class.value_or(options_.traffic_class);
  if (how.congestion) traits.traffic_class = static_cast<std::uint8_t>((traits.traffic_class & ~3u) | *how.congestion);
  return traits;
}

void datagram_base::failed(error what, const endpoint& about) noexcept {
  ++arrivals_;
  failure_ = what;
  failed_peer_ = about;
  update_readable();
}

void datagram_base::update_readable() noexcept {
  const bool readable = failure_ != error::none || !queue_.empty();
  // release: pairs with may_read(); whoever sees true finds the datagram once it has the lock.
  readable_.store(readable, std::memory_order_release);
  if (readable && armed_) {
    armed_ = false;
    notes().tell(target_, events::readable);
  }
}

}  // namespace loopsock::lwip
