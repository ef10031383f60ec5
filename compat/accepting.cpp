// accepting: accept and WSAAccept.
//
//   an arrival ─► condition function ─► CF_ACCEPT  a connected socket
//                                       CF_REJECT  refused; WSAECONNREFUSED
//                                       CF_DEFER   back to the head of the queue; WSATRY_AGAIN
//                                       other      the same; WSAEINVAL
//
// While the condition function runs, other calls of its thread answer WSAEINPROGRESS. Without SO_CONDITIONAL_ACCEPT the peer is
// connected already and a rejection resets it; with it the peer still waits for its answer.
//
// Threads  any. Memory  the addresses that the condition function sees are gone when it returns.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <utility>

#include "compat/callback_guard.hpp"
#include "compat/error_map.hpp"
#include "compat/events/re_enable.hpp"
#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/sockaddr.hpp"
#include "stack/socket/listener.hpp"

namespace loopsock::compat {
namespace {

SOCKET no_socket(int why) noexcept {
  set_last_error(why);
  return INVALID_SOCKET;
}

/// Holds an arrival until it is decided on. Undecided, because the application's function threw, it goes back to the queue.
class undecided {
 public:
  undecided(const open_socket& at, arrival* one) noexcept : at_(at), one_(one) {}
  ~undecided() {
    if (one_ != nullptr) at_->put_back(at_.number, one_);
  }
  undecided(const undecided&) = delete;
  undecided& operator=(const undecided&) = delete;

  const arrival& operator*() const noexcept { return *one_; }
  arrival* take() noexcept { return std::exchange(one_, nullptr); }

 private:
  open_socket at_;
  arrival* one_;
};

// As a socket of that family shows it: an IPv4 peer of a dual-mode socket is mapped.
endpoint shown(const endpoint& where, ip_family family) noexcept {
  return family == ip_family::v6 ? endpoint{where.address.to_v4_mapped(), where.port} : where;
}

int ask(LPCONDITIONPROC condition, DWORD_PTR callback_data, const endpoint& caller, const endpoint& callee) {
  any_sockaddr caller_name, callee_name;
  const int caller_length = to_sockaddr(caller, caller_name);
  const int callee_length = to_sockaddr(callee, callee_name);
  WSABUF caller_id{static_cast<ULONG>(caller_length), reinterpret_cast<CHAR*>(&caller_name)};
  WSABUF callee_id{static_cast<ULONG>(callee_length), reinterpret_cast<CHAR*>(&callee_name)};
  // TCP carries no data in its handshake.
  WSABUF caller_data{0, nullptr};
  WSABUF callee_data{0, nullptr};
  GROUP group = 0;
  const callback_guard guard;
  return condition(&caller_id, &caller_data, nullptr, nullptr, &callee_id, &callee_data, &group, callback_data);
}

SOCKET accept_one(SOCKET s, sockaddr* name, int* length, LPCONDITIONPROC condition, DWORD_PTR callback_data) {
  const open_socket one = find(s);
  if (!one) return INVALID_SOCKET;
  socket_facts facts;
  if (!facts_of(one, facts)) return INVALID_SOCKET;
  if (facts.spec.kind != socket_kind::stream) return no_socket(WSAEOPNOTSUPP);
  if (facts.state != socket_state::listening) return no_socket(WSAEINVAL);
  // Known before anything is taken, so that a call with too little room costs no connection. Without both, nobody wants the address.
  const bool wanted = name != nullptr && length != nullptr;
  if (wanted && check_room(name, length, facts.spec.family) != 0) return no_socket(WSAEFAULT);

  arrival* taken = nullptr;
  error failed = one->take_arrival(one.number, taken);
  if (failed != error::none) {
    re_enable(one, FD_ACCEPT);
    return no_socket(wsa_error(failed));
  }
  undecided waiting(one, taken);
  const endpoint caller = shown((*waiting).remote, facts.spec.family);
  if (condition != nullptr) {
    switch (ask(condition, callback_data, caller, shown((*waiting).local, facts.spec.family))) {
      case CF_ACCEPT: break;
      case CF_REJECT:
        one->refuse(one.number, waiting.take());
        re_enable(one, FD_ACCEPT);
        return no_socket(WSAECONNREFUSED);
      case CF_DEFER: one->put_back(one.number, waiting.take()); return no_socket(WSATRY_AGAIN);
      default: one->put_back(one.number, waiting.take()); return no_socket(WSAEINVAL);
    }
  }
  handle number = 0;
  failed = one->admit(one.number, waiting.take(), number);
  const int unfit = failed != error::none ? wsa_error(failed) : inherit_selection(one, number);
  re_enable(one, FD_ACCEPT);
  if (unfit != 0) {
    if (failed == error::none) closesocket(number);
    return no_socket(unfit);
  }
  if (wanted) static_cast<void>(write_name(caller, name, length));
  return number;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

SOCKET WSAAPI accept(SOCKET s, struct sockaddr* name, int* length) {
  return loopsock::compat::accept_one(s, name, length, nullptr, 0);
}

SOCKET WSAAPI WSAAccept(SOCKET s, struct sockaddr* name, LPINT length, LPCONDITIONPROC condition,
                        DWORD_PTR callback_data) {
  return loopsock::compat::accept_one(s, name, length, condition, callback_data);
}

}  // extern "C"
