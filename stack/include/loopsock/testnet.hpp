/* testnet: a network in a test. Hosts with addresses and names of their own, links that lose, delay and reorder, and a clock that the
 * test owns, all in one process: no port of the machine, no privileges, no waiting, and the same run again for the same seed.
 *
 *   testnet::net world;                                    // the seed: LOOPSOCK_SEED, or a fresh one
 *   testnet::host& server = world.add_host("server");      // 10.0.0.1; getaddrinfo("server") finds it
 *   testnet::host& client = world.add_host("client");
 *   client.link().set({.latency = 20ms, .loss = 0.3});     // both ways
 *   server.run([] { …socket, bind, listen, accept… });     // a thread whose sockets are the server's
 *   client.run([] { …connect, send, recv… });
 *   world.go();                                            // until both have ended; what one of them threw comes out here
 *
 * Time     While a net exists, every clock and every wait of this library runs on virtual time, for the whole process. Threads run one at a
 *          time, in an order drawn from the seed. The clock stands still while one of them runs; when all wait, it goes to the next thing that
 *          happens. Threads that are started by host::run(), CreateThread or _beginthreadex are known; others (std::thread) come into play with
 *          their first wait, at a moment that no seed decides. A wait for something that is none of this library's (std::thread::join,
 *          a mutex that another thread holds across a wait) belongs inside outside().
 * Threads  a net is made, used and ended on one thread, the test's; hosts' threads may call everything but the constructor, go() and the
 *          destructor.
 * Errors   exceptions: std::invalid_argument for what cannot be, std::logic_error for what may not be now, std::bad_alloc. On 10.0.0.0/8 and
 *          fd00::/8 nothing is reserved; 127.0.0.0/8 and ::1 are each host's own.
 * Memory   hosts, lans and links belong to the net and live as long as it does.
 * Source   ours. RFC 9293 and lwIP say what TCP does on these links.
 */
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loopsock::testnet {

using nanoseconds = std::chrono::nanoseconds;

/** A span of time that is drawn anew for each packet. Never negative. */
class delay {
 public:
  /** Always the same. */
  template <class Rep, class Period>
  constexpr delay(std::chrono::duration<Rep, Period> fixed) noexcept : least_(fixed), most_(fixed) {}
  constexpr delay() noexcept = default;
  /** Each between the two is as likely. */
  static constexpr delay uniform(nanoseconds least, nanoseconds most) noexcept {
    return {shape::uniform, least, most, 0};
  }
  /** Normally distributed, cut at 0 and at six deviations. */
  static constexpr delay normal(nanoseconds mean, nanoseconds deviation) noexcept {
    return {shape::normal, mean, deviation, 0};
  }
  /** `usual`, but for a share of packets (0 to 1) that take up to `longest`. */
  static constexpr delay long_tail(nanoseconds usual, nanoseconds longest, double share) noexcept {
    return {shape::long_tail, usual, longest, share};
  }

 private:
  friend struct delay_of;
  enum class shape : std::uint8_t { uniform, normal, long_tail };
  constexpr delay(shape how, nanoseconds least, nanoseconds most, double share) noexcept
      : shape_(how), least_(least), most_(most), share_(share) {}

  shape shape_ = shape::uniform;
  nanoseconds least_{0}, most_{0};
  double share_ = 0;
};

/** Losses in bursts, after Gilbert and Elliott: a link is good or bad, and each packet may turn it. */
struct bursts {
  double begin = 0;        /* the share of packets, 0 to 1, that turn a good link bad */
  double end = 1;          /* and of those that turn a bad one good; 1/end is the mean length of a burst, in packets */
  double loss_inside = 1;  /* the share that is lost while the link is bad */
  double loss_outside = 0; /* and while it is good */
};

/** What one direction of a link does to packets. Shares are from 0 to 1. */
struct conditions {
  delay latency = std::chrono::microseconds(100);
  bool reorders =
      false; /* whether a packet whose delay is drawn shorter may overtake; otherwise it arrives right behind */
  double loss = 0;
  std::optional<bursts> burst = std::nullopt;
  double duplication = 0;
  double corruption = 0;                /* the share in which one bit is turned over; checksums find it */
  std::size_t mtu = 0;                  /* packets of more bytes are dropped; 0: all pass */
  std::uint64_t bandwidth = 0;          /* bits per second; 0: without a limit */
  std::size_t queue_bytes = 256 * 1024; /* how much may wait for a limited bandwidth; what does not fit is dropped */
};

/** Whether a change concerns packets that are under way already. Then each is judged anew as if it had been sent under the new conditions. */
enum class under_way { as_they_were, too };

/** What one direction has done so far, in packets. */
struct traffic {
  std::uint64_t carried = 0, lost = 0, corrupted = 0, duplicated = 0, too_large = 0, queue_full = 0, cut = 0;
};

/** One direction of a link. */
class direction {
 public:
  void set(const conditions& now, under_way packets = under_way::as_they_were);
  [[nodiscard]] const conditions& now() const noexcept;
  /** Packets that come from now on are dropped, until mend(). Those under way arrive. */
  void cut() noexcept;
  void mend() noexcept;
  /** Packets that come from now on wait, in order, until release(); then they go on their way. */
  void hold() noexcept;
  void release();
  [[nodiscard]] traffic so_far() const noexcept;

  struct impl;
  explicit direction(impl& inside) noexcept : impl_(inside) {}
  direction(const direction&) = delete;
  direction& operator=(const direction&) = delete;

 private:
  friend class net;
  impl& impl_;
};

/** A link, in both directions. */
class link {
 public:
  /** For both. */
  void set(const conditions& now, under_way packets = under_way::as_they_were);
  void cut() noexcept;
  void mend() noexcept;
  void hold() noexcept;
  void release();
  /** The direction away from what the link was made for: from a host to its lan, from the first of two. */
  direction& out() noexcept { return out_; }
  /** The other. */
  direction& back() noexcept { return back_; }

  link(direction& out, direction& back) noexcept : out_(out), back_(back) {}
  link(const link&) = delete;
  link& operator=(const link&) = delete;

 private:
  direction& out_;
  direction& back_;
};

/** A switch: hosts attached to the same one reach each other directly, and hear each other's broadcasts and multicasts. */
class lan {
 public:
  [[nodiscard]] const std::string& name() const noexcept;

  struct impl;
  explicit lan(impl& inside) noexcept : impl_(inside) {}
  lan(const lan&) = delete;
  lan& operator=(const lan&) = delete;

 private:
  friend class net;
  impl& impl_;
};

/** What goes wrong at a host's sockets, whatever path their connections take: the fast path has no packets that a link could lose. Of its
 * connections, those that are made afterwards. */
struct socket_faults {
  std::size_t most_read = 0; /* bytes that one receive gives at most: short reads; 0: any number */
  std::size_t most_written =
      0; /* bytes that one step of a send takes at most: short writes where the socket does not block */
  std::uint64_t fail_at =
      0; /* the operation that fails, once, counted from now: each connect, accept, send and receive that has something to
                                 * do is one; 1 is the next; 0: none. To try every point of failure, count up until the test passes */
  enum class kind : std::uint8_t { reset, aborted, refused, timed_out, unreachable, no_buffers };
  kind failure = kind::reset; /* and how; after a reset the connection is broken */
  std::uint64_t reset_after =
      0; /* bytes, both ways together, after which a connection is reset; the peer hears of it when this end closes */
  nanoseconds accept_takes{0};      /* so long does accept take */
  bool connects_unanswered = false; /* connects run into nothing: WSAETIMEDOUT after 21 seconds */
};

/** A host. */
class host {
 public:
  [[nodiscard]] const std::string& name() const noexcept;
  /** Its first IPv4 and IPv6 address, as text. */
  [[nodiscard]] const std::string& address() const noexcept;
  [[nodiscard]] const std::string& address6() const noexcept;

  /** Starts a thread on this host: sockets that it makes are the host's, gethostname() is the host's name, and threads that it starts by
   * CreateThread or _beginthreadex are on the host too. It begins when its turn comes. */
  void run(std::function<void()> body);
  /** Does it here and now, on the calling thread. */
  template <class Body>
  auto call(Body&& body) {
    const visit here(*this);
    return std::forward<Body>(body)();
  }

  /** The cable between it and its lan; out() is what it sends. */
  testnet::link& link() noexcept;

  /** Like a pulled plug: its sockets are closed, and nobody outside is told. Peers hear nothing, and later what TCP makes of that. Calls of
   * its threads fail; new sockets are refused (WSAENETDOWN), until restart(). */
  void crash();
  /** It comes back with the same addresses and knows of no connection. */
  void restart();
  [[nodiscard]] bool is_up() const noexcept;
  /** From now on; {} ends them. */
  void set(const socket_faults& wanted);

  struct impl;
  explicit host(impl& inside) noexcept : impl_(inside) {}
  host(const host&) = delete;
  host& operator=(const host&) = delete;

 private:
  friend class net;
  class visit {
   public:
    explicit visit(host& on) noexcept;
    ~visit();
    visit(const visit&) = delete;
    visit& operator=(const visit&) = delete;

   private:
    void* before_;
  };
  impl& impl_;
};

/** Somebody on a lan who is no host but the test itself: it gets the packets for its addresses as they are, and sends what it likes. For tests of
 * what a stack does with a peer that misbehaves, or of a protocol packet by packet. */
class peer {
 public:
  [[nodiscard]] const std::string& address() const noexcept;
  [[nodiscard]] const std::string& address6() const noexcept;
  /** Sends an IP packet, with whatever in it. */
  void send(std::span<const std::byte> packet);
  /** The next IP packet that has come for it; waits for one, for so much virtual time at most. Empty: none came. */
  std::vector<std::byte> receive(nanoseconds within);
  /** How many have come and were not received yet. */
  [[nodiscard]] std::size_t waiting() const noexcept;
  /** The cable between it and its lan. */
  testnet::link& link() noexcept;

  explicit peer(host::impl& inside) noexcept : impl_(inside) {}
  peer(const peer&) = delete;
  peer& operator=(const peer&) = delete;

 private:
  host::impl& impl_;
};

/** The whole. One at a time in a process, and only while nobody else has started the stack. */
class net {
 public:
  /** The seed is LOOPSOCK_SEED of the environment, in decimal, or else drawn. std::logic_error: the stack runs, or there is a net already. */
  net();
  explicit net(std::uint64_t seed);
  /** Closes what is open and waits for hosts' threads. When it ends by an exception, the seed is printed to standard error. */
  ~net();
  net(const net&) = delete;
  net& operator=(const net&) = delete;

  [[nodiscard]] std::uint64_t seed() const noexcept;

  /** A host on the first lan, with the next free address of 10.0.0.0/16 and of fd00::/64. The name is unique, 1 to 255 characters. */
  host& add_host(std::string_view name);
  /** On that lan, with those addresses: IPv4 and IPv6, each with the length of its network, as in "10.1.0.7/24". At least one. */
  host& add_host(std::string_view name, lan& on, std::initializer_list<std::string_view> addresses);
  /** The same two for a peer. */
  peer& add_peer(std::string_view name);
  peer& add_peer(std::string_view name, lan& on, std::initializer_list<std::string_view> addresses);
  lan& add_lan(std::string_view name);
  /** A routed link between two lans; packets take the way over the fewest of them. */
  testnet::link& connect(lan& one, lan& other);
  /** What packets between these two suffer besides, whatever way they take; out() is from the first to the second. */
  testnet::link& between(host& one, host& other);

  /** Nothing passes between the two groups, from now until heal(). */
  void partition(std::initializer_list<std::reference_wrapper<host>> some,
                 std::initializer_list<std::reference_wrapper<host>> others);
  /** Nothing passes from the first group to the second. */
  void partition_one_way(std::initializer_list<std::reference_wrapper<host>> from,
                         std::initializer_list<std::reference_wrapper<host>> to);
  /** Ends all partitions. */
  void heal();

  /** Lets all hosts' threads run until they have ended. Throws what the first of them threw; std::runtime_error: they are stuck: all wait for
   * something that will never happen. Then all hosts are halted, as by crash(), and threads that do not end even so are left asleep. */
  void go();
  /** Lets so much virtual time pass. */
  void pass(nanoseconds span);
  /** Virtual time since the net began. */
  [[nodiscard]] nanoseconds now() const noexcept;
  /** Runs `wait`, which waits for something that is none of this library's. */
  template <class Wait>
  void outside(Wait&& wait) {
    go_outside();
    std::forward<Wait>(wait)();
    come_back();
  }

  /** A number that stands for every packet so far: when it was sent or dropped, where, and its bytes. */
  [[nodiscard]] std::uint64_t trace_hash() const noexcept;
  /** How to see this run again, for a failing test to print: "LOOPSOCK_SEED=…". */
  [[nodiscard]] std::string replay() const;

  struct impl;

 private:
  std::string next_address4();
  [[nodiscard]] std::string same_address6() const;
  host::impl& add_end(std::string_view name, lan& on, std::initializer_list<std::string_view> addresses, bool scripted);
  void go_outside();
  void come_back();
  std::unique_ptr<impl> impl_;
};

/** replay(), for Catch2's INFO and CAPTURE. */
std::ostream& operator<<(std::ostream& to, const net& one);

/** What run_twice() found. */
struct repetition {
  bool same = false;
  std::uint64_t first_hash = 0, second_hash = 0;
};

/** Runs the scenario twice with one seed, each time in a net of its own, and compares every packet. */
repetition run_twice(std::uint64_t seed, const std::function<void(net&)>& scenario);

}  // namespace loopsock::testnet
