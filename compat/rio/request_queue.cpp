// request_queue: see the header.
#include "compat/rio/request_queue.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>

#include "compat/control_messages.hpp"
#include "compat/error_map.hpp"
#include "compat/socket_address.hpp"

namespace loopsock::compat {

struct request_queue::request final : any_receive_operation, ended_request {
  explicit request(kind& which) noexcept : of_kind(which) {
    complete = &over;
    in_order = true;
  }
  void taken() noexcept override {
    parts = {};
    const ref<request_queue> keep = std::move(of);  // the queue may go with its last request
    const std::lock_guard side(of_kind.side);
    next_free = std::exchange(of_kind.free, this);
  }

  kind& of_kind;
  ref<request_queue> of;  // while it is not free
  request* next_free = nullptr;
  request_parts parts;
  const_buffer sent;
  bool quietly = false;
};

// -------------------------------------------------------------------------------------------------------------- the queue

request_queue::request_queue(const plan& how) noexcept
    : kernel_object(kind_of_type), at_(how.at), datagrams_(how.datagrams), family_(how.family), context_(how.context) {
  receives_.ended = how.received;
  sends_.ended = how.sent;
}

request_queue::~request_queue() {
  for (kind* which : {&receives_, &sends_}) {
    which->ended->give_back(which->all.size());
    for (request* one : which->all) delete one;
  }
}

int request_queue::make(const plan& how, ref<request_queue>& out) noexcept {
  out = ref<request_queue>::adopt(new (std::nothrow) request_queue(how));
  return out ? out->resize(how.receives, how.sends) : WSAENOBUFS;
}

int request_queue::resize(std::size_t receives, std::size_t sends) noexcept {
  const std::lock_guard one_at_a_time(resizing_);
  const std::size_t receives_before = receives_.all.size(), sends_before = sends_.all.size();
  // What may fail comes first: growing, and then shrinking, which takes nothing that is under way.
  int failed = grow(receives_, receives);
  if (failed == 0) failed = grow(sends_, sends);
  if (failed == 0) failed = shrink(receives_, receives);
  if (failed == 0) failed = shrink(sends_, sends);
  if (failed == 0) return 0;
  // Whatever was added may be under way by now, and then it stays.
  shrink(receives_, receives_before);
  shrink(sends_, sends_before);
  grow(receives_, receives_before);
  return failed;
}

int request_queue::grow(kind& which, std::size_t count) noexcept {
  const std::lock_guard side(which.side);
  if (count <= which.all.size()) return 0;
  const std::size_t more = count - which.all.size();
  if (!which.ended->reserve(more)) return WSAENOBUFS;
  const std::size_t before = which.all.size();
  request* fresh = nullptr;
  try {
    which.all.reserve(count);
    while (which.all.size() < count) {
      auto* const one = new request(which);
      which.all.push_back(one);
      one->next_free = std::exchange(fresh, one);
    }
  } catch (const std::bad_alloc&) {
    for (std::size_t i = before; i < which.all.size(); ++i) delete which.all[i];
    which.all.resize(before);
    which.ended->give_back(more);
    return WSAENOBUFS;
  }
  while (fresh != nullptr) {
    request* const one = std::exchange(fresh, fresh->next_free);
    one->next_free = std::exchange(which.free, one);
  }
  return 0;
}

int request_queue::shrink(kind& which, std::size_t count) noexcept {
  const std::lock_guard side(which.side);
  if (count >= which.all.size()) return 0;
  const std::size_t fewer = which.all.size() - count;
  std::size_t idle = 0;
  for (const request* one = which.free; one != nullptr && idle < fewer; one = one->next_free) ++idle;
  if (idle < fewer) return WSAETOOMANYREFS;
  for (std::size_t i = 0; i < fewer; ++i) {
    request* const one = std::exchange(which.free, which.free->next_free);
    std::erase(which.all, one);
    delete one;
  }
  which.ended->give_back(fewer);
  return 0;
}

request_queue::request* request_queue::take(kind& which, request_parts&& parts, DWORD flags,
                                            ULONGLONG context) noexcept {
  request* one = nullptr;
  {
    const std::lock_guard side(which.side);
    one = which.free;
    if (one == nullptr) return nullptr;
    which.free = one->next_free;
  }
  one->of = ref<request_queue>::share(this);
  one->parts = std::move(parts);
  one->quietly = (flags & RIO_MSG_DONT_NOTIFY) != 0;
  one->outcome = {.Status = 0, .BytesTransferred = 0, .SocketContext = context_, .RequestContext = context};
  one->flags = (flags & RIO_MSG_WAITALL) != 0 ? stream_wait_all : 0u;
  one->result = {};
  one->got = {};
  return one;
}

// ------------------------------------------------------------------------------------------------------------------ ending

void request_queue::over(operation& op) noexcept {
  auto& one = static_cast<request&>(op);
  const bool datagram = one.of->datagrams_ && &one.of_kind == &one.of->receives_;
  if (datagram && op.result.failure == error::none) return end(one, one.of->hand_out(one), one.got.bytes);
  end(one, op.result.failure, op.result.bytes);
}

void request_queue::end(request& one, error failure, std::size_t bytes) noexcept {
  one.outcome.Status = wsa_error(failure);
  one.outcome.BytesTransferred = static_cast<ULONG>(bytes);
  const ref<completion_queue> to = one.of_kind.ended;  // once it stands there, the request may go
  to->put(one, one.quietly);
}

namespace {

void write_sockaddr(const registered_slice& to, const endpoint& where) noexcept {
  if (!to.in) return;
  any_sockaddr name;
  const auto length = static_cast<std::size_t>(to_sockaddr(where, name));
  std::memcpy(to.bytes.data, &name, std::min(length, to.bytes.size));
}

endpoint in_family(const endpoint& where, ip_family family) noexcept {
  return family == ip_family::v6 ? endpoint{where.address.to_v4_mapped(), where.port} : where;
}

// A length of its own stands before the control messages.
void write_control_messages(const buffer& room, const datagram_label& label) noexcept {
  RIO_CMSG_BUFFER head{.TotalLength = 0};
  if (room.size < sizeof head) return;
  const WSABUF rest{static_cast<ULONG>(room.size - sizeof head), reinterpret_cast<CHAR*>(room.data) + sizeof head};
  head.TotalLength = static_cast<ULONG>(sizeof head) + write_control(label, rest).bytes;
  std::memcpy(room.data, &head, sizeof head);
}

}  // namespace

// What comes with a datagram beside its bytes.
error request_queue::hand_out(request& one) const noexcept {
  const datagram_receipt& got = one.got;
  if (got.failure != error::none && got.failure != error::message_too_long) return got.failure;
  write_sockaddr(one.parts.remote, got.from);
  if (one.parts.local.in) {
    endpoint here;
    (void)at_->local_name(at_.number, here);
    if (got.label.to.family != ip_family::none) here = in_family({got.label.to, here.port}, family_);
    write_sockaddr(one.parts.local, here);
  }
  if (one.parts.control.in) write_control_messages(one.parts.control.bytes, got.label);
  if (one.parts.flags.in && one.parts.flags.bytes.size >= sizeof(ULONG)) {
    const ULONG flags = (got.failure == error::message_too_long ? MSG_TRUNC : 0u) |
                        (got.label.broadcast ? MSG_BCAST : 0u) | (got.label.to.is_multicast() ? MSG_MCAST : 0u);
    std::memcpy(one.parts.flags.bytes.data, &flags, sizeof flags);
  }
  return got.failure;
}

// ------------------------------------------------------------------------------------------------------------------- asking

/// `started` is what the socket said. 0 or a Winsock error.
int request_queue::start(request& one, error started) noexcept {
  if (started == error::none) over(one);
  if (started == error::none || started == error::io_pending) return 0;
  one.taken();
  return wsa_error(started);
}

int request_queue::receive(request_parts&& parts, DWORD flags, ULONGLONG context) noexcept {
  request* const one = take(receives_, std::move(parts), flags, context);
  if (one == nullptr) return WSAENOBUFS;
  one->into = {&one->parts.data.bytes, 1};
  return start(*one, at_->start_receive(at_.number, *one));
}

int request_queue::send(request_parts&& parts, DWORD flags, ULONGLONG context) noexcept {
  request* const one = take(sends_, std::move(parts), flags, context);
  if (one == nullptr) return WSAENOBUFS;
  one->sent = {one->parts.data.bytes.data, one->parts.data.bytes.size};
  one->from = {&one->sent, 1};
  return datagrams_ ? send_datagram(*one) : start(*one, at_->start_send(at_.number, *one));
}

// Sends of datagrams never wait: what became of them is the request's result.
int request_queue::send_datagram(request& one) noexcept {
  endpoint to;
  if (one.parts.remote.in) {
    const auto* const name = reinterpret_cast<const sockaddr*>(one.parts.remote.bytes.data);
    const int unfit = from_sockaddr(name, static_cast<int>(one.parts.remote.bytes.size), to);
    if (unfit != 0) {
      one.taken();
      return unfit;
    }
  }
  one.result = at_->send_to(at_.number, one.from, to);
  const error failure = one.result.failure;
  const bool refused = failure == error::not_a_socket || failure == error::shut_down || failure == error::not_connected;
  return start(one, refused ? failure : error::none);
}

}  // namespace loopsock::compat
