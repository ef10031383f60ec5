// connect_ex: ConnectEx.
//
//   ConnectEx ─► connect ─► connected ─┬─ no data ──────► told
//                                      └─ data ─► sent ─► told, with its bytes
//
// Cancelling finds it in either step, and between them (stepwise.hpp).
//
// Threads  any.
#include <mswsock.h>

#include <atomic>
#include <utility>

#include "compat/error_map.hpp"
#include "compat/extensions/ending.hpp"
#include "compat/extensions/extensions.hpp"
#include "compat/extensions/stepwise.hpp"
#include "compat/memory_probe.hpp"
#include "compat/sockaddr.hpp"

namespace loopsock::compat {
namespace {

class connect_call final : public stepwise<receive_operation> {
 public:
  connect_call(const open_socket& one, const void* data, DWORD bytes) noexcept
      : one_(one), data_{static_cast<const std::byte*>(data), bytes} {}

  /// The first step. As start_step().
  error start(const endpoint& to) noexcept {
    return start_step(one_, *this,
                      [&](const open_socket& at) { return at->start_connect(at.number, to, *this, connection_); });
  }
  /// It was given up while it was started.
  void abort() noexcept {
    result.failure = error::aborted;
    finished();
  }

 protected:
  void ended() noexcept override {
    if (!sending_ && result.failure == error::none && data_.size != 0) {
      sending_ = true;
      from = {&data_, 1};
      result = {};
      const error started = start_step(
          one_, *this, [this](const open_socket& at) { return at->start_send(at.number, *this, connection_); });
      if (started == error::io_pending) return;
      if (started != error::none) result.failure = started;
    }
    finished();
  }

 private:
  void tell() noexcept override { end(outcome_of(result)); }

  open_socket one_;
  connection_number connection_ = whichever_connection;  // that the data is for
  const_buffer data_;
  bool sending_ = false;
};

/// What the socket must be: a stream that is bound, has no peer and looks for none. 0 or a Winsock error.
int check_state(const open_socket& one) noexcept {
  socket_facts facts;
  if (!facts_of(one, facts)) return WSAENOTSOCK;
  if (facts.spec.kind != socket_kind::stream) return WSAEINVAL;
  if (facts.state == socket_state::connected) return WSAEISCONN;
  // "Not connected, but still bound" (Microsoft's page) is also what DisconnectEx leaves of a socket that connect() had bound.
  return facts.state == socket_state::bound || facts.released ? 0 : WSAEINVAL;
}

}  // namespace

BOOL WINAPI connect_ex(SOCKET s, const sockaddr* name, int length, PVOID data, DWORD data_bytes, LPDWORD,
                       LPOVERLAPPED overlapped) {
  if (overlapped == nullptr) return failed_with(ERROR_INVALID_PARAMETER);
  if (nowhere(overlapped)) return failed_with(WSAEFAULT);
  // On Windows also of a call that then fails. (relaxed: it publishes nothing; others may look at the structure meanwhile.)
  std::atomic_ref(overlapped->Internal).store(static_cast<ULONG_PTR>(STATUS_PENDING), std::memory_order_relaxed);
  const open_socket one = find(s);
  if (!one) return FALSE;
  int unfit = check_state(one);
  if (unfit != 0) return failed_with(unfit);
  endpoint to;
  unfit = read_name(name, length, to);
  if (unfit != 0) return failed_with(unfit);
  if (data == nullptr) data_bytes = 0;
  auto* const call = make_call<connect_call>(one, data, data_bytes);
  if (call == nullptr) return failed_with(WSAENOBUFS);
  unfit = call->begin({overlapped}, one);
  if (unfit != 0) return failed_with(unfit);
  if (!call->enlist()) return failed_with(call->refuse(error::not_a_socket));
  const error started = call->start(to);
  if (started == error::io_pending) return pending();
  if (call->withdraw()) return failed_with(call->refuse(call->refusal(started)));
  call->abort();
  return pending();
}

}  // namespace loopsock::compat
