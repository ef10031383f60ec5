// socket_connect: from a destination to a connection, over whichever path it may take.
//
//   connect ─► name the 4-tuple ─► both marked, loopback? ─yes─► the listener's queue takes one end of a fast pair ─► connected
//                                        │ no                          └─ conditional: held until the application answers
//                                        └─► lwIP: SYN … ─► events::connected ─► connected or failed
//
// The fast path has no handshake of TCP's: taking a place in the listener's queue under the listener's lock is the
// handshake. On loopback the ordinary one is over, too, when the core lock is released.
#include <mutex>
#include <utility>

#include "fastpath/loop_pair.hpp"
#include "stack/diag/format_address.hpp"
#include "stack/diag/trace.hpp"
#include "stack/filter/registry.hpp"
#include "stack/lwip/core.hpp"
#include "stack/lwip/tcp_stream.hpp"
#include "stack/socket/blocking.hpp"
#include "stack/socket/connect_attempt.hpp"
#include "stack/socket/fast_capture.hpp"
#include "stack/socket/fast_stream.hpp"
#include "stack/socket/faults.hpp"
#include "stack/socket/socket.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock {

void socket::tuple_released(const endpoint& local, const endpoint& remote) noexcept {
  ports(lwip::node_in_place().number).remove_connection(transport::tcp, local, remote);
}

// Control lock held. `told`, if any, is completed by whoever settles the connect.
error socket::begin_connect(const endpoint& to, operation* told, deferred& work) noexcept {
  if (by_operation_ && (state_ == socket_state::connecting || state_ == socket_state::connected))
    return error::invalid_argument;
  if (state_ == socket_state::connecting) return error::already_in_progress;
  if (state_ == socket_state::connected) return error::already_connected;
  if (state_ == socket_state::listening || reserved_for_ != 0) return error::invalid_argument;
  const error refused = check_destination(to);
  if (refused != error::none) return refused;
  if (const error injected = faults::next_operation(faults::of(node_)); injected != error::none) return injected;
  connect_operation_ = told;
  const error unnamed = connect_stream(to, work);
  if (unnamed != error::none) connect_operation_ = nullptr;
  return unnamed;
}

error socket::start_connect(handle h, const endpoint& to, operation& op, connection_number& becomes) noexcept {
  if (filter::installed(filter::layer::connect)) {
    const error refused = ask_connect(h, to);
    if (refused != error::none) return refused;
  }
  deferred work;
  const std::lock_guard control(control_);
  becomes = connections_ + 1;
  if (!is(h)) return error::not_a_socket;
  if (spec_.kind != socket_kind::stream) return error::not_supported;
  const bool before = by_operation_;
  const error failed = begin_connect(to, &op, work);
  by_operation_ = failed == error::none || before;
  return failed == error::none ? error::io_pending : failed;
}

error socket::update_connect_context(handle h) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  if (state_ != socket_state::connected) return error::not_connected;
  by_operation_ = false;
  return error::none;
}

error socket::connect(handle h, const endpoint& to, host::time_point deadline) noexcept {
  if (filter::installed(filter::layer::connect)) {
    const error refused = ask_connect(h, to);
    if (refused != error::none) return refused;
  }
  deferred work;
  blocking_operation waiter;
  {
    const std::lock_guard control(control_);
    if (!is(h)) return error::not_a_socket;
    if (spec_.kind != socket_kind::stream) return connect_datagram(to, work);
    // A non-blocking connect never reports its outcome itself, even when it is there at once: Winsock programs wait for it.
    const bool blocking = !nonblocking_.load(std::memory_order_relaxed);
    const error failed = begin_connect(to, blocking ? &waiter : nullptr, work);
    if (failed != error::none) return failed;
    if (!blocking) return error::would_block;
  }
  work.run();  // on loopback the outcome arrives here
  const wait_outcome outcome = waiter.wake.wait(deadline);
  if (outcome != wait_outcome::done) {
    const error why = outcome == wait_outcome::timed_out ? error::timed_out : error::interrupted;
    {
      const std::lock_guard control(control_);
      if (connect_operation_ == &waiter) {
        // Nobody has answered: give the attempt up.
        connect_operation_ = nullptr;
        connect_failed(why, work, true);
        return why;
      }
    }
    waiter.wake.await();  // somebody completes it this very moment
  }
  return waiter.result.failure;
}

error socket::check_destination(const endpoint& to) const noexcept {
  if (to.address.family != spec_.family) return error::family_not_supported;
  if (to.port == 0 || to.address.is_any()) return error::address_not_available;
  if (to.address.is_v4_mapped() && options_->v6_only) return error::address_not_available;
  if (to.address.unmapped().is_multicast()) return error::address_not_available;
  return error::none;
}

error socket::name_attempt(const endpoint& to, attempt& a) noexcept {
  a.remote = {to.address.unmapped(), to.port};
  a.client = target();
  a.receive_window = options_->receive_buffer;
  const ip_address source = binding_ != nullptr && !local_.address.is_any()
                                ? local_.address.unmapped()
                                : lwip::source_for(a.remote.address, *lwip::node_at(node_));
  if (source.family == ip_family::none) return error::network_unreachable;
  if (source.family != a.remote.address.family) return error::address_not_available;
  a.local.address = source;
  if (binding_ != nullptr) {
    a.local.port = local_.port;
    a.entry = ports(node_).add_connection(transport::tcp, a.local, a.remote, this);
    if (a.entry == nullptr) return error::address_in_use;
  } else {
    const bind_result result =
        ports(node_).connect_ephemeral(transport::tcp, source, a.remote, this, a.local.port, &a.entry);
    if (result != bind_result::ok) return error::no_buffers;
  }
  local_ = a.local;
  remote_ = a.remote;
  local_is_ours_ = true;
  return error::none;
}

error socket::connect_stream(const endpoint& to, deferred& work) noexcept {
  attempt a;
  pending_error_ = error::none;
  connect_failed_ = false;
  const error unnamed = name_attempt(to, a);
  if (unnamed != error::none) return unnamed;
  a.serial = ++connect_serial_;
  enter(socket_event::connect);
  a.question.wished = wishes(wished_.load(std::memory_order_relaxed));
  a.question.loopback = a.remote.address.is_loopback() && a.local.address.is_loopback();
  a.question.simultaneous = a.local == a.remote;
  a.question.filtered = kept_ordinary_ || filter::installed(filter::layer::stream);
  if (const faults::plan* const now = faults::of(node_); now != nullptr && now->connects_unanswered) {
    faults::tell_unanswered(number(), connect_serial_);
    return error::none;
  }
  bool settled = false;
  error outcome = try_fast(a, settled, work);
  if (!settled) outcome = go_ordinary(a, work);
  if (outcome != error::none) connect_failed(outcome, work);
  return error::none;
}

// The ordinary path's SYN and its reset, where neither was sent.
void socket::show_refusal(const endpoint& from, const endpoint& to, std::size_t window) const noexcept {
  if (capture::attached()) fast_capture::refused(node_, from, to, static_cast<std::uint32_t>(window));
}

error socket::try_fast(attempt& a, bool& settled, deferred& work) noexcept {
  // Would the fast path be taken if the listener were marked? Otherwise it is not asked.
  path_question if_marked = a.question;
  if_marked.peer_wished = true;
  if (decide(if_marked, policy()).path != LOOPSOCK_PATH_FAST) return error::none;
  notify_target at;
  const bool found = ports(node_).with_listener(transport::tcp, a.remote, [&](void* owner) {
    auto* const owner_socket = static_cast<socket*>(owner);
    at = {owner_socket, owner_socket->number()};
  });
  if (!found) {
    // Nobody listens. lwIP would say the same, unless somebody begins to at this moment: and then this would be a connection of two
    // marked sockets on the ordinary path.
    settled = true;
    show_refusal(a.local, a.remote, a.receive_window);
    return error::connection_refused;
  }
  stream* carrier = nullptr;
  switch (static_cast<socket*>(at.sink)->take_fast(at.number, a, carrier, work)) {
    case offer::established:
      path_ = {LOOPSOCK_PATH_FAST, LOOPSOCK_REASON_NONE};
      become_connected(*carrier, false, work);
      count_connection(path_);
      settled = true;
      return error::none;
    case offer::held:
      asked_ = at.number;
      settled = true;
      return error::none;
    case offer::refused:
      settled = true;
      show_refusal(a.local, a.remote, a.receive_window);
      return error::connection_refused;
    case offer::no_memory:
      a.question.peer_wished = true;
      a.question.no_memory = true;
      return error::none;
    case offer::filtered: a.question.filtered = true; return error::none;
    case offer::ordinary: return error::none;
  }
  return error::none;
}

error socket::go_ordinary(attempt& a, deferred& work) noexcept {
  path_ = decide(a.question, policy());
  trace(trace_topic::path, "socket {:#x}: {} -> {}: {} path, {}", number(), a.local, a.remote, name_of(path_.path),
        name_of(path_.reason));
  const stream_options options = carrier_options(*options_, v6());
  if (a.question.simultaneous) {
    const error failed = lwip::connect_tcp_to_itself(a.local, options, a.client, &tuple_released, work, connecting_,
                                                     *lwip::node_at(node_));
    if (failed == error::none) work.tell(a.client, events::connected);
    return failed;
  }
  return lwip::connect_tcp(a.local, a.remote, options, a.client, &tuple_released, work, connecting_,
                           *lwip::node_at(node_));
}

void socket::give_up_connect(handle h, std::uint32_t serial) noexcept {
  deferred work;
  const std::lock_guard control(control_);
  if (is(h) && state_ == socket_state::connecting && connecting_ == nullptr && connect_serial_ == serial)
    connect_failed(error::timed_out, work);
}

void socket::become_connected(stream& carrier, bool told, deferred& work) noexcept {
  {
    const std::scoped_lock sides(send_lock_, receive_lock_);
    carrier_ = &faults::wrapped(carrier, node_);
    carrier_->attach(target());
    carrier_->set_options(carrier_options(*options_, v6()), work);
    ++connections_;
    choose_quick();
  }
  connected_at_ = host::now();
  if (state_ == socket_state::connecting) {  // not accepted
    ++connects_ended_;
    connect_outcome_ = error::none;
  }
  enter(socket_event::established);
  if (filter::installed(filter::layer::established) && !told) work.tell(target(), events::established);
  trace(trace_topic::path, "socket {:#x}: {} <-> {}: {} path, {}", number(), local_, remote_, name_of(path_.path),
        name_of(path_.reason));
  if (connect_operation_ != nullptr) work.complete(*std::exchange(connect_operation_, nullptr));
  signal_watches(work);
}

void socket::connect_failed(error why, deferred& work, bool caller_knows) noexcept {
  trace(trace_topic::connect, "socket {:#x}: connect {} -> {} failed: {}", number(), local_, remote_, name_of(why));
  if (connecting_ != nullptr) {
    std::exchange(connecting_, nullptr)->close(true, work);  // gives the 4-tuple back
  } else if (local_is_ours_) {
    ports(node_).remove_connection(transport::tcp, local_, remote_);
  }
  withdraw(sockets().target(std::exchange(asked_, 0)), target(), connect_serial_);
  local_is_ours_ = false;
  path_ = {};
  remote_ = {};
  local_ = binding_ != nullptr ? binding_->local() : endpoint{};
  // A blocking call tells the failure itself; otherwise readiness and SO_ERROR do.
  const bool told = connect_operation_ != nullptr || caller_knows;
  pending_error_ = told ? error::none : why;
  connect_failed_ = !told;
  ++connects_ended_;
  connect_outcome_ = why;
  enter(socket_event::failed);
  if (binding_ == nullptr) state_ = socket_state::opened;
  if (connect_operation_ != nullptr) {
    connect_operation_->result.failure = why;
    work.complete(*std::exchange(connect_operation_, nullptr));
  }
  signal_watches(work);
}

void socket::settle_connect(deferred& work) noexcept {
  if (state_ != socket_state::connecting || connecting_ == nullptr) return;
  const error outcome = connecting_->connect_result();
  if (outcome == error::would_block) return;
  if (outcome != error::none) {
    connect_failed(outcome, work);
    return;
  }
  stream* carrier = std::exchange(connecting_, nullptr);
  const bool inspected = filter::installed(filter::layer::stream);
  if (inspected) carrier = filtered(*carrier, local_, remote_, work);
  if (carrier == nullptr) {
    local_is_ours_ = false;  // the carrier has given the 4-tuple back
    connect_failed(error::no_buffers, work);
    return;
  }
  become_connected(*carrier, inspected, work);
  count_connection(path_);
}

bool socket::answer_held(handle h, std::uint32_t serial, stream* carrier, deferred& work) noexcept {
  const std::lock_guard control(control_);
  if (!is(h) || connect_serial_ != serial || state_ != socket_state::connecting || connecting_ != nullptr) return false;
  asked_ = 0;
  if (carrier == nullptr) {
    show_refusal(local_, remote_, options_->receive_buffer);
    connect_failed(error::connection_refused, work);
    return true;
  }
  path_ = {LOOPSOCK_PATH_FAST, LOOPSOCK_REASON_NONE};
  become_connected(*carrier, false, work);
  count_connection(path_);
  return true;
}

}  // namespace loopsock
