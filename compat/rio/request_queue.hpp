// request_queue: a socket's registered sends and receives.
//
//   RIOReceive, RIOSend ─► a request of the queue's own ─► an operation at the socket ─► ended ─► completion queue ─► taken ─► free again
//
// The requests are made with the queue, so sending and receiving allocate nothing.
//
// Threads  any; requests may end on any thread while the program makes others.
// Memory   counted: the handle, which lives as long as the socket, and every request that is not free.
#pragma once

#include <mswsock.h>

#include <vector>

#include "compat/handles.hpp"
#include "compat/rio/completion_queue.hpp"
#include "compat/rio/registered_buffer.hpp"
#include "stack/socket/receive_operation.hpp"

namespace loopsock::compat {

/// What a request names. An empty reference: not asked for.
struct registered_slice {
  ref<registered_buffer> in;
  buffer bytes;
};
struct request_parts {
  registered_slice data, local, remote, control, flags;
};

class request_queue final : public kernel_object {
 public:
  static constexpr object_kind kind_of_type = object_kind::request_queue;

  struct plan {
    open_socket at;
    bool datagrams = false;
    ip_family family = ip_family::v4;
    std::size_t receives = 0, sends = 0;
    ref<completion_queue> received, sent;
    ULONGLONG context = 0;
  };
  /// 0; WSAENOBUFS: no memory, or no room in the completion queues.
  static int make(const plan& how, ref<request_queue>& out) noexcept;
  ~request_queue() override;

  /// Makes it more requests, or fewer. WSAETOOMANYREFS: fewer are asked for than are under way. WSAENOBUFS. A call that fails changes nothing.
  int resize(std::size_t receives, std::size_t sends) noexcept;

  /// 0 or a Winsock error: WSAENOBUFS when as many are under way as there may be.
  int receive(request_parts&& parts, DWORD flags, ULONGLONG context) noexcept;
  int send(request_parts&& parts, DWORD flags, ULONGLONG context) noexcept;

 private:
  struct request;
  struct kind {
    ref<completion_queue> ended;
    host::spin_mutex side;
    // The rest under side.
    std::vector<request*> all;
    request* free = nullptr;
  };
  explicit request_queue(const plan& how) noexcept;
  static int grow(kind& which, std::size_t count) noexcept;
  static int shrink(kind& which, std::size_t count) noexcept;
  request* take(kind& which, request_parts&& parts, DWORD flags, ULONGLONG context) noexcept;
  static void over(operation& op) noexcept;
  static void end(request& one, error failure, std::size_t bytes) noexcept;
  int send_datagram(request& one) noexcept;
  int start(request& one, error started) noexcept;
  error hand_out(request& one) const noexcept;

  const open_socket at_;
  const bool datagrams_;
  const ip_family family_;
  const ULONGLONG context_;
  host::spin_mutex resizing_;
  kind receives_, sends_;
};

}  // namespace loopsock::compat
