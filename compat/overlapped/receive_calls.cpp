#include "compat/overlapped/receive_calls.hpp"

#include "compat/error_map.hpp"
#include "compat/events/re_enable.hpp"
#include "compat/messages.hpp"
#include "compat/overlapped/call_pieces.hpp"
#include "compat/overlapped/overlapped_call.hpp"
#include "compat/pieces.hpp"
#include "compat/sockaddr.hpp"

namespace loopsock::compat {
namespace {

/// A stream's, of which only the bytes are told: what is made most often is small.
class stream_receive_call final : public overlapped_operation<receive_operation> {
 public:
  ~stream_receive_call() override { call_pieces<buffer>::free(into); }

  int look_at(const open_socket& one, const WSABUF* buffers, DWORD count, DWORD asked) noexcept {
    bool with_sender = false;
    const int unfit = check_receive(one, asked, {}, with_sender);
    flags = stream_flags_of(asked);
    return unfit != 0 ? unfit : pieces_.take(buffers, count, into);
  }

  int start(const open_socket& one, const receive_outputs& out) noexcept {
    const error started = one->start_receive(one.number, *this);
    if (started == error::io_pending) return WSA_IO_PENDING;
    if (started != error::none) return refuse(started);
    if (result.failure != error::none) return refuse(result.failure);
    if (out.received != nullptr) *out.received = static_cast<DWORD>(result.bytes);
    *out.flags = 0;
    return end_at_once(outcome_of(result));
  }

 protected:
  void ended() noexcept override { end(outcome_of(result)); }

 private:
  call_pieces<buffer> pieces_;
};
static_assert(sizeof(stream_receive_call) <= overlapped_call::small_call_bytes);

/// Any other: the sender's name, a message's control data.
class receive_call final : public overlapped_operation<any_receive_operation> {
 public:
  explicit receive_call(const receive_outputs& out) noexcept : out_(out) {}

  /// Looks at the parameters and takes over the list of buffers. 0 or the error.
  int look_at(const open_socket& one, const WSABUF* buffers, DWORD count) noexcept {
    DWORD asked = 0;
    int unfit = 0;
    if (out_.message != nullptr) {
      socket_facts facts;
      if (!facts_of(one, facts)) return WSAENOTSOCK;
      unfit = check_received_message(out_.message, facts);
      asked = out_.message->dwFlags;
    } else {
      asked = *out_.flags;
      unfit = check_receive(one, asked, out_.from, with_sender_);
    }
    if (unfit == 0) unfit = pieces_.take(buffers, count);
    into = pieces_.all();
    flags = stream_flags_of(asked);
    return unfit;
  }

  int start(const open_socket& one) noexcept {
    const error started = one->start_receive(one.number, *this);
    if (started == error::io_pending) return WSA_IO_PENDING;
    if (started != error::none) return refuse(started);
    const outcome how = worked_out();
    if (is_failure(how.status)) return refuse(failure());
    if (out_.received != nullptr) *out_.received = how.bytes;
    if (out_.flags != nullptr) *out_.flags = flags_of(how.status);
    return end_at_once(how);
  }

 protected:
  void ended() noexcept override { end(worked_out()); }

 private:
  // Streams and cancelled receives speak through the result, datagrams through the receipt; the other one is empty.
  [[nodiscard]] error failure() const noexcept { return result.failure != error::none ? result.failure : got.failure; }

  /// Writes what comes beside the bytes.
  outcome worked_out() noexcept {
    outcome how{status_of(failure()), static_cast<std::uint32_t>(result.bytes + got.bytes)};
    if (is_failure(how.status)) return how;
    if (with_sender_) static_cast<void>(write_name(got.from, out_.from.name, out_.from.length));
    if (out_.message != nullptr) how.status = status_of_wsa(hand_out(got, *out_.message));
    return how;
  }

  receive_outputs out_;
  bool with_sender_ = false;
  pieces<buffer, 4> pieces_;
};

template <class Call, class Look, class Start>
int start_call(Call* call, const open_socket& one, const overlapped_request& request, const Look& look,
               const Start& start) noexcept {
  if (call == nullptr) return WSAENOBUFS;
  int unfit = look(*call);
  if (unfit != 0) {
    call->drop();
    return unfit;
  }
  const bool urgent = (call->flags & stream_urgent) != 0;
  unfit = call->begin(request, one);
  if (unfit != 0) return unfit;
  const int answer = start(*call);
  re_enable(one, urgent ? FD_OOB : FD_READ);
  return answer;
}

}  // namespace

int start_receive_call(const open_socket& one, const WSABUF* buffers, DWORD count, const receive_outputs& out,
                       const overlapped_request& request) noexcept {
  const bool bytes_only = one->is_stream() && out.message == nullptr && !out.from.asked();
  return bytes_only ? start_call(
                          make_call<stream_receive_call>(), one, request,
                          [&](stream_receive_call& call) { return call.look_at(one, buffers, count, *out.flags); },
                          [&](stream_receive_call& call) { return call.start(one, out); })
                    : start_call(
                          make_call<receive_call>(out), one, request,
                          [&](receive_call& call) { return call.look_at(one, buffers, count); },
                          [&](receive_call& call) { return call.start(one); });
}

}  // namespace loopsock::compat
