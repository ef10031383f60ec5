// transmit: TransmitFile and TransmitPackets.
//
//   stretch ─► send ─► stretch ─► send … ─► all sent ─► TF_DISCONNECT, TF_REUSE_SOCKET ─► told, with the sum of the bytes
//
// Without an OVERLAPPED the same on the calling thread. As an operation it answers WSA_IO_PENDING also when all could be sent at once, as
// Windows does. On a datagram socket each element of TransmitPackets up to one marked TP_ELEMENT_EOP would be a datagram: not supported here
// (WSAENOTCONN, as for every socket that is no connected stream).
//
// Threads  any.
#include <mswsock.h>
#include <ntstatus.h>

#include <utility>

#include "compat/error_map.hpp"
#include "compat/extensions/disconnection.hpp"
#include "compat/extensions/ending.hpp"
#include "compat/extensions/extensions.hpp"
#include "compat/extensions/transmission.hpp"
#include "compat/memory_probe.hpp"
#include "compat/overlapped/overlapped_call.hpp"

namespace loopsock::compat {
namespace {

bool ends_connection(DWORD flags) noexcept { return (flags & (TF_DISCONNECT | TF_REUSE_SOCKET)) != 0; }
bool uses_again(DWORD flags) noexcept { return (flags & TF_REUSE_SOCKET) != 0; }

class transmit_call final : public overlapped_operation<receive_operation> {
 public:
  transmit_call(const open_socket& one, transmission&& what, DWORD how) noexcept
      : one_(one), what_(std::move(what)), flags_(how), rest_(one, uses_again(how)) {}

  void ended() noexcept override {
    while (!all_sent_) {
      what_.count(result.bytes);
      if (result.failure != error::none) return over(status_of(result.failure));
      result = {};
      if (!what_.next(stretch_)) return over(STATUS_END_OF_FILE);
      if (stretch_.size == 0) {
        all_sent_ = true;
        if (ends_connection(flags_)) result.failure = one_->shutdown(one_.number, direction::send);
        break;
      }
      from = {&stretch_, 1};
      const error started = one_->start_send(one_.number, *this);
      if (started == error::io_pending) return;
      if (started != error::none) result.failure = started;
    }
    error how = error::none;
    if (rest_.advance(*this, how)) over(status_of(how));
  }

 private:
  void over(NTSTATUS status) noexcept { end({status, static_cast<std::uint32_t>(what_.sent())}); }

  open_socket one_;
  transmission what_;
  DWORD flags_;
  const_buffer stretch_;
  bool all_sent_ = false;
  disconnection rest_;
};

int transmit_now(const open_socket& one, transmission& what, DWORD flags) noexcept {
  for (;;) {
    const_buffer stretch;
    if (!what.next(stretch)) return ERROR_HANDLE_EOF;
    if (stretch.size == 0) return ends_connection(flags) ? disconnect(one, uses_again(flags)) : 0;
    const io_result sent = one->send(one.number, {&stretch, 1}, 0);
    if (sent.failure != error::none) return wsa_error(sent.failure);
  }
}

constexpr DWORD known_flags =
    TF_DISCONNECT | TF_REUSE_SOCKET | TF_WRITE_BEHIND | TF_USE_SYSTEM_THREAD | TF_USE_KERNEL_APC;

/// 0 or a Winsock error.
int check(const open_socket& one, DWORD flags) noexcept {
  socket_facts facts;
  if (!facts_of(one, facts)) return WSAENOTSOCK;
  if (facts.spec.kind != socket_kind::stream || facts.state != socket_state::connected) return WSAENOTCONN;
  return (flags & ~known_flags) == 0 ? 0 : WSAEINVAL;
}

BOOL transmit(const open_socket& one, transmission& what, WSAOVERLAPPED* overlapped, DWORD flags) noexcept {
  if (!runs_overlapped(one, {overlapped})) return ended_with(transmit_now(one, what, flags));
  auto* const call = make_call<transmit_call>(one, std::move(what), flags);
  if (call == nullptr) return failed_with(WSAENOBUFS);
  const int unfit = call->begin({overlapped}, one);
  if (unfit != 0) return failed_with(unfit);
  call->ended();  // the first step is a step like any other
  return pending();
}

std::uint64_t offset_in(const WSAOVERLAPPED& overlapped) noexcept {
  return std::uint64_t{overlapped.OffsetHigh} << 32 | overlapped.Offset;
}

int add_element(transmission& what, const TRANSMIT_PACKETS_ELEMENT& one) noexcept {
  const ULONG kind = one.dwElFlags & (TP_ELEMENT_MEMORY | TP_ELEMENT_FILE);
  if (kind == TP_ELEMENT_MEMORY) {
    if (one.cLength != 0 && nowhere(one.pBuffer)) return WSAEFAULT;
    return what.add_memory(one.pBuffer, one.cLength);
  }
  if (kind != TP_ELEMENT_FILE) return WSAEINVAL;
  // An offset of -1 stands for where the file's position is.
  const std::uint64_t from = one.nFileOffset.QuadPart == -1 ? transmission::position_of(one.hFile)
                                                            : static_cast<std::uint64_t>(one.nFileOffset.QuadPart);
  return what.add_file(one.hFile, from, one.cLength);
}

}  // namespace

BOOL WINAPI transmit_packets(SOCKET s, LPTRANSMIT_PACKETS_ELEMENT elements, DWORD count, DWORD send_size,
                             LPOVERLAPPED overlapped, DWORD flags) {
  const open_socket one = find(s);
  if (!one) return FALSE;
  int unfit = check(one, flags);
  if (unfit != 0) return failed_with(unfit);
  if (count != 0 && nowhere(elements)) return failed_with(WSAEFAULT);
  transmission what;
  what.set_chunk(send_size);
  for (DWORD i = 0; i < count && unfit == 0; ++i) unfit = add_element(what, elements[i]);
  if (unfit != 0) return failed_with(unfit);
  return transmit(one, what, overlapped, flags);
}

}  // namespace loopsock::compat

extern "C" BOOL WINAPI TransmitFile(SOCKET s, HANDLE file, DWORD bytes, DWORD bytes_per_send, LPOVERLAPPED overlapped,
                                    LPTRANSMIT_FILE_BUFFERS buffers, DWORD flags) {
  using namespace loopsock::compat;
  const open_socket one = find(s);
  if (!one) return FALSE;
  int unfit = check(one, flags);
  if (unfit != 0) return failed_with(unfit);
  if (buffers != nullptr && nowhere(buffers)) return failed_with(WSAEFAULT);
  transmission what;
  what.set_chunk(bytes_per_send);
  if (buffers != nullptr) unfit = what.add_memory(buffers->Head, buffers->HeadLength);
  if (unfit == 0 && file != nullptr) {
    const bool positioned = overlapped != nullptr && one->made_overlapped();
    unfit = what.add_file(file, positioned ? offset_in(*overlapped) : transmission::position_of(file), bytes);
  }
  if (unfit == 0 && buffers != nullptr) unfit = what.add_memory(buffers->Tail, buffers->TailLength);
  if (unfit != 0) return failed_with(unfit);
  return transmit(one, what, overlapped, flags);
}
