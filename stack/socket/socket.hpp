// socket: what the application holds, the same over both paths.
//
// A socket is a slot of the table (socket_table.hpp) that is used again and again; `number_` says whose it is now. Every
// call names the number it means, takes a lock, and looks whether the slot still bears it: so no call needs a reference, and
// a call on a closed socket is answered "not a socket".
//
//   control_        state, options, bind, connect, listen, close         } taken in this order,
//   send_lock_      the writing side: carrier_, operations that wait     } never the other way round
//   receive_lock_   the reading side: carrier_, operations; a listener's queue
//   (carrier)       lwIP's core lock, for the ordinary path              } taken inside these
//   watch_lock_     the list of watches; taken last
//
// carrier_ changes under both side locks and may be read under either. Data calls take one side lock and nothing else of ours: the two ends of a fast
// connection share no lock. Nothing is told to anybody while a lock is held: see deferred.hpp.
//
// Pending operations wait in first-in-first-out queues. Whoever makes progress possible (the peer's thread, lwIP's
// callbacks, a changed option) causes on_events(), which moves the queue on and completes operations, whatever kind of
// call they came from.
//
// Threads  every member function from any thread, unless it says otherwise.
// Errors   in loopsock::error; each function names those that are its own. Any may answer not_a_socket.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

#include "stack/base/datagram_label.hpp"
#include "stack/base/operation.hpp"
#include "stack/base/stream.hpp"
#include "stack/filter/flow.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/lwip/datagram_port.hpp"
#include "stack/socket/blocking.hpp"
#include "stack/socket/companion.hpp"
#include "stack/socket/finished_line.hpp"
#include "stack/socket/listener.hpp"
#include "stack/socket/observation.hpp"
#include "stack/socket/option_block.hpp"
#include "stack/socket/path.hpp"
#include "stack/socket/patience.hpp"
#include "stack/socket/node_ports.hpp"
#include "stack/socket/ports.hpp"
#include "stack/socket/readiness.hpp"
#include "stack/socket/socket_options.hpp"
#include "stack/socket/socket_state.hpp"

namespace loopsock {

enum class socket_kind : std::uint8_t { stream, datagram, raw };

/// What a socket is from its making on.
struct socket_spec {
  ip_family family = ip_family::v4;
  socket_kind kind = socket_kind::stream;
  std::uint8_t protocol = 0;   // IP protocol number: 6, 17, or a raw one
  bool overlapped = true;      // made with WSA_FLAG_OVERLAPPED (socket() does)
  bool registered_io = false;  // made with WSA_FLAG_REGISTERED_IO
};

/// Which of a socket's connections: they are counted from 1 in each life of the slot. Who does something to a connection in several steps, and
/// lets go of all locks in between, says which one he means: the socket may have been released and have the next one by then.
using connection_number = std::uint32_t;
inline constexpr connection_number whichever_connection = 0;

/// What options and queries need to know besides the options.
struct socket_facts {
  socket_spec spec;
  socket_state state = socket_state::closed;
  bool bound = false;
  bool nonblocking = false;
  bool released = false;              // by release_connection(), and has no name since: connecting gives it one again
  endpoint local, remote;             // family none: not bound, not connected
  host::time_point connected_at{};    // of a connected stream
  connection_number connection = 0;   // the same
  error pending_error = error::none;  // of a failed connect
};

/// Half or all of a connection, for shutdown().
enum class direction : std::uint8_t { receive, send, both };

/// What becomes of a datagram that was received.
struct datagram_receipt {
  std::size_t bytes = 0;
  error failure = error::none;  // message_too_long: bytes were filled, the rest is lost
  endpoint from = {};           // in the socket's family (mapped on a dual-mode socket)
  datagram_label label = {};
};

struct accept_operation;
struct receive_operation;
struct socket_row;
namespace fastpath {
class loop_end;
struct loop_half;
struct tell;
}  // namespace fastpath

class alignas(64) socket final : public event_sink {
 public:
  using change = std::function<error(socket_options&, const socket_facts&)>;

  // ---- life (socket_life.cpp)

  /// Sockets can be opened from now on, until close_all(): the first WSAStartup.
  static void admit_sockets() noexcept;
  /// A fresh socket. too_many_sockets, no_buffers; network_down: close_all() was called, perhaps this very moment.
  static error open(const socket_spec& spec, handle& out) noexcept;
  /// The same; `slot` is where it lies, for who goes on with it at once. It may be closed by then: look at number().
  static error open(const socket_spec& spec, handle& out, socket*& slot,
                    lwip::node_number on = lwip::this_threads_node().number) noexcept;
  /// Closes every socket of a node, abortively.
  static void close_all_of(lwip::node_number on) noexcept;
  /// Ends the socket's life as SO_LINGER says. Calls that wait on it are woken: accept and datagram receives with
  /// interrupted, stream receives and sends with connection_aborted, connect with not_a_socket. would_block: a lingering
  /// close of a non-blocking socket (the socket stays open).
  error close(handle h) noexcept { return close(h, false); }
  /// Ends the connection, gracefully unless something was not read, and makes the socket as it was before it had one: bound where it
  /// was bound, with its options. What waits in line ends as aborted. not_connected; also when it has another connection than that.
  error release_connection(handle h, connection_number which = whichever_connection) noexcept;
  /// Ends every open socket abortively, those too that are being opened meanwhile: the last WSACleanup.
  static void close_all() noexcept;

  // ---- naming (socket_bind.cpp)

  /// address_in_use, access_denied, address_not_available, invalid_argument (bound already).
  error bind(handle h, const endpoint& local) noexcept;
  /// Turns a bound stream socket into a listener, or changes its backlog. invalid_argument (not bound),
  /// already_connected, not_supported (no stream).
  error listen(handle h, std::uint32_t backlog) noexcept;
  error local_name(handle h, endpoint& out) noexcept;  // invalid_argument: not bound
  error peer_name(handle h, endpoint& out) noexcept;   // not_connected

  // ---- connecting (socket_connect.cpp)

  /// Connects a stream, or fixes a datagram socket's peer (family none takes it back). Blocks unless the socket is
  /// non-blocking, in which case a stream answers would_block and the outcome comes through readiness.
  /// connection_refused, timed_out, already_in_progress, already_connected, address_not_available, address_in_use,
  /// network_unreachable, invalid_argument (listening).
  error connect(handle h, const endpoint& to, host::time_point deadline = host::never) noexcept;
  /// A stream's connect as an operation, whether the socket is non-blocking or not. io_pending: `op.complete` will be called,
  /// possibly before this returns.
  /// `becomes`: the number that the connection will have, if there will be one.
  error start_connect(handle h, const endpoint& to, operation& op, connection_number& becomes) noexcept;
  /// SO_UPDATE_CONNECT_CONTEXT: what start_connect() connected is like any other connected socket from now on. not_connected.
  error update_connect_context(handle h) noexcept;
  /// Ends an attempt that nobody answers (faults.hpp), if it is still under way: timed_out.
  void give_up_connect(handle h, std::uint32_t serial) noexcept;

  // ---- accepting (socket_accept.cpp)

  /// Waits for an arrival (or would_block) and hands it out. The caller must end it by admit(), refuse() or put_back().
  /// invalid_argument: not listening.
  error take_arrival(handle h, arrival*& out) noexcept;
  /// The same as an operation. none: `op.got` is there now. io_pending: `op.complete` will be called.
  error start_accept(handle h, accept_operation& op) noexcept;
  /// Makes it a connected socket that inherits the listener's options. too_many_sockets and no_buffers reset the connection.
  /// connection_reset: the one who asked has gone.
  error admit(handle h, arrival* one, handle& out) noexcept;
  /// The same into a stream socket that the caller has made and that has no name and no peer yet. It keeps its own options; only the
  /// mark for the fast path is the listener's. invalid_argument: the socket is not like that, not_a_socket: it is closed; either way the connection
  /// is put back. `became`: the connection's number there.
  error admit_into(handle h, arrival* one, handle into, connection_number& became) noexcept;
  /// Keeps a fresh stream socket for an accept at `listening`: until unreserve() it cannot be bound, connect or listen, and its close
  /// cancels the accept that names it in accept_operation::into. invalid_argument: not fresh, or kept already; or not of that family.
  error reserve(handle h, handle listening, ip_family family) noexcept;
  void unreserve(handle h) noexcept;
  /// Cancels the accepts that wait at this listener for the socket `into`.
  void give_up_accept(handle h, handle into) noexcept;
  /// SO_UPDATE_ACCEPT_CONTEXT: gives the socket the options of the listener.
  error inherit_from(handle h, handle listening) noexcept;
  void refuse(handle h, arrival* one) noexcept;
  void put_back(handle h, arrival* one, bool in_front = true) noexcept;

  // ---- data (socket_data.cpp, socket_datagram.cpp)

  /// Stream receive, or a datagram without its address. Flags: stream_flags. A result of 0 bytes with end_of_stream is
  /// FIN. not_connected, shut_down, connection_reset, connection_aborted, timed_out, would_block, interrupted,
  /// invalid_argument (no urgent byte), message_too_long (datagram).
  /// `looked`: receive_quickly() has looked for data a moment ago.
  io_result receive(handle h, buffers into, unsigned flags, bool looked = false) noexcept;
  /// Stream send: blocks until all is taken; a non-blocking socket takes what fits. Or a datagram to the connected peer.
  io_result send(handle h, const_buffers from, unsigned flags) noexcept;
  /// The usual case of both, in a straight line (quick_data.hpp).
  bool send_quickly(handle h, const const_buffer& from) noexcept;
  std::size_t receive_quickly(handle h, const buffer& into, bool& looked) noexcept;
  datagram_receipt receive_from(handle h, buffers into, unsigned flags) noexcept;
  io_result send_to(handle h, const_buffers from, const endpoint& to, const datagram_manner& how = {}) noexcept;
  /// not_connected, also when it has another connection than that; shut_down never: shutting down twice is no error.
  error shutdown(handle h, direction which, connection_number of = whichever_connection) noexcept;
  /// FIONREAD. `total` for a datagram socket: all that waits, not only the first.
  error unread(handle h, std::size_t& out, bool total = false) noexcept;
  error urgent(handle h, urgent_state& out) noexcept;
  /// Starts an operation. none: it completed now (its result is in op, and a failure of its own is there); io_pending:
  /// `op.complete` will be called, possibly before this returns. Anything else: refused, and nothing was started.
  /// Receives of datagrams leave their answer in `*op.receipt`; sends of datagrams go by send_to() and never wait.
  /// not_connected: a stream has no connection, or another one than `on`.
  error start_receive(handle h, receive_operation& op, connection_number on = whichever_connection) noexcept;
  error start_send(handle h, operation& op, connection_number on = whichever_connection) noexcept;
  /// For who sends a whole in several pieces: from now on a close cuts it off, and so resets the connection, also while no piece waits in line.
  void expect_pieces(handle h) noexcept;
  /// There are no more. not_a_socket: it was cut off.
  error expect_no_more(handle h) noexcept;
  /// Takes a pending operation back: completes it with `why` unless it is complete already. What it has moved stands in it.
  void cancel(operation& op, error why) noexcept;
  /// The same for all pending operations of the socket that `which` picks; how many. `which` runs under locks.
  using operation_filter = bool (*)(const operation& op, const void* context);
  std::size_t cancel_if(handle h, operation_filter which, const void* context, error why) noexcept;
  /// Capturing has begun, or is over: attached() says so already. On return every call on a connection's data knows. (socket_capture.cpp)
  static void follow_capture() noexcept;
  /// cancel_if() on every socket there is.
  static std::size_t cancel_everywhere(operation_filter which, const void* context, error why) noexcept;

  // ---- options and queries (socket_options.cpp)

  error options(handle h, socket_options& out, socket_facts& facts) noexcept;
  /// Runs `edit` on the options under the control lock and hands on what a carrier acts on. Returns what `edit` returned.
  error change_options(handle h, const change& edit) noexcept;
  error set_nonblocking(handle h, bool on) noexcept;
  /// SO_ERROR: the failure of the last connect, or of the connection; taken by asking when `take`.
  error pending_error(handle h, bool take, error& out) noexcept;
  error join_group(handle h, const ip_address& group, const ip_address& interface_address, bool join) noexcept;
  /// Whom of a group is heard; see lwip::datagram_port. no_such_option: no datagram socket.
  error change_source(handle h, const source_request& wanted) noexcept;
  error set_source_filter(handle h, const ip_address& group, const ip_address& interface_address,
                          const source_filter& filter) noexcept;
  error source_filter_of(handle h, const ip_address& group, source_filter& out) noexcept;
  /// SIO_LOOPBACK_FAST_PATH. not_supported: no TCP socket. access_denied: the policy forbids it.
  error request_fast_path(handle h, bool on) noexcept;
  error path(handle h, path_record& record, bool& requested) noexcept;
  /// What the carrier tells of the connection. not_connected: there is none, nor one under way. not_supported: no stream.
  error report(handle h, stream_report& out) noexcept;
  /// What there is to tell of whoever has the slot now. False: nobody.
  bool describe(socket_row& out) noexcept;
  /// Adds what live fast connections have carried to the counters.
  static void add_live_bytes(loopsock_counters& counters) noexcept;

  // ---- readiness (socket_readiness.cpp)

  /// What of `interest` is so now. With `arm`, whatever is not so will signal the watches once it is.
  error state_of(handle h, ready interest, bool arm, ready& out) noexcept;
  error join(handle h, watch& one) noexcept;
  void leave(watch& one) noexcept;

  // ---- the layer above (socket_readiness.cpp)

  /// The slot's companion, or nullptr when none was ever made.
  // acquire: pairs with companion_made_by().
  [[nodiscard]] companion* companion_here() const noexcept { return companion_.load(std::memory_order_acquire); }
  /// The slot's companion, made by `make` when there is none. nullptr: no memory.
  companion* companion_made_by(companion* (*make)() noexcept) noexcept;
  /// Whether the companion is told of every change from now on.
  error observe(handle h, bool on) noexcept;
  /// One look for somebody who observes (socket_observation.cpp): whatever comes after it is told. Room for sends is looked for, and told
  /// once it is there, only with `await_room`.
  error look(handle h, bool await_room, observation& out, deferred& work) noexcept;

  void on_events(handle expected, events what, deferred& more) noexcept override;

  [[nodiscard]] handle number() const noexcept { return number_.load(std::memory_order_acquire); }
  /// What it was made as, without a lock. (Whoever asks has just found the number; a slot that changes hands meanwhile refuses the number.)
  [[nodiscard]] bool made_overlapped() const noexcept { return made_overlapped_.load(std::memory_order_relaxed); }
  [[nodiscard]] bool is_stream() const noexcept { return is_stream_.load(std::memory_order_relaxed); }
  /// The socket's own flag, without the process's policy.
  [[nodiscard]] bool fast_path_wished() const noexcept { return wished_.load(std::memory_order_relaxed); }

 private:
  friend class socket_table;
  friend class kept_out;

  /// `abortively`: whatever SO_LINGER says.
  error close(handle h, bool abortively) noexcept;
  /// Control lock held. The only place that assigns state_.
  bool enter(socket_event event) noexcept;
  [[nodiscard]] bool is(handle h) const noexcept { return number_.load(std::memory_order_relaxed) == h; }
  /// Any of the three locks held.
  [[nodiscard]] bool means(connection_number which) const noexcept {
    return which == whichever_connection || which == connections_;
  }
  [[nodiscard]] bool v6() const noexcept { return spec_.family == ip_family::v6; }
  [[nodiscard]] bool dual() const noexcept { return v6() && !options_->v6_only; }
  [[nodiscard]] notify_target target() noexcept { return {this, number()}; }
  [[nodiscard]] socket_facts current_facts() const noexcept;
  [[nodiscard]] endpoint shown(const endpoint& inner) const noexcept;

  /// Told under lwIP's core lock when a connection of ours has left TCP for good: its 4-tuple is free.
  static void tuple_released(const endpoint& local, const endpoint& remote) noexcept;

  // socket_connect.cpp; control lock held
  struct attempt;
  error check_destination(const endpoint& to) const noexcept;
  error begin_connect(const endpoint& to, operation* told, deferred& work) noexcept;
  error connect_stream(const endpoint& to, deferred& work) noexcept;
  error connect_datagram(const endpoint& to, deferred& work) noexcept;
  error name_attempt(const endpoint& to, attempt& a) noexcept;
  error try_fast(attempt& a, bool& settled, deferred& work) noexcept;
  void show_refusal(const endpoint& from, const endpoint& to, std::size_t window) const noexcept;
  error go_ordinary(attempt& a, deferred& work) noexcept;
  /// `told`: the carrier itself tells filters of it.
  void become_connected(stream& carrier, bool told, deferred& work) noexcept;
  /// `caller_knows`: the call that tried gives the reason back itself.
  void connect_failed(error why, deferred& work, bool caller_knows = false) noexcept;
  void settle_connect(deferred& work) noexcept;
  /// A held request was answered: `carrier` or, when nullptr, refused. False: nobody waits here any more.
  bool answer_held(handle h, std::uint32_t serial, stream* carrier, deferred& work) noexcept;
  /// Takes back a request that was not answered. No lock of the listener held.
  static void withdraw(const notify_target& asked, const notify_target& client, std::uint32_t serial) noexcept;
  [[nodiscard]] bool still_asks(handle h, std::uint32_t serial) noexcept;

  // socket_accept.cpp
  enum class offer : std::uint8_t { established, held, ordinary, filtered, refused, no_memory };
  offer take_fast(handle h, const attempt& a, stream*& carrier, deferred& work) noexcept;
  void fetch_arrivals(deferred& work) noexcept;
  void advance_accepts(deferred& work) noexcept;
  /// What a listener passes on to the sockets it hands out.
  struct heritage {
    option_block options;
    socket_spec spec;
    bool marked = false;
    bool nonblocking = false;
    lwip::node_number node = 0;
    bool exclusive = false;  // SO_EXCLUSIVEADDRUSE of the listener, whose port the connection keeps taken
  };
  void become_heir(const arrival& one, const heritage& from, deferred& work) noexcept;
  error may_become_heir(handle h) noexcept;
  void return_admitted(handle h, arrival* one) noexcept;
  error take_out(handle h, arrival* one, arrivals::pointer& mine, heritage& inherited, deferred& work) noexcept;
  static bool establish_held(arrival& one, std::size_t window, deferred& work) noexcept;
  static void turn_away(arrival& one, deferred& work) noexcept;
  static void drop_arrivals(listener& from, deferred& work) noexcept;

  // socket_filters.cpp; no lock held
  error ask_connect(handle h, const endpoint& to) noexcept;
  error ask_listen(handle h) noexcept;
  error ask_datagram(handle h, const endpoint& to) noexcept;
  error ask_fast_path(handle h) noexcept;
  error take_word(handle h, filter::layer at, const filter::flow& about) noexcept;
  void concern_filters(handle h, events what, deferred& work) noexcept;
  void ask_about_requests(handle h, deferred& work) noexcept;
  void let_in(handle h, arrivals::pointer one, std::size_t window, bool to_application, deferred& work) noexcept;
  void tell_filters_of_connection(handle h) noexcept;
  /// With the control lock held. nullptr: no memory, and the carrier is closed.
  stream* filtered(stream& carrier, const endpoint& local, const endpoint& remote, deferred& work) const noexcept;

  // socket_queues.cpp; the side's lock held
  bool advance_receive(operation& op, deferred& work) noexcept;
  bool advance_send(operation& op, deferred& work) noexcept;
  void advance_receives(deferred& work) noexcept;
  void advance_sends(deferred& work) noexcept;
  bool begin_receive(operation& op, deferred& work) noexcept;
  bool begin_send(operation& op, deferred& work) noexcept;
  void post_front() noexcept;
  void take_back_post(deferred& work) noexcept;
  void fill_further_pieces(operation& op, deferred& work) noexcept;
  void end_receive(operation& op, deferred& work) noexcept;
  void end_send(operation& op, deferred& work) noexcept;
  void tell_ended(bool receiving) noexcept;
  error started(operation& op, bool complete, bool receiving, deferred& work) noexcept;
  bool take_out_receive(operation& op, error why, deferred& work) noexcept;
  bool take_out_send(operation& op, error why, deferred& work) noexcept;
  void end_blocking_receives(deferred& work) noexcept;
  void end_all(operation_queue& line, bool receiving, error why, error why_overlapped, deferred& work) noexcept;
  // socket_data.cpp; the side's lock held
  enum class served : std::uint8_t { not_at_all, partly, wholly };
  served serve_receive(operation& op, unsigned looks, deferred& work) noexcept;
  served serve_send(operation& op, unsigned looks, deferred& work) noexcept;
  template <class Serve>
  bool stay_awake(operation_queue& line, blocking_operation& op, patience& learnt,
                  std::unique_lock<host::spin_mutex>& side, Serve serve, bool looked, deferred& work) noexcept;
  io_result receive_or_wait(buffers into, unsigned flags, bool looked, std::unique_lock<host::spin_mutex>& side,
                            deferred& work) noexcept;
  bool look_quickly(const buffer& into, bool& looked) noexcept;
  void tell_and_unlock(bool received) noexcept;
  io_result send_or_wait(const_buffers from, unsigned flags, std::size_t taken,
                         std::unique_lock<host::spin_mutex>& side, deferred& work) noexcept;
  io_result wait_for(operation& op, wake_word& wake, std::uint32_t timeout_ms, bool receiving) noexcept;
  std::uint32_t receive_timeout() noexcept;
  std::uint32_t send_timeout() noexcept;
  void move_on(bool receiving, deferred& work) noexcept;
  [[nodiscard]] error may_receive(handle h, unsigned flags) const noexcept;
  [[nodiscard]] error may_send(handle h) const noexcept;
  void finish_when_sent(deferred& work) noexcept;
  void stop_when_received(deferred& work) noexcept;

  // socket_datagram.cpp
  error ready_port(bool sending, deferred& work) noexcept;
  error may_receive_datagram(handle h) noexcept;
  error bind_datagram(const endpoint& local) noexcept;
  datagram_receipt take_datagram(buffers into, unsigned flags, deferred& work) noexcept;
  void advance_datagrams(deferred& work) noexcept;

  /// Something may have changed that others wait for: wakes the watches, and notes to tell the companion.
  void choose_quick() noexcept;
  void signal_watches(deferred& work) noexcept;
  void apply_options(deferred& work) noexcept;
  [[nodiscard]] ready state_of_stream(ready interest, bool arm, deferred& work) noexcept;
  [[nodiscard]] ready reading_state() noexcept;
  [[nodiscard]] ready state_of_listener() noexcept;
  [[nodiscard]] ready state_of_port(bool arm) noexcept;
  // socket_observation.cpp; control lock held
  void look_at_stream(bool await_room, observation& out, deferred& work) noexcept;
  void look_at_listener(observation& out) noexcept;
  void look_at_port(observation& out) noexcept;

  // Laid out in cache lines, of which no two sockets share one. Each lock guards what is said at it, wherever that lies.

  // ---- First: whose the slot is and what its data goes through. Read by every call, written when that changes.
  // Writer: open() and close(), with all locks held; readers: anybody, and again under a lock.
  std::atomic<handle> number_{0};
  std::uint32_t index_ : 24 = 0;      // in the table; fixed
  std::uint32_t generation_ : 8 = 0;  // the table's
  std::atomic<bool> nonblocking_{false};
  std::atomic<bool> made_overlapped_{false};  // writer: open(); for made_overlapped()
  std::atomic<bool> is_stream_{false};        // the same for is_stream()
  std::atomic<bool> wished_{false};    // SIO_LOOPBACK_FAST_PATH; writer: request_fast_path, admit; readers: connects
  std::atomic<bool> observed_{false};  // writers: observe(), open(); reader: signal_watches()
  lwip::node_number node_ = 0;         // the host that it is of; writers: open(), become_heir(), with all locks held
  // Both side locks to change, either to read.
  stream* carrier_ = nullptr;
  fastpath::loop_half* quick_ = nullptr;  // of a fast carrier, while nobody captures: for quick_data.hpp
  lwip::datagram_port* port_ = nullptr;
  // Writer: companion_made_by(), once in the slot's life; readers: anybody.
  std::atomic<companion*> companion_{nullptr};
  option_block options_;  // control_

  // ---- Second: the sending side; behind it, some of what control_ guards.
  host::spin_mutex send_lock_;
  std::uint32_t wholes_ = 0;  // that are sent in pieces, and have some to come
  operation_queue sends_;
  finished_line ended_sends_;
  bool send_shut_ : 1 = false;
  bool finish_wanted_ : 1 = false;  // FIN is due once sends_ is empty
  patience send_patience_;

  socket_state state_ = socket_state::closed;
  socket_spec spec_;
  binding* binding_ = nullptr;
  stream* connecting_ = nullptr;  // an ordinary connect under way
  operation* connect_operation_ = nullptr;
  host::time_point connected_at_{};

  // ---- Third: the receiving side; behind it, the watches, and the lock that all else belongs to.
  host::spin_mutex receive_lock_;
  bool receive_shut_ : 1 = false;
  bool stop_wanted_ : 1 = false;  // the carrier is to stop reading once receives_ is empty
  bool posted_ : 1 = false;       // the carrier's writer may put bytes into the buffer of receives_.front()
  patience receive_patience_;
  operation_queue receives_;  // on a listener: accepts
  finished_line ended_receives_;
  std::unique_ptr<listener> listener_;

  watch* watches_ = nullptr;
  host::spin_mutex watch_lock_;

  host::spin_mutex control_;
  path_record path_;
  std::uint32_t connect_serial_ = 0;  // of the current or last connect; tells a late answer from a timely one
  handle asked_ = 0;                  // the listener that holds our request for a fast connection
  handle reserved_for_ = 0;           // the listener at which an accept into this socket waits

  // ---- Fourth: its names, and what came of its connects; control_.
  endpoint local_, remote_;
  // For observers (observation.hpp), in this life of the slot.
  std::uint32_t connects_ended_ = 0;
  connection_number connections_ = 0;  // the number of the last one; changes under all three locks, with carrier_
  error connect_outcome_ = error::none;
  error pending_error_ = error::none;
  bool connect_failed_ : 1 = false;  // told by readiness until the next connect or SO_ERROR
  bool by_operation_ : 1 = false;    // connecting, or connected, by start_connect() and not updated since
  bool local_is_ours_ : 1 = false;   // the 4-tuple was entered in the port registry by our connect
  bool released_ : 1 = false;        // see socket_facts
  bool kept_ordinary_ : 1 = false;   // a filter forbids it the fast path
  bool holds_exclusive_ = false;     // an accepted fast connection that keeps an SO_EXCLUSIVEADDRUSE port taken

  std::uint32_t next_free_ = 0;  // the table's: the next slot in its list, while this one is in it
};
static_assert(sizeof(socket) == 256);

}  // namespace loopsock
