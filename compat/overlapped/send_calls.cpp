#include "compat/overlapped/send_calls.hpp"

#include "compat/error_map.hpp"
#include "compat/overlapped/call_pieces.hpp"
#include "compat/overlapped/immediate_call.hpp"
#include "compat/overlapped/overlapped_call.hpp"
#include "compat/pieces.hpp"

namespace loopsock::compat {
namespace {

class send_call final : public overlapped_operation<receive_operation> {
 public:
  send_call() noexcept { from = {}; }
  ~send_call() override { call_pieces<const_buffer>::free(from); }

  int take(const WSABUF* buffers, DWORD count) noexcept { return pieces_.take(buffers, count, from); }

  int start(const open_socket& one, DWORD* sent) noexcept {
    const error started = one->start_send(one.number, *this);
    if (started == error::io_pending) return WSA_IO_PENDING;
    if (started != error::none) return refuse(started);
    if (result.failure != error::none) return refuse(result.failure);
    if (sent != nullptr) *sent = static_cast<DWORD>(result.bytes);
    return end_at_once(outcome_of(result));
  }

 protected:
  void ended() noexcept override { end(outcome_of(result)); }

 private:
  call_pieces<const_buffer> pieces_;
};
static_assert(sizeof(send_call) <= overlapped_call::small_call_bytes);

/// `send` does it: () → io_result.
template <class Send>
int send_datagram(const open_socket& one, DWORD* sent, const overlapped_request& request, const Send& send) noexcept {
  auto* const call = make_call<immediate_call>();
  if (call == nullptr) return WSAENOBUFS;
  const int unfit = call->begin(request, one);
  if (unfit != 0) return unfit;
  const io_result result = send();
  if (result.failure != error::none) return call->refuse(result.failure);
  if (sent != nullptr) *sent = static_cast<DWORD>(result.bytes);
  return call->end_at_once(outcome_of(result));
}

}  // namespace

int start_send_call(const open_socket& one, const WSABUF* buffers, DWORD count, DWORD flags, const receiver_name& to,
                    DWORD* sent, const overlapped_request& request) noexcept {
  sent_where where;
  int unfit = check_send(one, flags, to, where);
  if (unfit != 0) return unfit;
  if (!one->is_stream()) {
    pieces<const_buffer, 4> from;  // few socket programs gather more than that
    unfit = from.take(buffers, count);
    if (unfit != 0) return unfit;
    return send_datagram(one, sent, request, [&] { return one->send_to(one.number, from.all(), where.to); });
  }
  auto* const call = make_call<send_call>();
  if (call == nullptr) return WSAENOBUFS;
  call->flags = where.flags;
  unfit = call->take(buffers, count);
  if (unfit != 0) {
    call->drop();
    return unfit;
  }
  unfit = call->begin(request, one);
  return unfit != 0 ? unfit : call->start(one, sent);
}

int send_message_call(const open_socket& one, const message_to_send& message, DWORD* sent,
                      const overlapped_request& request) noexcept {
  return send_datagram(one, sent, request,
                       [&] { return one->send_to(one.number, message.bytes.all(), message.to, message.how); });
}

}  // namespace loopsock::compat
