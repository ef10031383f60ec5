// socket_accept: arrivals of both kinds, and what the application makes of them.
#include <mutex>
#include <new>

#include "stack/diag/format_address.hpp"
#include "stack/diag/trace.hpp"
#include "stack/filter/registry.hpp"
#include "stack/socket/accept_operation.hpp"
#include "stack/socket/blocking.hpp"
#include "stack/socket/connect_attempt.hpp"
#include "stack/socket/fast_stream.hpp"
#include "stack/socket/faults.hpp"
#include "stack/socket/socket.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock {
namespace {

// How often an accept that has said yes looks whether the handshake is complete. It is rare (SO_CONDITIONAL_ACCEPT) and short (a round trip).
constexpr std::chrono::milliseconds look_for_ack{1};

/// Whether the socket at the other end of an ordinary loopback connection had asked for the fast path.
bool client_wished(lwip::node_number on, const endpoint& client, const endpoint& server, bool& is_ours) noexcept {
  bool wished = false;
  is_ours = ports(on).with_connection(transport::tcp, client, server, [&](void* owner) {
    wished = owner != nullptr && static_cast<socket*>(owner)->fast_path_wished();
  });
  return wished;
}

}  // namespace

// ------------------------------------------------------------------------------------- arriving (on the connecting thread)

socket::offer socket::take_fast(handle h, const attempt& a, stream*& carrier, deferred& work) noexcept {
  const std::lock_guard queue(receive_lock_);
  if (!is(h) || !listener_) return offer::refused;
  if (!wishes(fast_path_wished())) return offer::ordinary;
  if (listener_->kept_ordinary) return offer::filtered;
  if (!listener_->gate.take_place()) return offer::refused;  // a full backlog refuses, on both paths
  arrivals::pointer one(arrivals::make());
  fast_ends ends;
  const bool held = listener_->gate.conditional();
  if (one && !held) ends = make_fast_pair(*a.entry, node_, a.receive_window, listener_->receive_window);
  if (!one || (!held && ends.connecting == nullptr)) {
    listener_->gate.give_back();
    return offer::no_memory;
  }
  one->local = a.remote;
  one->remote = a.local;
  one->path = {LOOPSOCK_PATH_FAST, LOOPSOCK_REASON_NONE};
  one->carrier = ends.accepting;
  one->client = a.client;
  one->attempt = a.serial;
  one->client_window = a.receive_window;
  one->client_entry = a.entry;
  carrier = ends.connecting;
  if (held) {
    work.tell({this, h}, listener_->push_request(*one.release()) ? events::asked_for : events::readable);
    return offer::held;
  }
  listener_->push(*one.release());
  work.tell({this, h}, events::readable);
  return offer::established;
}

void socket::fetch_arrivals(deferred& work) noexcept {
  // Receive lock held. What TCP has established or holds comes into the one queue; a request that was given up leaves it.
  if (listener_->tcp->some_gave_up(work)) {
    const auto gave_up = [&](const arrival& one) {
      return one.tcp_request != 0 && one.carrier == nullptr && !listener_->tcp->waits(one.tcp_request, work);
    };
    for (arrival_queue* const queue : {static_cast<arrival_queue*>(listener_.get()), &listener_->unasked}) {
      while (arrival* const gone = queue->take_if(gave_up)) arrivals::destroy(gone);
    }
  }
  for (;;) {
    const lwip::established made = listener_->tcp->take(work);
    if (made.carrier == nullptr) break;
    auto* const one = arrivals::make();
    if (one == nullptr) {
      made.carrier->close(true, work);
      listener_->gate.give_back();
      continue;
    }
    bool is_ours = false;
    path_question q;
    q.wished = wishes(fast_path_wished());
    q.peer_wished = wishes(client_wished(node_, made.remote, made.local, is_ours));
    q.loopback = made.remote.address.is_loopback() && made.local.address.is_loopback();
    q.filtered = listener_->kept_ordinary || filter::installed(filter::layer::stream);
    one->local = made.local;
    one->remote = made.remote;
    one->carrier = made.carrier;
    one->path = decide(q, policy());
    if (one->path.path == LOOPSOCK_PATH_FAST) {
      // Both wish it now, yet the connection came over TCP: the listener was marked after the decision had fallen.
      one->path = {LOOPSOCK_PATH_ORDINARY, LOOPSOCK_REASON_SET_TOO_LATE};
    }
    if (!is_ours) count_connection(one->path);  // otherwise the connecting end counts it
    listener_->push(*one);
  }
  for (;;) {
    const lwip::connection_request asked = listener_->tcp->take_request(work);
    if (asked.number == 0) break;
    auto* const one = arrivals::make();
    if (one == nullptr) {
      listener_->tcp->refuse(asked.number, work);
      continue;
    }
    one->local = asked.local;
    one->remote = asked.remote;
    one->tcp_request = asked.number;
    if (listener_->push_request(*one)) work.tell(target(), events::asked_for);
  }
}

// ------------------------------------------------------------------------------------ taking (on the application's thread)

void socket::advance_accepts(deferred& work) noexcept {
  while (!receives_.empty() && listener_->first != nullptr) {
    auto& waiting = static_cast<accept_operation&>(*receives_.pop());
    waiting.got = listener_->pop();
    waiting.result.failure = error::none;
    end_receive(waiting, work);
  }
}

error socket::take_arrival(handle h, arrival*& out) noexcept {
  deferred work;
  blocking<accept_operation> waiter;
  if (faults::plan* const now = faults::of(node_)) {
    const std::atomic<std::uint32_t> nobody{0};
    for (const auto until = host::now() + now->accept_takes; host::waiting->wait(nobody, 0, until);) {
    }
    if (const error injected = faults::next_operation(now); injected != error::none) return injected;
  }
  {
    const std::lock_guard queue(receive_lock_);
    if (!is(h)) return error::not_a_socket;
    if (!listener_) return error::invalid_argument;
    if (receives_.empty() && listener_->first != nullptr) {
      out = listener_->pop();
      return error::none;
    }
    if (nonblocking_.load(std::memory_order_relaxed)) return error::would_block;
    receives_.push(waiter);
  }
  if (waiter.wake.wait(host::never) == wait_outcome::cancelled) {
    {
      const std::lock_guard queue(receive_lock_);
      if (receives_.remove(waiter)) return error::interrupted;
    }
    waiter.wake.await();  // somebody completes it this very moment
  }
  out = waiter.got;
  return waiter.result.failure;
}

error socket::start_accept(handle h, accept_operation& op) noexcept {
  deferred work;
  const std::lock_guard queue(receive_lock_);
  if (!is(h)) return error::not_a_socket;
  if (!listener_) return error::invalid_argument;
  if (receives_.empty() && listener_->first != nullptr) {
    op.got = listener_->pop();
    return started(op, true, true, work);
  }
  receives_.push(op);
  return error::io_pending;
}

// From the listener's side: `mine` leaves the queue for good. interrupted: the listener is closed; connection_reset: who
// connected has gone, and so is `mine`.
error socket::take_out(handle h, arrival* one, arrivals::pointer& mine, heritage& inherited, deferred& work) noexcept {
  mine.reset(one);
  std::unique_lock control(control_);
  std::unique_lock queue(receive_lock_);
  if (!is(h) || !listener_) return error::interrupted;
  inherited = {options_,
               spec_,
               fast_path_wished(),
               nonblocking_.load(std::memory_order_relaxed),
               node_,
               options_->exclusive_address};
  if (mine->tcp_request != 0) {
    // The answer makes TCP go on; on loopback the connection is established when the core lock is released, with a peer that is far away when
    // its ACK has come. Where TCP answers no, the peer has gone, and the listener below has given the place back.
    bool admitted = listener_->tcp->admit(mine->tcp_request, work);
    arrival* made = nullptr;
    while (admitted) {
      fetch_arrivals(work);
      made = listener_->take_if([&](const arrival& at) {
        return at.carrier != nullptr && at.remote == mine->remote && at.local == mine->local;
      });
      if (made != nullptr || !listener_->tcp->under_way(mine->remote, work)) break;
      queue.unlock();
      control.unlock();
      work.run();
      const std::atomic<std::uint32_t> nobody{0};
      host::waiting->wait(nobody, 0, host::deadline_after(look_for_ack));
      control.lock();
      queue.lock();
      if (!is(h) || !listener_) return error::interrupted;
    }
    mine.reset(made);
    if (!mine) return error::connection_reset;
  }
  listener_->gate.give_back();
  if (filter::installed(filter::layer::stream) && mine->carrier != nullptr && !mine->filtered &&
      mine->path.path != LOOPSOCK_PATH_FAST) {
    mine->carrier = filtered(*mine->carrier, mine->local, mine->remote, work);
    mine->filtered = true;
    if (mine->carrier == nullptr) {
      mine.reset();
      return error::no_buffers;
    }
  }
  return error::none;
}

error socket::admit(handle h, arrival* one, handle& out) noexcept {
  deferred work;
  arrivals::pointer mine;
  heritage inherited;
  error refused = take_out(h, one, mine, inherited, work);
  if (!mine) return refused;
  handle number = 0;
  socket* fresh = nullptr;
  if (refused == error::none) refused = open(inherited.spec, number, fresh, inherited.node);
  if (refused != error::none) {
    turn_away(*mine, work);
    return refused;
  }
  if (mine->carrier == nullptr && !establish_held(*mine, inherited.options->receive_buffer, work)) {
    fresh->close(number);
    return error::connection_reset;  // who asked has gone
  }
  const std::lock_guard control(fresh->control_);
  if (!fresh->is(number)) {  // closed already: the last WSACleanup is under way
    mine->carrier->close(true, work);
    return error::interrupted;
  }
  fresh->become_heir(*mine, inherited, work);
  out = number;
  return error::none;
}

error socket::may_become_heir(handle h) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  return state_ == socket_state::opened ? error::none : error::invalid_argument;
}

error socket::admit_into(handle h, arrival* one, handle into, connection_number& became) noexcept {
  deferred work;
  socket* const fresh = sockets().find(into);
  const error unfit = fresh == nullptr ? error::not_a_socket : fresh->may_become_heir(into);
  if (unfit != error::none) {  // which is not the fault of who has connected
    put_back(h, one);
    return unfit;
  }
  arrivals::pointer mine;
  heritage inherited;
  error refused = take_out(h, one, mine, inherited, work);
  if (!mine) return refused;
  if (refused == error::none && mine->carrier == nullptr &&
      !establish_held(*mine, inherited.options->receive_buffer, work))
    return error::connection_reset;  // who asked has gone
  if (refused == error::none) {
    const std::lock_guard control(fresh->control_);
    if (!fresh->is(into)) {
      refused = error::not_a_socket;
    } else if (fresh->state_ != socket_state::opened || fresh->spec_.kind != socket_kind::stream ||
               fresh->spec_.family != inherited.spec.family) {
      refused = error::invalid_argument;
    } else {
      fresh->reserved_for_ = 0;
      inherited.options = fresh->options_;
      inherited.nonblocking = fresh->nonblocking_.load(std::memory_order_relaxed);
      fresh->become_heir(*mine, inherited, work);
      became = fresh->connections_;
      return error::none;
    }
    // Closed since we looked.
    return_admitted(h, mine.release());
    return refused;
  }
  turn_away(*mine, work);
  return refused;
}

// It has its connection, and its place was given back; nobody has it after all.
void socket::return_admitted(handle h, arrival* one) noexcept {
  {
    const std::lock_guard queue(receive_lock_);
    if (is(h) && listener_) listener_->gate.take_place_back();
  }
  put_back(h, one);
}

error socket::reserve(handle h, handle listening, ip_family family) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  const bool fresh = state_ == socket_state::opened && reserved_for_ == 0;
  if (!fresh || spec_.kind != socket_kind::stream || spec_.family != family) return error::invalid_argument;
  reserved_for_ = listening;
  return error::none;
}

void socket::unreserve(handle h) noexcept {
  const std::lock_guard control(control_);
  if (is(h)) reserved_for_ = 0;
}

// The socket that the accept was to fill is closed. No lock held.
void socket::give_up_accept(handle h, handle into) noexcept {
  cancel_if(
      h,
      [](const operation& op, const void* wanted) {  // at a listener all operations are accepts
        return static_cast<const accept_operation&>(op).into == *static_cast<const handle*>(wanted);
      },
      &into, error::aborted);
}

error socket::inherit_from(handle h, handle listening) noexcept {
  deferred work;
  socket_options options;
  socket_facts facts;
  socket* const from = sockets().find(listening);
  if (from == nullptr || from->options(listening, options, facts) != error::none) return error::not_a_socket;
  if (facts.state != socket_state::listening) return error::invalid_argument;
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  if (state_ != socket_state::connected) return error::not_connected;
  const error refused = options_.set(options);
  if (refused == error::none) apply_options(work);
  return refused;
}

void socket::become_heir(const arrival& one, const heritage& from, deferred& work) noexcept {
  node_ = from.node;
  options_ = from.options;
  nonblocking_.store(from.nonblocking, std::memory_order_relaxed);
  wished_.store(from.marked, std::memory_order_relaxed);
  local_ = one.local;
  remote_ = one.remote;
  path_ = one.path;
  if (from.marked && path_.reason == LOOPSOCK_REASON_NOT_REQUESTED) path_.reason = LOOPSOCK_REASON_SET_TOO_LATE;
  if (from.exclusive) {
    // Microsoft's page of SO_EXCLUSIVEADDRUSE: the port is not free for another exclusive bind while connections live that
    // its listener accepted. TCP's carrier gives the entry back when the connection has left TCP; a fast one, close().
    holds_exclusive_ =
        ports(node_).add_connection(transport::tcp, local_, remote_, this, true) && path_.path == LOOPSOCK_PATH_FAST;
  }
  become_connected(*one.carrier, one.filtered, work);
}

// A held request for a fast connection: made now, if whoever asked still waits.
bool socket::establish_held(arrival& one, std::size_t window, deferred& work) noexcept {
  auto& client = *static_cast<socket*>(one.client.sink);
  const fast_ends ends = make_fast_pair(*one.client_entry, client.node_, one.client_window, window);
  if (client.answer_held(one.client.number, one.attempt, ends.connecting, work) && ends.connecting != nullptr) {
    one.carrier = ends.accepting;
    return true;
  }
  if (ends.connecting != nullptr) discard_fast_pair(ends);
  return false;
}

void socket::refuse(handle h, arrival* one) noexcept {
  deferred work;
  const arrivals::pointer mine(one);
  trace(trace_topic::connect, "socket {:#x}: the application refuses {}", h, mine->remote);
  {
    const std::lock_guard queue(receive_lock_);
    if (is(h) && listener_) {
      if (mine->tcp_request != 0) {
        listener_->tcp->refuse(mine->tcp_request, work);  // gives the place back itself
      } else {
        listener_->gate.give_back();
      }
    }
  }
  turn_away(*mine, work);
}

void socket::put_back(handle h, arrival* one, bool in_front) noexcept {
  deferred work;
  arrivals::pointer mine(one);
  const notify_target client = one->client;
  const std::uint32_t serial = one->attempt;
  const bool held_fast = one->carrier == nullptr && one->tcp_request == 0;
  bool put = false;
  {
    const std::lock_guard queue(receive_lock_);
    put = is(h) && listener_;
    if (put) {
      // Whoever asked may have gone while the application had it; an ordinary request has no place any more then.
      const bool gone = mine->tcp_request != 0 && !listener_->tcp->waits(mine->tcp_request, work);
      if (gone) return;
      if (in_front) {
        listener_->push_front(*mine.release());
      } else {
        listener_->push(*mine.release());
      }
    }
  }
  if (!put) {
    turn_away(*mine, work);
    return;
  }
  work.tell({this, h}, events::readable);
  // While the application had it, whoever asked could not take it back.
  if (held_fast && !static_cast<socket*>(client.sink)->still_asks(client.number, serial))
    withdraw({this, h}, client, serial);
}

// Nobody will have this arrival: a connection is reset, who asked for a fast one is refused. (TCP's held requests are its
// listener's to refuse.) No lock of a listener may be held: the one who asked is called.
void socket::turn_away(arrival& one, deferred& work) noexcept {
  if (one.carrier != nullptr) {
    one.carrier->close(true, work);
  } else if (one.tcp_request == 0) {
    static_cast<socket*>(one.client.sink)->answer_held(one.client.number, one.attempt, nullptr, work);
  }
}

bool socket::still_asks(handle h, std::uint32_t serial) noexcept {
  const std::lock_guard control(control_);
  return is(h) && connect_serial_ == serial && state_ == socket_state::connecting;
}

void socket::withdraw(const notify_target& asked, const notify_target& client, std::uint32_t serial) noexcept {
  if (asked.sink == nullptr) return;
  auto& at = *static_cast<socket*>(asked.sink);
  arrivals::pointer mine;
  const std::lock_guard queue(at.receive_lock_);
  if (!at.is(asked.number) || !at.listener_) return;
  const auto is_it = [&](const arrival& one) {
    return one.carrier == nullptr && one.client.sink == client.sink && one.client.number == client.number &&
           one.attempt == serial;
  };
  mine.reset(at.listener_->take_if(is_it));
  if (!mine) mine.reset(at.listener_->unasked.take_if(is_it));
  if (mine) at.listener_->gate.give_back();
}

void socket::drop_arrivals(listener& from, deferred& work) noexcept {
  for (;;) {
    arrival* one = from.pop();
    if (one == nullptr) one = from.unasked.pop();
    if (one == nullptr) return;
    if (one->tcp_request != 0 && one->carrier == nullptr) from.tcp->refuse(one->tcp_request, work);
    turn_away(*one, work);
    arrivals::destroy(one);
  }
}

}  // namespace loopsock
