// socket_life: from open to close.
#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

#include "stack/diag/trace.hpp"
#include "stack/host/waiting.hpp"
#include "stack/socket/socket.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock {
namespace {

/// What a pending call of each kind answers when its socket is closed under it, as Windows does.
constexpr error closed_stream_call = error::connection_aborted;
constexpr error closed_accept = error::interrupted;
constexpr error closed_datagram_call = error::interrupted;
constexpr error closed_connect = error::not_a_socket;
/// But overlapped ones (operation::in_order) answer the same whatever they are.
constexpr error closed_operation = error::aborted;

// How often sockets were admitted and closed again; odd: they are admitted now. Writers: admit_sockets() and close_all(), one at a time (see
// stack.cpp); reader: open().
//
//   open()       read the era ─► publish the number ─► is it still that era? no: close what was published
//   close_all()  end the era  ─► look at every number
//
// Both look after they have written (seq_cst fences between), so a socket that close_all() does not see sees that it came too late.
constinit std::atomic<std::uint32_t> era{0};
constexpr bool admits_sockets(std::uint32_t e) noexcept { return e % 2 != 0; }

}  // namespace

void socket::admit_sockets() noexcept {
  if (!admits_sockets(era.load(std::memory_order_relaxed))) era.fetch_add(1, std::memory_order_relaxed);
}

bool socket::enter(socket_event event) noexcept {
  const auto after = next(state_, event);
  if (!after) return false;
  trace(trace_topic::state, "socket {:#x}: {} -> {}", number(), name_of(state_), name_of(*after));
  state_ = *after;
  return true;
}

error socket::open(const socket_spec& spec, handle& out) noexcept {
  socket* slot = nullptr;
  return open(spec, out, slot);
}

error socket::open(const socket_spec& spec, handle& out, socket*& slot, lwip::node_number on) noexcept {
  const std::uint32_t our_era = era.load(std::memory_order_relaxed);
  if (!admits_sockets(our_era) || lwip::node_at(on)->down.load(std::memory_order_acquire)) return error::network_down;
  handle number = 0;
  slot = sockets().take(number);
  if (slot == nullptr) return error::too_many_sockets;
  {
    const std::scoped_lock all(slot->control_, slot->send_lock_, slot->receive_lock_);
    slot->spec_ = spec;
    slot->node_ = on;
    slot->options_.set_usual();
    slot->path_ = {};
    slot->local_ = slot->remote_ = {};
    slot->local_is_ours_ = false;
    slot->released_ = false;
    slot->kept_ordinary_ = false;
    slot->holds_exclusive_ = false;
    slot->pending_error_ = error::none;
    slot->connect_failed_ = false;
    slot->connected_at_ = {};
    slot->connects_ended_ = slot->connections_ = 0;
    slot->connect_outcome_ = error::none;
    slot->asked_ = 0;
    slot->reserved_for_ = 0;
    ++slot->connect_serial_;
    slot->send_shut_ = slot->receive_shut_ = slot->finish_wanted_ = slot->stop_wanted_ = false;
    slot->by_operation_ = false;
    slot->wholes_ = 0;
    slot->send_patience_ = slot->receive_patience_ = {};
    slot->nonblocking_.store(false, std::memory_order_relaxed);
    slot->made_overlapped_.store(spec.overlapped, std::memory_order_relaxed);
    slot->is_stream_.store(spec.kind == socket_kind::stream, std::memory_order_relaxed);
    slot->wished_.store(false, std::memory_order_relaxed);
    slot->observed_.store(false, std::memory_order_relaxed);
    slot->enter(socket_event::open);
    slot->number_.store(number, std::memory_order_release);
  }
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (era.load(std::memory_order_relaxed) != our_era) {
    slot->close(number);  // unless close_all() has
    return error::network_down;
  }
  if (spec.kind != socket_kind::stream) {
    deferred work;
    const notify_target target{slot, number};
    lwip::datagram_port* port = nullptr;
    const error failed =
        spec.kind == socket_kind::datagram
            ? lwip::datagram_port::open_udp(spec.family == ip_family::v6, target, port, *lwip::node_at(on))
            : lwip::datagram_port::open_raw(spec.family == ip_family::v6, spec.protocol, target, port,
                                            *lwip::node_at(on));
    if (failed != error::none) {
      slot->close(number);
      return failed;
    }
    bool closed = false;
    {
      const std::scoped_lock sides(slot->send_lock_, slot->receive_lock_);
      closed = !slot->is(number);  // by the last WSACleanup
      if (!closed) slot->port_ = port;
    }
    if (closed) {
      port->close(work);
      return error::network_down;
    }
  }
  out = number;
  return error::none;
}

error socket::close(handle h, bool abortively) noexcept {
  deferred work;
  std::optional<moving_counts> moves;  // from the socket's carrier to those that have ended
  stream* carrier = nullptr;
  stream* connecting = nullptr;
  lwip::datagram_port* port = nullptr;
  std::unique_ptr<listener> listening;
  binding* hold = nullptr;
  notify_target asked;
  std::uint32_t serial = 0;
  endpoint exclusive_local, exclusive_remote;
  notify_target reserved;
  bool abort = false;
  host::time_point linger_until = host::time_point::min();
  {
    const std::lock_guard control(control_);
    const std::scoped_lock sides(send_lock_, receive_lock_);
    if (!is(h)) return error::not_a_socket;
    if (abortively) {
      abort = true;
    } else if (options_->linger && carrier_ != nullptr) {
      if (options_->linger_seconds == 0) {
        abort = true;
      } else if (!carrier_->drained()) {
        if (nonblocking_.load(std::memory_order_relaxed)) return error::would_block;
        linger_until = host::deadline_after(std::chrono::seconds(options_->linger_seconds));
      }
    }
    enter(socket_event::close);
    take_back_post(work);
    const bool datagrams = spec_.kind != socket_kind::stream;
    const error reading = datagrams ? closed_datagram_call : listener_ ? closed_accept : closed_stream_call;
    end_all(receives_, true, reading, closed_operation, work);
    // Bytes that will never be sent: the peer must know.
    if ((!sends_.empty() || wholes_ != 0) && carrier_ != nullptr) abort = true;
    end_all(sends_, false, datagrams ? closed_datagram_call : closed_stream_call, closed_operation, work);
    if (connect_operation_ != nullptr) {
      connect_operation_->result.failure = connect_operation_->in_order ? closed_operation : closed_connect;
      work.complete(*connect_operation_);
      connect_operation_ = nullptr;
    }
    if (path_.path == LOOPSOCK_PATH_FAST) moves.emplace();
    carrier = std::exchange(carrier_, nullptr);
    quick_ = nullptr;
    connecting = std::exchange(connecting_, nullptr);
    port = std::exchange(port_, nullptr);
    listening = std::move(listener_);
    hold = std::exchange(binding_, nullptr);
    asked = sockets().target(std::exchange(asked_, 0));
    reserved = sockets().target(std::exchange(reserved_for_, 0));
    serial = connect_serial_;
    options_.set_usual();
    if (std::exchange(holds_exclusive_, false)) {
      exclusive_local = local_;
      exclusive_remote = remote_;
    }
    // A connect that never came to a carrier still holds its 4-tuple.
    if (local_is_ours_ && carrier == nullptr && connecting == nullptr)
      ports(node_).remove_connection(transport::tcp, local_, remote_);
    local_is_ours_ = false;
    number_.store(0, std::memory_order_release);  // from here on nobody new comes in
  }
  signal_watches(work);
  withdraw(asked, {this, h}, serial);
  if (reserved.sink != nullptr) static_cast<socket*>(reserved.sink)->give_up_accept(reserved.number, h);
  if (listening) {
    ports(node_).set_listening(hold, false);
    drop_arrivals(*listening, work);
    if (listening->tcp != nullptr) listening->tcp->close(work);
  }
  if (connecting != nullptr) connecting->close(true, work);
  if (port != nullptr) port->close(work);
  if (carrier != nullptr) {
    if (linger_until != host::time_point::min()) {
      // The slot is out of use, so this thread alone waits: it looks again at short intervals until all is delivered.
      // (A lingering close is rare and blocks by definition; a note would need somebody to be told.)
      work.run();
      while (!carrier->drained() && carrier->failure() == error::none && host::now() < linger_until) {
        std::atomic<std::uint32_t> nobody{0};
        host::waiting->wait(nobody, 0, std::min(linger_until, host::deadline_after(std::chrono::milliseconds(1))));
      }
      abort = abort || !carrier->drained();
    }
    carrier->close(abort, work);
  }
  if (exclusive_local.port != 0) ports(node_).remove_connection(transport::tcp, exclusive_local, exclusive_remote);
  ports(node_).release(hold);
  if (companion* const beside = companion_here()) beside->closed(h);
  sockets().give_back(*this);
  return error::none;
}

error socket::release_connection(handle h, connection_number which) noexcept {
  deferred work;
  std::optional<moving_counts> moves;
  stream* carrier = nullptr;
  {
    const std::lock_guard control(control_);
    const std::scoped_lock sides(send_lock_, receive_lock_);
    if (!is(h)) return error::not_a_socket;
    if (state_ != socket_state::connected || carrier_ == nullptr || !means(which)) return error::not_connected;
    take_back_post(work);
    end_all(receives_, true, closed_stream_call, closed_operation, work);
    end_all(sends_, false, closed_stream_call, closed_operation, work);
    if (path_.path == LOOPSOCK_PATH_FAST) moves.emplace();
    carrier = std::exchange(carrier_, nullptr);
    quick_ = nullptr;
    if (std::exchange(holds_exclusive_, false)) ports(node_).remove_connection(transport::tcp, local_, remote_);
    local_is_ours_ = false;  // the carrier gives the 4-tuple back
    local_ = binding_ != nullptr ? binding_->local() : endpoint{};
    remote_ = {};
    path_ = {};
    connected_at_ = {};
    send_shut_ = receive_shut_ = finish_wanted_ = stop_wanted_ = by_operation_ = false;
    enter(socket_event::release);
    released_ = binding_ == nullptr;
    if (released_) state_ = socket_state::opened;
  }
  carrier->close(false, work);
  signal_watches(work);
  return error::none;
}

void socket::close_all() noexcept {
  if (admits_sockets(era.load(std::memory_order_relaxed))) era.fetch_add(1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  const std::uint32_t count = sockets().made();
  for (std::uint32_t i = 0; i < count; ++i) {
    socket& one = sockets().slot_at(i);
    const handle number = one.number();
    if (number == 0) continue;
    one.close(number, true);
  }
}

void socket::close_all_of(lwip::node_number on) noexcept {
  const std::uint32_t count = sockets().made();
  for (std::uint32_t i = 0; i < count; ++i) {
    socket& one = sockets().slot_at(i);
    handle number = 0;
    {
      const std::lock_guard control(one.control_);
      if (one.node_ == on) number = one.number();
    }
    if (number != 0) one.close(number, true);
  }
}

}  // namespace loopsock
