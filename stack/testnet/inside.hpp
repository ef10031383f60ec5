// inside: what hosts, lans and links are made of; see <loopsock/testnet.hpp> for what they promise.
//
//   host ── out ──► lan ── connect() ──► lan ── back ──► host           a route: the directions that a packet goes through, in order
//     └─ between(a, b) comes first, if there is one ─┘
//
//   wire (stack/netif) ─► network::send() ─► [ flights, by the time when they are through their direction ] ─► next direction … ─► wire
//
// Threads  one runs at a time (lockstep), but a thread that has not come to a wait yet may send: so the flights have a mutex, under which nothing is
//          called. All else is the running thread's.
#pragma once

#include <loopsock/testnet.hpp>

#include <atomic>
#include <cstdint>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "stack/base/address.hpp"
#include "stack/capture/capture.hpp"
#include "stack/host/waiting.hpp"
#include "stack/lwip/node.hpp"
#include "stack/netif/wire.hpp"
#include "stack/socket/faults.hpp"
#include "stack/testnet/draws.hpp"
#include "stack/testnet/lockstep.hpp"

namespace loopsock::testnet {

using time_point = ::loopsock::host::time_point;

using route = std::vector<direction::impl*>;

/// A packet on its way through one direction of its route.
struct flight {
  std::vector<std::byte> bytes;
  std::shared_ptr<const route> way;
  std::size_t hop = 0;
  host::impl* to = nullptr;
  time_point sent{};  // into this direction
};

struct direction::impl {
  impl(std::string its_name, std::uint64_t seed, class network& whole)
      : name(its_name), chance(seed, its_name), net(whole) {}

  std::string name;
  conditions set;
  draws chance;
  network& net;
  bool is_cut = false;
  unsigned partitions = 0;
  bool holds = false;
  bool bad = false;      // between the two states of Gilbert and Elliott
  bool routed = false;   // a router stands before it
  time_point free_at{};  // when a limited bandwidth has sent all that waits
  time_point last_arrival{};
  std::deque<flight> held;
  traffic counts;
  direction face{*this};

  /// What becomes of a packet that comes now. The reason why it is dropped, or nullptr; then when it is through, and whether a second one follows.
  struct outcome {
    const char* dropped = nullptr;
    time_point through{};
    bool twice = false;
    bool damaged = false;
  };
  outcome judge(std::size_t bytes, time_point now) noexcept;
  [[nodiscard]] time_point draw_arrival(time_point from) noexcept;
};

struct link_pair {
  link_pair(const std::string& there, const std::string& back_again, std::uint64_t seed, network& whole)
      : out(there, seed, whole), back(back_again, seed, whole) {}
  direction::impl out, back;
  link face{out.face, back.face};
};

struct lan::impl {
  std::string name;
  std::vector<host::impl*> hosts;
  std::vector<std::pair<lan::impl*, direction::impl*>> neighbours;
  lan face{*this};
};

struct host::impl {
  impl(std::string its_name, network& whole, lan::impl& its_lan);

  std::string name;
  network& net;
  lan::impl& on;
  struct own_address {
    ip_address address;
    unsigned prefix_bits;
  };
  std::vector<own_address> addresses;
  std::string first4, first6;
  lwip::node* node = nullptr;
  std::unique_ptr<links::wire> wire;
  link_pair cable;
  bool up = false;
  capture::interface eye {
    name + ":eth0", "what the host sends and gets", capture::link_type::raw_ip, capture::interface::view::again
  };
  host face{*this};

  std::unique_ptr<faults::plan> plan;  // made when first asked for, and kept: connections look at it

  // A peer has no node, and an inbox instead.
  bool scripted = false;
  std::deque<std::vector<std::byte>> inbox;
  std::atomic<std::uint32_t> came{0};  // writer: the network; reader: receive(), which sleeps on it
  peer scripted_face{*this};

  /// A node with its wire and addresses. Throws std::bad_alloc.
  void boot();
  /// Its sockets are closed, its node is gone.
  void halt() noexcept;
};

/// The packets under way, and what happens when.
class network final : public turns::lockstep::events {
 public:
  explicit network(std::uint64_t the_seed) : seed(the_seed) {}

  time_point next() noexcept override;
  void run() noexcept override;
  bool on_stuck() noexcept override;

  /// A host's wire sends. Core lock held.
  void send(host::impl& from, std::span<const std::byte> packet) noexcept;
  /// Those in flight in `one` are judged anew.
  void judge_again(direction::impl& one);
  void release(direction::impl& one);
  void forget_routes() noexcept { routes_.clear(); }
  /// A connect that nobody answers has begun.
  void note_unanswered(handle number, std::uint32_t attempt);
  /// A node's timers want to run earlier than they did.
  void timer_moved(lwip::node& of) noexcept;
  void forget_timer(const lwip::node& of) noexcept;
  /// Of a node that has ended: its ports and its number.
  static void give_back(lwip::node& ended) noexcept;

  const std::uint64_t seed;
  std::vector<std::unique_ptr<lan::impl>> lans;
  std::vector<std::unique_ptr<host::impl>> hosts;
  std::vector<std::unique_ptr<link_pair>> links;
  std::map<std::pair<const host::impl*, const host::impl*>, std::unique_ptr<link_pair>> overlays;
  std::map<const direction::impl*, std::unique_ptr<link>> turned;  // faces of overlays, seen from the other host
  std::unordered_map<ip_address, host::impl*> by_address;
  std::uint64_t hash = 0xcbf29ce484222325u;
  /// How a run that is stuck goes on: first all hosts are halted, so that calls on their sockets fail; if threads wait for something else, whoever
  /// waits for them gives them up.
  enum class hope : std::uint8_t { all, halted, none };
  hope left = hope::all;
  std::atomic<std::uint32_t>* awaited = nullptr;  // what the test's thread sleeps on, while it waits for hosts' threads

 private:
  std::shared_ptr<const route> way(host::impl& from, host::impl& to);
  void send_to(host::impl& from, host::impl& to, std::span<const std::byte> packet);
  /// Into the direction at its hop. Mutex held.
  void enter(flight&& one, time_point now);
  void note(const direction::impl& where, const char* what, std::span<const std::byte> packet,
            time_point when) noexcept;
  void arrive(flight& one) noexcept;
  [[nodiscard]] time_point next_timer() noexcept;

  capture::interface eye_ { "net", "each packet once: where it arrives, or is lost and why" };
  std::mutex mutex_;  // the flights, the timers, the hash, the directions
  using key = std::pair<time_point, std::uint64_t>;
  std::map<key, std::pair<handle, std::uint32_t>> unanswered_;
  std::map<key, flight> flights_;
  std::uint64_t flown_ = 0;
  std::map<std::pair<const host::impl*, const host::impl*>, std::shared_ptr<const route>> routes_;
  std::set<std::pair<time_point, lwip::node_number>> timers_;
  std::unordered_map<lwip::node_number, time_point> timer_of_;
};

struct net::impl {
  explicit impl(std::uint64_t seed);
  ~impl();

  network whole;
  std::unique_ptr<turns::lockstep> threads;
  lwip::node* ground = nullptr;  // where threads without a host are
  time_point began{};
  std::uint32_t hosts_numbered = 0;
  int exceptions_before = 0;

  /// What hosts' threads leave behind; theirs too, so that one that was given up may end later than the net.
  struct endings {
    std::atomic<std::uint32_t> count{0};  // writer: hosts' threads as they end; reader: go(), which sleeps on it
    std::exception_ptr first_failure;
  };
  std::shared_ptr<endings> ended = std::make_shared<endings>();
  struct started;
  std::vector<std::unique_ptr<started>> bodies;

  void start(host::impl& on, std::function<void()> body);
  void await_all() noexcept;
  /// The threads that have ended; others are let go.
  void join_all() noexcept;
};

}  // namespace loopsock::testnet
