// rio: Registered I/O: buffers, queues and requests by their numbers, and the table of the functions.
//
// Every number is a handle of the common table, so a wrong or stale one is an error and nothing worse. RIO_MSG_DEFER is taken as what it is, a
// permission: a deferred request starts at once, and RIO_MSG_COMMIT_ONLY has nothing left to do.
//
// Threads  any; Windows asks that one thread at a time uses a request queue, which is not needed here.
#include "compat/rio/rio.hpp"

#include <mswsock.h>

#include <new>
#include <utility>

#include "compat/last_error.hpp"
#include "compat/rio/request_queue.hpp"
#include "compat/socket_side.hpp"

namespace loopsock::compat {
namespace {

template <class Name>
HANDLE handle_of(Name name) noexcept {
  return reinterpret_cast<HANDLE>(name);
}

BOOL ended(int failed) noexcept {
  if (failed == 0) return TRUE;
  set_error(failed);
  return FALSE;
}

// ------------------------------------------------------------------------------------------------------------------ buffers

RIO_BUFFERID WSAAPI register_buffer(PCHAR data, DWORD bytes) {
  const int unfit = bytes == 0 ? WSAEINVAL : !writable(data, bytes) ? WSAEFAULT : 0;
  HANDLE name = nullptr;
  if (unfit == 0)
    name = open_handle(
        ref<kernel_object>(ref<registered_buffer>::adopt(new (std::nothrow) registered_buffer(data, bytes))));
  if (name != nullptr) return reinterpret_cast<RIO_BUFFERID>(name);
  set_error(unfit != 0 ? unfit : WSAENOBUFS);
  return RIO_INVALID_BUFFERID;
}

VOID WSAAPI deregister_buffer(RIO_BUFFERID buffer) {
  if (find_as<registered_buffer>(handle_of(buffer))) close_handle(handle_of(buffer));
}

// ------------------------------------------------------------------------------------------------------- completion queues

/// 0 or a Winsock error.
int read_notification(const RIO_NOTIFICATION_COMPLETION& asked, completion_queue::notification& out) noexcept {
  if (asked.Type == RIO_EVENT_COMPLETION) {
    out.event = find_as<event_object>(asked.Event.EventHandle);
    out.resets_event = asked.Event.NotifyReset != 0;
    return out.event ? 0 : WSAEINVAL;
  }
  if (asked.Type != RIO_IOCP_COMPLETION || asked.Iocp.Overlapped == nullptr) return WSAEINVAL;
  const ref<port_handle> port = find_as<port_handle>(asked.Iocp.IocpHandle);
  if (port) out.port = ref<completion_port>::share(&port->port());
  out.packet.key = reinterpret_cast<ULONG_PTR>(asked.Iocp.CompletionKey);
  out.packet.overlapped = static_cast<OVERLAPPED*>(asked.Iocp.Overlapped);
  return out.port ? 0 : WSAEINVAL;
}

RIO_CQ no_queue(int why) noexcept {
  set_error(why);
  return RIO_INVALID_CQ;
}

RIO_CQ WSAAPI create_completion_queue(DWORD size, PRIO_NOTIFICATION_COMPLETION asked) {
  if (size == 0 || size > RIO_MAX_CQ_SIZE) return no_queue(WSAEINVAL);
  completion_queue::notification how;
  if (asked != nullptr) {
    if (!readable(asked)) return no_queue(WSAEFAULT);
    const int unfit = read_notification(*asked, how);
    if (unfit != 0) return no_queue(unfit);
  }
  const HANDLE name = open_handle(
      ref<kernel_object>(ref<completion_queue>::adopt(new (std::nothrow) completion_queue(size, std::move(how)))));
  return name != nullptr ? reinterpret_cast<RIO_CQ>(name) : no_queue(WSAENOBUFS);
}

VOID WSAAPI close_completion_queue(RIO_CQ queue) {
  const auto one = find_as<completion_queue>(handle_of(queue));
  if (one && close_handle(handle_of(queue))) one->close();
}

BOOL WSAAPI resize_completion_queue(RIO_CQ queue, DWORD size) {
  const auto one = find_as<completion_queue>(handle_of(queue));
  return ended(!one || size == 0 || size > RIO_MAX_CQ_SIZE ? WSAEINVAL : one->resize(size));
}

ULONG WSAAPI dequeue_completion(RIO_CQ queue, PRIORESULT results, ULONG count) {
  const auto one = find_as<completion_queue>(handle_of(queue));
  if (!one || (results == nullptr && count != 0)) return RIO_CORRUPT_CQ;
  return static_cast<ULONG>(one->take(results, count));
}

INT WSAAPI notify(RIO_CQ queue) {
  const auto one = find_as<completion_queue>(handle_of(queue));
  return one ? one->notify() : WSAEINVAL;
}

// ----------------------------------------------------------------------------------------------------------- request queues

RIO_RQ no_requests(int why) noexcept {
  set_error(why);
  return RIO_INVALID_RQ;
}

RIO_RQ WSAAPI create_request_queue(SOCKET s, ULONG max_receives, ULONG max_receive_buffers, ULONG max_sends,
                                   ULONG max_send_buffers, RIO_CQ receive_queue, RIO_CQ send_queue, PVOID context) {
  const open_socket one = find(s);
  if (!one) return RIO_INVALID_RQ;
  request_queue::plan how;
  how.at = one;
  how.receives = max_receives;
  how.sends = max_sends;
  how.received = find_as<completion_queue>(handle_of(receive_queue));
  how.sent = find_as<completion_queue>(handle_of(send_queue));
  how.context = reinterpret_cast<ULONG_PTR>(context);
  const bool counts_fit = max_receives + max_sends != 0 && max_receive_buffers == 1 && max_send_buffers == 1 &&
                          max_receives <= RIO_MAX_CQ_SIZE && max_sends <= RIO_MAX_CQ_SIZE;
  if (!how.received || !how.sent || !counts_fit) return no_requests(WSAEINVAL);
  socket_facts facts;
  if (!facts_of(one, facts)) return RIO_INVALID_RQ;
  if (!facts.spec.registered_io || facts.state == socket_state::listening) return no_requests(WSAEOPNOTSUPP);
  how.datagrams = facts.spec.kind != socket_kind::stream;
  how.family = facts.spec.family;
  socket_side* const side = socket_side::of(one);
  if (side == nullptr) return no_requests(WSAENOBUFS);
  ref<request_queue> made;
  const int failed = request_queue::make(how, made);
  if (failed != 0) return no_requests(failed);
  const HANDLE name = open_handle(ref<kernel_object>(made));
  if (name == nullptr) return no_requests(WSAENOBUFS);
  if (!side->requests().keep(one.number, name)) {
    close_handle(name);
    return no_requests(WSAEINVAL);  // a socket has one
  }
  // Where the socket was closed meanwhile, its side may have been told before it kept the handle.
  if (one.slot->number() != one.number) side->requests().closed(one.number);
  return reinterpret_cast<RIO_RQ>(name);
}

BOOL WSAAPI resize_request_queue(RIO_RQ queue, DWORD max_receives, DWORD max_sends) {
  const auto one = find_as<request_queue>(handle_of(queue));
  return ended(!one || max_receives + max_sends == 0 ? WSAEINVAL : one->resize(max_receives, max_sends));
}

// ----------------------------------------------------------------------------------------------------------------- requests

/// No RIO_BUF at all is legal: nothing is asked for.
int find_slice(const RIO_BUF* asked, registered_slice& out) noexcept {
  if (asked == nullptr) return 0;
  out.in = find_as<registered_buffer>(handle_of(asked->BufferId));
  if (!out.in || !out.in->slice(*asked, out.bytes)) return WSAEINVAL;
  return 0;
}

struct asked_parts {
  const RIO_BUF* data;
  ULONG data_count;
  const RIO_BUF *local, *remote, *control, *flags;
};

constexpr DWORD known_flags = RIO_MSG_DONT_NOTIFY | RIO_MSG_DEFER | RIO_MSG_WAITALL | RIO_MSG_COMMIT_ONLY;

BOOL ask(RIO_RQ queue, const asked_parts& asked, DWORD flags, PVOID context, bool receiving) noexcept {
  const auto one = find_as<request_queue>(handle_of(queue));
  if (!one || (flags & ~known_flags) != 0) return ended(WSAEINVAL);
  if ((flags & RIO_MSG_COMMIT_ONLY) != 0) {
    const bool alone = (flags & ~static_cast<DWORD>(RIO_MSG_COMMIT_ONLY)) == 0 && asked.data == nullptr;
    return ended(alone ? 0 : WSAEINVAL);
  }
  if (!receiving && (flags & RIO_MSG_WAITALL) != 0) return ended(WSAEINVAL);
  if (asked.data_count > 1 || (asked.data_count == 1 && nowhere(asked.data))) return ended(WSAEINVAL);
  request_parts parts;
  const std::pair<const RIO_BUF*, registered_slice*> all[] = {
      {asked.data_count == 1 ? asked.data : nullptr, &parts.data},
      {asked.local, &parts.local},
      {asked.remote, &parts.remote},
      {asked.control, &parts.control},
      {asked.flags, &parts.flags}};
  for (const auto& [from, to] : all) {
    const int unfit = find_slice(from, *to);
    if (unfit != 0) return ended(unfit);
  }
  const auto number = reinterpret_cast<ULONG_PTR>(context);
  return ended(receiving ? one->receive(std::move(parts), flags, number) : one->send(std::move(parts), flags, number));
}

BOOL WSAAPI receive(RIO_RQ queue, PRIO_BUF data, ULONG count, DWORD flags, PVOID context) {
  return ask(queue, {data, count, nullptr, nullptr, nullptr, nullptr}, flags, context, true);
}
BOOL WSAAPI send(RIO_RQ queue, PRIO_BUF data, ULONG count, DWORD flags, PVOID context) {
  return ask(queue, {data, count, nullptr, nullptr, nullptr, nullptr}, flags, context, false);
}
// The answer of RIOReceiveEx is a number as well as a truth: 1 or 0.
int WSAAPI receive_ex(RIO_RQ queue, PRIO_BUF data, ULONG count, PRIO_BUF local, PRIO_BUF remote, PRIO_BUF control,
                      PRIO_BUF flags_out, DWORD flags, PVOID context) {
  return ask(queue, {data, count, local, remote, control, flags_out}, flags, context, true);
}
BOOL WSAAPI send_ex(RIO_RQ queue, PRIO_BUF data, ULONG count, PRIO_BUF local, PRIO_BUF remote, PRIO_BUF control,
                    PRIO_BUF flags_in, DWORD flags, PVOID context) {
  return ask(queue, {data, count, local, remote, control, flags_in}, flags, context, false);
}

constexpr RIO_EXTENSION_FUNCTION_TABLE table{.cbSize = sizeof(RIO_EXTENSION_FUNCTION_TABLE),
                                             .RIOReceive = &receive,
                                             .RIOReceiveEx = &receive_ex,
                                             .RIOSend = &send,
                                             .RIOSendEx = &send_ex,
                                             .RIOCloseCompletionQueue = &close_completion_queue,
                                             .RIOCreateCompletionQueue = &create_completion_queue,
                                             .RIOCreateRequestQueue = &create_request_queue,
                                             .RIODequeueCompletion = &dequeue_completion,
                                             .RIODeregisterBuffer = &deregister_buffer,
                                             .RIONotify = &notify,
                                             .RIORegisterBuffer = &register_buffer,
                                             .RIOResizeCompletionQueue = &resize_completion_queue,
                                             .RIOResizeRequestQueue = &resize_request_queue};

}  // namespace

int give_rio_table(control_call& call) {
  constexpr GUID rio = WSAID_MULTIPLE_RIO;
  GUID wanted;
  const int unfit = take_input(call, wanted);
  if (unfit != 0) return unfit;
  return wanted == rio ? give_output(call, table) : WSAEINVAL;
}

}  // namespace loopsock::compat
