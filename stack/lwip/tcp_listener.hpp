// tcp_listener: a listening pcb, and the connections that TCP has established for it and the socket layer has not fetched.
//
// A SYN needs a place at the accept_gate; without one it is answered by RST. With a conditional gate the SYN is held,
// unanswered, as a request until admit() or refuse(), or until the peer gives up. Each established connection, each held request and
// each request that was given up makes one note events::acceptable to the target. All state is guarded by the core lock, which the functions take.
//
// Lifetime close() frees it; connections not fetched are reset, held requests are refused, and their places given back.
#pragma once

#include <cstddef>

#include "stack/base/accept_gate.hpp"
#include "stack/base/stream.hpp"
#include "stack/lwip/tcp_stream.hpp"

namespace loopsock::lwip {

/// A connection that TCP has established. `carrier` is the taker's. Its place at the gate is the taker's to give back.
struct established {
  stream* carrier = nullptr;
  endpoint local, remote;
};

/// A held SYN. `number` names it for admit() and refuse(); 0 is none.
struct connection_request {
  std::uint32_t number = 0;
  endpoint local, remote;
};

class tcp_listener {
 public:
  /// Listens on node `on` at `local` (port registered by the caller). `dual`: an IPv6 wildcard that takes IPv4 too. `gate` must outlive
  /// the listener. no_buffers.
  static error open(const endpoint& local, bool dual, accept_gate& gate, const notify_target& target,
                    tuple_released released, tcp_listener*& out, node& on = this_threads_node()) noexcept;

  virtual established take(deferred& work) noexcept = 0;                 // carrier == nullptr: none there
  virtual connection_request take_request(deferred& work) noexcept = 0;  // each held request is handed out once
  /// Whether peers have given up requests that were handed out, since this was asked last. Their places are given back already.
  virtual bool some_gave_up(deferred& work) noexcept = 0;
  /// False: the peer has given that request up.
  virtual bool waits(std::uint32_t number, deferred& work) noexcept = 0;
  /// Answers the held SYN; the connection then comes through take(). False: the request is gone (the peer gave up).
  virtual bool admit(std::uint32_t number, deferred& work) noexcept = 0;
  /// Whether the handshake with that peer has begun and the connection was not taken yet.
  virtual bool under_way(const endpoint& remote, deferred& work) noexcept = 0;
  /// RST, and its place is given back.
  virtual void refuse(std::uint32_t number, deferred& work) noexcept = 0;
  /// What connections established from now on start with (the listening socket's options are inherited).
  virtual void set_options(const stream_options& options, deferred& work) noexcept = 0;
  virtual void close(deferred& work) noexcept = 0;

 protected:
  ~tcp_listener() = default;
};

}  // namespace loopsock::lwip
