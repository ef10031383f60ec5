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
#include "compat/extensions/stepwise.hpp"

namespace loopsock::compat {
namespace {

class disconnect_call final : public stepwise<receive_operation> {
 public:
  disconnect_call(const open_socket& one, connection_number which, bool reuse) noexcept
      : one_(one), rest_(one, which, reuse) {}

  void start() noexcept {
    const error started = start_step(
        one_, *this, [this](const open_socket& at) { return at->start_send(at.number, *this, rest_.connection()); });
    if (started == error::io_pending) return;
    if (started != error::shut_down) result.failure = started;  // shut down before is as good
    ended();
  }

 protected:
  void ended() noexcept override {
    if (!shut_ && result.failure == error::none) {
      shut_ = true;
      result.failure = rest_.send_end();  // behind whatever was sent meanwhile
    }
    while (rest_.next(*this)) {
      const error started = start_step(one_, *this, [this](const open_socket& at) {
        return at->start_receive(at.number, *this, rest_.connection());
      });
      if (started == error::io_pending) return;
      if (started != error::none) result.failure = started;
    }
    how_ = outcome_of({.failure = shut_ ? rest_.conclude(*this) : result.failure});
    finished();
  }

 private:
  void tell() noexcept override { end(how_); }

  open_socket one_;
  bool shut_ = false;
  disconnection rest_;
  outcome how_;
};

/// 0, and which connection it is about; or a Winsock error.
int check(const open_socket& one, DWORD flags, DWORD reserved, connection_number& which) noexcept {
  socket_facts facts;
  if (!facts_of(one, facts)) return WSAENOTSOCK;
  if (facts.state != socket_state::connected) return WSAENOTCONN;
  which = facts.connection;
  return (flags & ~static_cast<DWORD>(TF_REUSE_SOCKET)) == 0 && reserved == 0 ? 0 : WSAEINVAL;
}

}  // namespace

BOOL WINAPI disconnect_ex(SOCKET s, LPOVERLAPPED overlapped, DWORD flags, DWORD reserved) {
  const open_socket one = find(s);
  if (!one) return FALSE;
  connection_number which = whichever_connection;
  int unfit = check(one, flags, reserved, which);
  if (unfit != 0) return failed_with(unfit);
  const bool reuse = (flags & TF_REUSE_SOCKET) != 0;
  if (!runs_overlapped(one, {overlapped})) return ended_with(disconnect(one, which, reuse));
  auto* const call = make_call<disconnect_call>(one, which, reuse);
  if (call == nullptr) return failed_with(WSAENOBUFS);
  unfit = call->begin({overlapped}, one);
  if (unfit != 0) return failed_with(unfit);
  if (!call->enlist()) return failed_with(call->refuse(error::not_a_socket));
  call->start();
  return pending();
}

}  // namespace loopsock::compat
