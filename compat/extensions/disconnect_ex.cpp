// disconnect_ex: DisconnectEx.
//
//   what waits to be sent ─► FIN ─► the rest of it (disconnection.hpp) ─► told
//
// The end of the line of sends is found by a send of no bytes that stands in it.
//
// Threads  any.
#include <mswsock.h>

#include "compat/error_map.hpp"
#include "compat/extensions/disconnection.hpp"
#include "compat/extensions/ending.hpp"
#include "compat/extensions/extensions.hpp"
#include "compat/overlapped/overlapped_call.hpp"

namespace loopsock::compat {
namespace {

class disconnect_call final : public overlapped_operation<receive_operation> {
 public:
  disconnect_call(const open_socket& one, bool reuse) noexcept : rest_(one, reuse) {}

  void ended() noexcept override {
    error how = error::none;
    if (rest_.advance(*this, how)) end(outcome_of({.failure = how}));
  }

 private:
  disconnection rest_;
};

int check(const open_socket& one, DWORD flags, DWORD reserved) noexcept {
  socket_facts facts;
  if (!facts_of(one, facts)) return WSAENOTSOCK;
  if (facts.state != socket_state::connected) return WSAENOTCONN;
  return (flags & ~static_cast<DWORD>(TF_REUSE_SOCKET)) == 0 && reserved == 0 ? 0 : WSAEINVAL;
}

}  // namespace

BOOL WINAPI disconnect_ex(SOCKET s, LPOVERLAPPED overlapped, DWORD flags, DWORD reserved) {
  const open_socket one = find(s);
  if (!one) return FALSE;
  int unfit = check(one, flags, reserved);
  if (unfit != 0) return failed_with(unfit);
  const bool reuse = (flags & TF_REUSE_SOCKET) != 0;
  if (!runs_overlapped(one, {overlapped})) return ended_with(disconnect(one, reuse));
  auto* const call = make_call<disconnect_call>(one, reuse);
  if (call == nullptr) return failed_with(WSAENOBUFS);
  unfit = call->begin({overlapped}, one);
  if (unfit != 0) return failed_with(unfit);
  const error started = one->start_send(one.number, *call);
  // FIN goes behind the sends that wait, ours among them; which may be over, and gone, by now.
  one->shutdown(one.number, direction::send);
  if (started == error::io_pending) return pending();
  if (started != error::none && started != error::shut_down) return failed_with(call->refuse(started));
  call->ended();
  return pending();
}

}  // namespace loopsock::compat
