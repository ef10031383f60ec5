// socket_filters: where a socket's life meets the filters. All of it is skipped, by one look at a word, while there are none.
//
//   connect, listen, SIO_LOOPBACK_FAST_PATH   asked on the calling thread before anything is done, with no lock held. What the answer is
//                                             about may change meanwhile: the call itself finds out.
//   a request at a listener                   held, as for a condition function, and asked about when the note of it is run:
//
//     SYN, or a marked socket's connect ─► unasked ─► filters ─┬─ blocked ─► refused
//                                                              └─ permitted ─► answered, or handed to the condition function
//
//   an ordinary connection's bytes            pass a filtered_stream, which also tells that the connection exists
#include <mutex>
#include <utility>

#include "stack/diag/format_address.hpp"
#include "stack/diag/trace.hpp"
#include "stack/filter/filtered_stream.hpp"
#include "stack/filter/registry.hpp"
#include "stack/lwip/core.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {
namespace {

constexpr std::uint8_t tcp = 6;

endpoint inner(const endpoint& where) noexcept { return {where.address.unmapped(), where.port}; }

}  // namespace

// What a filter is told of a call that has just begun.
error socket::take_word(handle h, filter::layer at, const filter::flow& about) noexcept {
  const filter::verdict word = filter::decide(at, about);
  trace(trace_topic::connect, "socket {:#x}: filters are asked about {} -> {}: {}", h, about.local, about.remote,
        word == filter::verdict::permit          ? "permitted"
        : word == filter::verdict::ordinary_path ? "permitted on the ordinary path"
                                                 : "blocked");
  if (word >= filter::verdict::block) return error::access_denied;
  if (word == filter::verdict::ordinary_path && at != filter::layer::fast_path) {
    const std::lock_guard control(control_);
    if (is(h)) kept_ordinary_ = true;
  }
  return error::none;
}

error socket::ask_connect(handle h, const endpoint& to) noexcept {
  filter::flow about;
  {
    const std::lock_guard control(control_);
    const bool stream = spec_.kind == socket_kind::stream;
    // A call that will fail anyway, or that takes a peer back, is nobody's business.
    const bool fresh = state_ == socket_state::opened || state_ == socket_state::bound;
    if (!is(h) || check_destination(to) != error::none || (stream && (!fresh || reserved_for_ != 0)))
      return error::none;
    const endpoint remote = inner(to);
    endpoint local = inner(local_);
    if (local.address.is_any() || local.address.family == ip_family::none)
      local.address = lwip::source_for(remote.address, *lwip::node_at(node_));
    about = {.host = node_, .socket = h, .protocol = spec_.protocol, .local = local, .remote = remote};
  }
  return take_word(h, filter::layer::connect, about);
}

// Each datagram to a named receiver; those to the connected peer were asked about when it was connected.
error socket::ask_datagram(handle h, const endpoint& to) noexcept {
  return to.address.family == ip_family::none ? error::none : ask_connect(h, to);
}

error socket::ask_listen(handle h) noexcept {
  filter::flow about;
  {
    const std::lock_guard control(control_);
    if (!is(h) || spec_.kind != socket_kind::stream || state_ != socket_state::bound) return error::none;
    about = {.host = node_, .socket = h, .protocol = spec_.protocol, .local = inner(local_), .remote = {}};
  }
  return take_word(h, filter::layer::listen, about);
}

error socket::ask_fast_path(handle h) noexcept {
  filter::flow about;
  {
    const std::lock_guard control(control_);
    if (!is(h) || spec_.kind != socket_kind::stream) return error::none;
    about = {.host = node_, .socket = h, .protocol = spec_.protocol, .local = inner(local_), .remote = {}};
  }
  return take_word(h, filter::layer::fast_path, about);
}

// -------------------------------------------------------------------------------------------------------------- requests

void socket::concern_filters(handle h, events what, deferred& work) noexcept {
  if (any(what & events::established)) tell_filters_of_connection(h);
  if (any(what & events::asked_for)) ask_about_requests(h, work);
}

void socket::ask_about_requests(handle h, deferred& work) noexcept {
  for (;;) {
    arrivals::pointer one;
    std::size_t window = 0;
    bool to_application = false;
    lwip::node_number on = 0;
    {
      const std::lock_guard queue(receive_lock_);
      if (!is(h) || !listener_) return;
      one.reset(listener_->unasked.pop());
      if (!one) return;
      window = listener_->receive_window;
      to_application = listener_->gate.asks_application();
      on = node_;
    }
    const filter::flow about{.host = on, .socket = h, .protocol = tcp, .local = one->local, .remote = one->remote};
    if (filter::decide(filter::layer::accept, about) >= filter::verdict::block) {
      trace(trace_topic::connect, "socket {:#x}: a filter refuses {}", h, about.remote);
      refuse(h, one.release());
    } else {
      let_in(h, std::move(one), window, to_application, work);
    }
  }
}

// Whoever asked may have gone while the filters were asked: each kind of request finds out in its own way.
void socket::let_in(handle h, arrivals::pointer one, std::size_t window, bool to_application, deferred& work) noexcept {
  if (to_application) {
    put_back(h, one.release(), false);
    return;
  }
  const bool fast = one->tcp_request == 0;
  const bool made = fast && establish_held(*one, window, work);
  {
    const std::lock_guard queue(receive_lock_);
    if (is(h) && listener_) {
      if (made) {
        listener_->push(*one.release());
      } else if (fast) {
        listener_->gate.give_back();
      } else if (listener_->tcp->admit(one->tcp_request, work)) {
        fetch_arrivals(work);  // on loopback it is there already; otherwise TCP will tell
      }
      advance_accepts(work);
      work.tell({this, h}, events::readable);
      if (made || !fast) return;
    }
  }
  // The listener has gone meanwhile, and its requests with it.
  if (made) turn_away(*one, work);
}

// ------------------------------------------------------------------------------------------------------------ connections

void socket::tell_filters_of_connection(handle h) noexcept {
  filter::flow about;
  {
    const std::lock_guard control(control_);
    if (!is(h) || state_ != socket_state::connected) return;
    about = {.host = node_,
             .number = filter::next_flow(),
             .socket = h,
             .protocol = spec_.protocol,
             .path = path_.path,
             .local = inner(local_),
             .remote = inner(remote_)};
  }
  filter::established(about);
}

stream* socket::filtered(stream& carrier, const endpoint& local, const endpoint& remote,
                         deferred& work) const noexcept {
  stream* const around = filter::filtered_stream::around(
      carrier,
      {.host = node_, .protocol = tcp, .path = LOOPSOCK_PATH_ORDINARY, .local = inner(local), .remote = inner(remote)});
  if (around == nullptr) carrier.close(true, work);
  return around;
}

}  // namespace loopsock
