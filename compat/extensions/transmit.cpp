// transmit: TransmitFile and TransmitPackets.
//
//   stretch ─► send ─► stretch ─► send … ─► all sent ─► TF_DISCONNECT, TF_REUSE_SOCKET ─► told, with the sum of the bytes
//
// Without an OVERLAPPED the same on the calling thread, which waits whatever the socket's mode is, for SO_SNDTIMEO at a time. As an operation it
// answers WSA_IO_PENDING also when all could be sent at once, as Windows does, and can be cancelled at any moment (stepwise.hpp). On a connected
// datagram socket the elements of TransmitPackets up to one marked TP_ELEMENT_EOP are a datagram.
//
// Threads  any.
#include <mswsock.h>
#include <ntstatus.h>

#include <new>
#include <span>
#include <utility>
#include <vector>

#include "compat/error_map.hpp"
#include "compat/extensions/disconnection.hpp"
#include "compat/extensions/ending.hpp"
#include "compat/extensions/extensions.hpp"
#include "compat/extensions/stepwise.hpp"
#include "compat/extensions/transmission.hpp"
#include "compat/memory_probe.hpp"
#include "compat/overlapped/immediate_call.hpp"
#include "compat/waiting_operation.hpp"

namespace loopsock::compat {
namespace {

constexpr std::size_t largest_datagram = 65535;

bool ends_connection(DWORD flags) noexcept { return (flags & (TF_DISCONNECT | TF_REUSE_SOCKET)) != 0; }
bool uses_again(DWORD flags) noexcept { return (flags & TF_REUSE_SOCKET) != 0; }

class transmit_call final : public stepwise<receive_operation> {
 public:
  transmit_call(const open_socket& one, connection_number which, transmission&& what, DWORD how) noexcept
      : one_(one), what_(std::move(what)), flags_(how), rest_(one, which, uses_again(how)) {}

  void ended() noexcept override {
    while (!all_sent_) {
      what_.count(result.bytes);
      if (result.failure != error::none) return cut_off(status_of(result.failure));
      result = {};
      if (!what_.next(stretch_)) return cut_off(STATUS_END_OF_FILE);
      if (stretch_.size == 0) {
        if (one_->expect_no_more(one_.number) != error::none) return over(STATUS_CANCELLED);
        all_sent_ = true;
        if (ends_connection(flags_)) result.failure = rest_.send_end();
        break;
      }
      from = {&stretch_, 1};
      const error started = start_step(
          one_, *this, [this](const open_socket& at) { return at->start_send(at.number, *this, rest_.connection()); });
      if (started == error::io_pending) return;
      if (started != error::none) result.failure = started;
    }
    while (rest_.next(*this)) {
      const error started = start_step(one_, *this, [this](const open_socket& at) {
        return at->start_receive(at.number, *this, rest_.connection());
      });
      if (started == error::io_pending) return;
      if (started != error::none) result.failure = started;
    }
    over(status_of(rest_.conclude(*this)));
  }

 private:
  void cut_off(NTSTATUS status) noexcept {
    static_cast<void>(one_->expect_no_more(one_.number));
    over(status);
  }
  void over(NTSTATUS status) noexcept {
    status_ = status;
    finished();
  }
  void tell() noexcept override { end({status_, static_cast<std::uint32_t>(what_.sent())}); }

  open_socket one_;
  transmission what_;
  DWORD flags_;
  const_buffer stretch_;
  bool all_sent_ = false;
  disconnection rest_;
  NTSTATUS status_ = STATUS_SUCCESS;
};

/// 0 or a Winsock error.
int send_all(const open_socket& one, connection_number which, transmission& what, std::uint32_t timeout_ms) noexcept {
  for (;;) {
    const_buffer stretch;
    if (!what.next(stretch)) return ERROR_HANDLE_EOF;
    if (stretch.size == 0) return 0;
    blocking_operation op;
    op.from = {&stretch, 1};
    const host::time_point deadline =
        timeout_ms == 0 ? host::never : host::deadline_after(std::chrono::milliseconds(timeout_ms));
    const error refused = await_operation(one, op, one->start_send(one.number, op, which), deadline);
    if (refused != error::none) return wsa_error(refused);
    if (op.result.failure != error::none) return wsa_error(op.result.failure);
  }
}

int transmit_now(const open_socket& one, connection_number which, transmission& what, DWORD flags) noexcept {
  socket_facts facts;
  socket_options options;
  if (one->options(one.number, options, facts) != error::none) return WSAENOTSOCK;
  one->expect_pieces(one.number);
  const int failed = send_all(one, which, what, options.send_timeout_ms);
  const error cut_off = one->expect_no_more(one.number);
  if (failed != 0) return failed;
  if (cut_off != error::none) return WSAENOTSOCK;
  return ends_connection(flags) ? disconnect(one, which, uses_again(flags)) : 0;
}

constexpr DWORD known_flags =
    TF_DISCONNECT | TF_REUSE_SOCKET | TF_WRITE_BEHIND | TF_USE_SYSTEM_THREAD | TF_USE_KERNEL_APC;

/// 0, and which connection it is about; or a Winsock error.
int check(const open_socket& one, DWORD flags, connection_number& which) noexcept {
  socket_facts facts;
  if (!facts_of(one, facts)) return WSAENOTSOCK;
  if (facts.spec.kind != socket_kind::stream || facts.state != socket_state::connected) return WSAENOTCONN;
  which = facts.connection;
  if ((flags & ~known_flags) != 0) return WSAEINVAL;
  return uses_again(flags) && (flags & TF_DISCONNECT) == 0 ? WSAEINVAL : 0;
}

BOOL transmit(const open_socket& one, connection_number which, transmission& what, WSAOVERLAPPED* overlapped,
              DWORD flags) noexcept {
  if (!runs_overlapped(one, {overlapped})) return ended_with(transmit_now(one, which, what, flags));
  auto* const call = make_call<transmit_call>(one, which, std::move(what), flags);
  if (call == nullptr) return failed_with(WSAENOBUFS);
  const int unfit = call->begin({overlapped}, one);
  if (unfit != 0) return failed_with(unfit);
  if (!call->enlist()) return failed_with(call->refuse(error::not_a_socket));
  one->expect_pieces(one.number);
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

// ---------------------------------------------------------------------------------------------------------------- datagrams

using elements_of_packets = std::span<const TRANSMIT_PACKETS_ELEMENT>;

/// All of them in one piece of memory. 0 or a Winsock error.
int gather(elements_of_packets elements, std::vector<std::byte>& out) noexcept {
  transmission what;
  for (const TRANSMIT_PACKETS_ELEMENT& one : elements) {
    if (const int unfit = add_element(what, one); unfit != 0) return unfit;
  }
  try {
    out.clear();
    const_buffer piece;
    do {
      if (!what.next(piece)) return ERROR_HANDLE_EOF;
      if (piece.size > largest_datagram - out.size()) return WSAEMSGSIZE;
      out.insert(out.end(), piece.data, piece.data + piece.size);
    } while (piece.size != 0);
  } catch (const std::bad_alloc&) {
    return WSAENOBUFS;
  }
  return 0;
}

/// 0 or a Winsock error; `sent` counts what went out before it, too.
int send_datagrams(const open_socket& one, elements_of_packets elements, std::size_t& sent) noexcept {
  std::vector<std::byte> datagram;
  while (!elements.empty()) {
    std::size_t count = 1;
    while (count < elements.size() && (elements[count - 1].dwElFlags & TP_ELEMENT_EOP) == 0) ++count;
    if (const int unfit = gather(elements.first(count), datagram); unfit != 0) return unfit;
    elements = elements.subspan(count);
    const const_buffer whole{datagram.data(), datagram.size()};
    const io_result result = one->send_to(one.number, {&whole, 1}, endpoint{});
    if (result.failure != error::none) return wsa_error(result.failure);
    sent += datagram.size();
  }
  return 0;
}

BOOL transmit_datagrams(const open_socket& one, elements_of_packets elements, WSAOVERLAPPED* overlapped,
                        DWORD flags) noexcept {
  socket_facts facts;
  if (!facts_of(one, facts)) return failed_with(WSAENOTSOCK);
  if (facts.remote.address.family == ip_family::none) return failed_with(WSAENOTCONN);
  if (ends_connection(flags) || (flags & ~known_flags) != 0) return failed_with(WSAEINVAL);
  std::size_t sent = 0;
  if (!runs_overlapped(one, {overlapped})) return ended_with(send_datagrams(one, elements, sent));
  auto* const call = make_call<immediate_call>();
  if (call == nullptr) return failed_with(WSAENOBUFS);
  const int unfit = call->begin({overlapped}, one);
  if (unfit != 0) return failed_with(unfit);
  const int failed = send_datagrams(one, elements, sent);
  call->end({failed == 0 ? STATUS_SUCCESS : status_of_wsa(failed), static_cast<std::uint32_t>(sent)});
  return pending();
}

}  // namespace

BOOL WINAPI transmit_packets(SOCKET s, LPTRANSMIT_PACKETS_ELEMENT elements, DWORD count, DWORD send_size,
                             LPOVERLAPPED overlapped, DWORD flags) {
  const open_socket one = find(s);
  if (!one) return FALSE;
  if (count != 0 && nowhere(elements)) return failed_with(WSAEFAULT);
  if (!one->is_stream()) return transmit_datagrams(one, {elements, count}, overlapped, flags);
  connection_number which = whichever_connection;
  int unfit = check(one, flags, which);
  if (unfit != 0) return failed_with(unfit);
  transmission what;
  what.set_chunk(send_size);
  for (DWORD i = 0; i < count && unfit == 0; ++i) unfit = add_element(what, elements[i]);
  if (unfit != 0) return failed_with(unfit);
  return transmit(one, which, what, overlapped, flags);
}

}  // namespace loopsock::compat

extern "C" BOOL WINAPI TransmitFile(SOCKET s, HANDLE file, DWORD bytes, DWORD bytes_per_send, LPOVERLAPPED overlapped,
                                    LPTRANSMIT_FILE_BUFFERS buffers, DWORD flags) {
  using namespace loopsock::compat;
  const open_socket one = find(s);
  if (!one) return FALSE;
  loopsock::connection_number which = loopsock::whichever_connection;
  int unfit = check(one, flags, which);
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
  return transmit(one, which, what, overlapped, flags);
}
