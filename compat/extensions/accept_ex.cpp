// accept_ex: AcceptEx and GetAcceptExSockaddrs.
//
//   AcceptEx ─► the listener's line ─► a connection ─► into the accept socket ─┬─ no data wanted ──────────────► told
//                                                                              └─ data wanted ─► first bytes ─► told
//
//   the caller's buffer   [ data_bytes: first data | local_bytes: length, address | remote_bytes: length, address ]
//
// While the accept is under way its socket is reserved: nothing else can be done with it but closing it, which cancels the accept. The
// listener's marks and options: the accept socket keeps its own until SO_UPDATE_ACCEPT_CONTEXT; only the mark for the fast path comes at once.
//
// Both steps are cancelled through the listener (stepwise.hpp): with CancelIo, or by closing it. Closing the accept socket ends them, too.
// A connection whose accept was cancelled ends, and its accept socket is as it was before.
//
// Threads  any.
#include <mswsock.h>
#include <ntstatus.h>
#include <ws2tcpip.h>

#include <atomic>
#include <cstring>

#include "compat/error_map.hpp"
#include "compat/events/re_enable.hpp"
#include "compat/extensions/ending.hpp"
#include "compat/extensions/stepwise.hpp"
#include "compat/handles.hpp"
#include "compat/memory_probe.hpp"
#include "compat/socket_address.hpp"
#include "stack/socket/listener.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock::compat {
namespace {

/// A block for an address needs this much more than the address: its length stands before it.
constexpr DWORD spare_bytes = 16;

struct accept_buffer {
  char* memory = nullptr;
  DWORD data_bytes = 0, local_bytes = 0, remote_bytes = 0;
};

/// No room at all is legal for the local address: then nobody asks for it.
bool has_room(DWORD block_bytes, ip_family family) noexcept {
  return block_bytes == 0 || block_bytes >= static_cast<DWORD>(length_of(family)) + spare_bytes;
}

void write_address(char* block, DWORD block_bytes, const endpoint& where) noexcept {
  if (block_bytes == 0) return;
  any_sockaddr name;
  const int length = to_sockaddr(where, name);
  std::memcpy(block, &length, sizeof length);
  std::memcpy(block + sizeof length, &name, static_cast<std::size_t>(length));
}

void read_address(char* block, DWORD block_bytes, sockaddr** name, INT* length) noexcept {
  if (block_bytes == 0) return;
  std::memcpy(length, block, sizeof *length);
  *name = reinterpret_cast<sockaddr*>(block + sizeof *length);
}

class accept_call final : public stepwise<accept_operation> {
 public:
  accept_call(const open_socket& listening, const open_socket& accepted, ip_family family,
              const accept_buffer& room) noexcept
      : listening_(listening), accepted_(accepted), family_(family), buffer_(room) {
    into = accepted.number;
  }

  /// The first step. As start_step().
  error wait_for_connection() noexcept {
    const open_socket listening = listening_, accepted = accepted_;
    const error started =
        start_step(listening, *this, [this](const open_socket& at) { return at->start_accept(at.number, *this); });
    // Its close looks for the accept in the listener's line, and may have come before it stood there.
    if (started == error::io_pending && accepted->number() != accepted.number)
      listening->give_up_accept(listening.number, accepted.number);
    return started;
  }
  /// Goes on with what the listener gave, also when it gave it at once.
  void ended() noexcept override {
    for (;;) {
      if (result.failure != error::none) return give_up_accept(outcome_of(result));
      if (!has_room(buffer_.local_bytes, family_) || !has_room(buffer_.remote_bytes, family_)) {
        listening_->put_back(listening_.number, got);
        return give_up_accept({STATUS_BUFFER_TOO_SMALL, 0});
      }
      local_ = shown(got->local);
      remote_ = shown(got->remote);
      const error refused =
          listening_->admit_into(listening_.number, std::exchange(got, nullptr), accepted_.number, connection_);
      if (refused == error::none) break;
      // Who connected has gone already: the next one, then. A listener that is closed says so there.
      if (refused != error::connection_reset) return give_up_accept(aborted);
      const error again = wait_for_connection();
      if (again == error::io_pending) return;
      if (again != error::none) return give_up_accept(aborted);
    }
    if (buffer_.data_bytes == 0) return arrived(outcome_of(io_result{}));
    wait_for_data();
  }
  /// Nothing stands in a line, and the program must be told.
  void give_up_accept(outcome how) noexcept {
    accepted_->unreserve(accepted_.number);
    over(how);
  }
  static constexpr outcome aborted{STATUS_CANCELLED, 0};

 private:
  struct data_operation : receive_operation {
    accept_call* whole = nullptr;
  };

  [[nodiscard]] endpoint shown(const endpoint& inner) const noexcept {
    return family_ == ip_family::v6 ? endpoint{inner.address.to_v4_mapped(), inner.port} : inner;
  }
  void wait_for_data() noexcept {
    piece_ = {reinterpret_cast<std::byte*>(buffer_.memory), buffer_.data_bytes};
    first_data_.into = {&piece_, 1};
    first_data_.in_order = true;
    first_data_.whole = this;
    first_data_.complete = [](operation& op) noexcept { static_cast<data_operation&>(op).whole->data_came(); };
    const error started = start_step(accepted_, first_data_, [this](const open_socket& at) {
      return at->start_receive(at.number, first_data_, connection_);
    });
    if (started == error::io_pending) return;
    if (started != error::none) first_data_.result.failure = started;
    data_came();
  }
  void data_came() noexcept {
    if (first_data_.result.failure == error::aborted) accepted_->release_connection(accepted_.number, connection_);
    arrived(outcome_of(first_data_.result));
  }
  void arrived(outcome how) noexcept {
    char* const names = buffer_.memory + buffer_.data_bytes;
    write_address(names, buffer_.local_bytes, local_);
    write_address(names + buffer_.local_bytes, buffer_.remote_bytes, remote_);
    over(how);
  }
  void over(outcome how) noexcept {
    how_ = how;
    finished();
  }
  void tell() noexcept override { end(how_); }

  open_socket listening_, accepted_;
  connection_number connection_ = whichever_connection;  // that the first data is awaited on
  ip_family family_;
  accept_buffer buffer_;
  endpoint local_, remote_;
  buffer piece_;
  data_operation first_data_;
  outcome how_;
};

BOOL accept_into(SOCKET listener, SOCKET accepted, const accept_buffer& into, WSAOVERLAPPED* overlapped) noexcept {
  if (overlapped == nullptr) return failed_with(ERROR_INVALID_PARAMETER);
  if (nowhere(overlapped)) return failed_with(WSAEFAULT);
  // On Windows also of a call that then fails. (relaxed: it publishes nothing; others may look at the structure meanwhile.)
  std::atomic_ref(overlapped->Internal).store(static_cast<ULONG_PTR>(STATUS_PENDING), std::memory_order_relaxed);
  const open_socket from = find(listener);
  if (!from) return FALSE;
  const open_socket to = find(accepted);
  if (!to) return FALSE;
  if (nowhere(into.memory) || into.remote_bytes == 0) return failed_with(WSAEFAULT);
  socket_facts facts;
  if (!facts_of(from, facts)) return FALSE;
  if (facts.state != socket_state::listening) return failed_with(WSAEINVAL);
  auto* const call = make_call<accept_call>(from, to, facts.spec.family, into);
  if (call == nullptr) return failed_with(WSAENOBUFS);
  const error taken = to->reserve(to.number, from.number, facts.spec.family);
  if (taken != error::none) return failed_with(call->refuse(taken));
  const int unfit = call->begin({overlapped}, from);
  if (unfit != 0) {
    to->unreserve(to.number);
    return failed_with(unfit);
  }
  if (!call->enlist()) {
    to->unreserve(to.number);
    return failed_with(call->refuse(error::not_a_socket));
  }
  const error started = call->wait_for_connection();
  if (started == error::none) {
    call->ended();  // one waited already; the program hears of it in the usual way
  } else if (started != error::io_pending) {
    if (call->withdraw()) {
      to->unreserve(to.number);
      return failed_with(call->refuse(call->refusal(started)));
    }
    call->give_up_accept(accept_call::aborted);
  }
  re_enable(from, FD_ACCEPT);
  return pending();
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

BOOL WINAPI AcceptEx(SOCKET listener, SOCKET accepted, PVOID buffer, DWORD data_bytes, DWORD local_bytes,
                     DWORD remote_bytes, LPDWORD, LPOVERLAPPED overlapped) {
  return loopsock::compat::accept_into(listener, accepted,
                                       {static_cast<char*>(buffer), data_bytes, local_bytes, remote_bytes}, overlapped);
}

VOID WINAPI GetAcceptExSockaddrs(PVOID buffer, DWORD data_bytes, DWORD local_bytes, DWORD remote_bytes,
                                 struct sockaddr** local, LPINT local_length, struct sockaddr** remote,
                                 LPINT remote_length) {
  char* const names = static_cast<char*>(buffer) + data_bytes;
  loopsock::compat::read_address(names, local_bytes, local, local_length);
  loopsock::compat::read_address(names + local_bytes, remote_bytes, remote, remote_length);
}

}  // extern "C"
