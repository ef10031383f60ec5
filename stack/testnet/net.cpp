// net: putting a network together, and letting it run.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <ostream>
#include <stdexcept>
#include <thread>

#include "stack/host/chance.hpp"
#include "stack/host/host_name.hpp"
#include "stack/lwip/core.hpp"
#include "stack/lwip/own_address.hpp"
#include "stack/socket/address_text.hpp"
#include "stack/socket/node_ports.hpp"
#include "stack/socket/resolver.hpp"
#include "stack/socket/socket.hpp"
#include "stack/stack.hpp"
#include "stack/testnet/hand_driver.hpp"
#include "stack/testnet/inside.hpp"

namespace loopsock::testnet {
namespace {

// The one net there is. Writer: its constructor and destructor.
constinit net::impl* the_net = nullptr;
constinit draws chance{0};

std::uint64_t usual_seed() {
  if (const char* const given = std::getenv("LOOPSOCK_SEED")) {
    const std::string_view text = given;
    std::uint64_t seed = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (wrong == std::errc{} && end == text.data() + text.size()) return seed;
    throw std::invalid_argument("testnet: LOOPSOCK_SEED is a number from 0 to 18446744073709551615");
  }
  return ::loopsock::host::random_word();
}

std::string name_of_this_host() {
  const lwip::node* const here = &lwip::this_threads_node();
  for (const auto& one : the_net->whole.hosts) {
    if (one->node == here) return one->name;
  }
  return "test";
}

ip_address read_address(std::string_view text) {
  std::array<std::uint8_t, 16> bytes{};
  if (read_ipv4(text, ipv4_form::dotted_quad, bytes.data()).whole(text))
    return ip_address::v4(bytes[0], bytes[1], bytes[2], bytes[3]);
  bytes = {};
  if (read_ipv6(text, bytes.data()).whole(text)) return ip_address::v6(bytes);
  return {};
}

host::impl::own_address read_with_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  host::impl::own_address own{read_address(text.substr(0, slash)), 0};
  const unsigned most = own.address.is_v6() ? 128 : 32;
  const std::string_view bits = slash == text.npos ? std::string_view{} : text.substr(slash + 1);
  const auto [end, wrong] = std::from_chars(bits.data(), bits.data() + bits.size(), own.prefix_bits);
  const bool right = own.address.family != ip_family::none && !own.address.is_any() && !own.address.is_loopback() &&
                     !own.address.is_multicast() && wrong == std::errc{} && end == bits.data() + bits.size() &&
                     !bits.empty() && own.prefix_bits <= most;
  if (!right) throw std::invalid_argument("testnet: no address with the length of its network: " + std::string(text));
  return own;
}

}  // namespace

struct net::impl::started {
  std::thread thread;
  std::shared_ptr<std::atomic<bool>> has_ended =
      std::make_shared<std::atomic<bool>>(false);  // writer: the thread; reader: join_all()
};

net::impl::impl(std::uint64_t seed) : whole(seed), exceptions_before(std::uncaught_exceptions()) {
  if (the_net != nullptr) throw std::logic_error("testnet: there is a net already");
  if (loopsock::running()) throw std::logic_error("testnet: the stack runs already");
  the_net = this;
  threads = std::make_unique<turns::lockstep>(seed, whole);
  began = ::loopsock::host::now();
  ::loopsock::host::set_host_name_source(name_of_this_host);
  set_driver_maker(make_hand_driver);
  if (loopsock::start() != error::none) throw std::bad_alloc();
  // After what the process starts once only, and before anything of this net's own.
  chance = draws(seed, "stack");
  ::loopsock::host::set_random_source([]() noexcept { return chance.word(); });
  ground = lwip::make_node();
  if (ground == nullptr || !make_ports(ground->number) || lwip::start_core(*ground) != error::none)
    throw std::bad_alloc();
  lwip::set_default_node(ground);
  names().set_own_addresses(lwip::list_own_addresses);
}

net::impl::~impl() {
  for (const auto& one : whole.hosts) {
    one->halt();
    for (const auto& own : one->addresses) names().table().remove(one->name, own.address);
  }
  await_all();
  join_all();
  socket::close_all_of(ground->number);
  loopsock::stop();
  lwip::set_default_node(nullptr);
  lwip::end_node(*ground);
  whole.give_back(*ground);
  for (const auto& one : whole.hosts) {
    if (one->node != nullptr) whole.give_back(*one->node);
  }
  set_driver_maker(nullptr);
  threads = nullptr;
  ::loopsock::host::set_host_name_source(nullptr);
  ::loopsock::host::set_random_source(nullptr);
  the_net = nullptr;
}

net::net() : net(usual_seed()) {}
net::net(std::uint64_t seed) : impl_(std::make_unique<impl>(seed)) {}
net::~net() {
  if (std::uncaught_exceptions() > impl_->exceptions_before) std::fprintf(stderr, "%s\n", replay().c_str());
}

std::uint64_t net::seed() const noexcept { return impl_->whole.seed; }

// ---------------------------------------------------------------------------------------------------------------- building it

lan& net::add_lan(std::string_view name) {
  auto one = std::make_unique<lan::impl>();
  one->name = name;
  impl_->whole.lans.push_back(std::move(one));
  return impl_->whole.lans.back()->face;
}

std::string net::next_address4() {
  if (impl_->whole.lans.empty()) add_lan("lan");
  const std::uint32_t number = ++impl_->hosts_numbered;
  if (number > 0xfffe) throw std::invalid_argument("testnet: 10.0.0.0/16 is full");
  return "10.0." + std::to_string(number >> 8) + "." + std::to_string(number & 0xff) + "/16";
}

std::string net::same_address6() const {
  char text[32];
  std::snprintf(text, sizeof text, "fd00::%x/64", static_cast<unsigned>(impl_->hosts_numbered));
  return text;
}

host& net::add_host(std::string_view name) {
  const std::string v4 = next_address4(), v6 = same_address6();
  return add_host(name, impl_->whole.lans.front()->face, {v4, v6});
}
peer& net::add_peer(std::string_view name) {
  const std::string v4 = next_address4(), v6 = same_address6();
  return add_peer(name, impl_->whole.lans.front()->face, {v4, v6});
}

host& net::add_host(std::string_view name, lan& on, std::initializer_list<std::string_view> addresses) {
  return add_end(name, on, addresses, false).face;
}
peer& net::add_peer(std::string_view name, lan& on, std::initializer_list<std::string_view> addresses) {
  return add_end(name, on, addresses, true).scripted_face;
}

host::impl& net::add_end(std::string_view name, lan& on, std::initializer_list<std::string_view> addresses,
                         bool scripted) {
  network& whole = impl_->whole;
  if (name.empty() || name.size() > 255) throw std::invalid_argument("testnet: a name has 1 to 255 characters");
  for (const auto& one : whole.hosts) {
    if (one->name == name) throw std::invalid_argument("testnet: there is a host " + std::string(name) + " already");
  }
  if (addresses.size() == 0) throw std::invalid_argument("testnet: a host has an address");
  auto made = std::make_unique<host::impl>(std::string(name), whole, on.impl_);
  made->scripted = scripted;
  for (const std::string_view text : addresses) {
    made->addresses.push_back(read_with_prefix(text));
    const ip_address& own = made->addresses.back().address;
    if (whole.by_address.contains(own)) throw std::invalid_argument("testnet: somebody has " + own.to_text());
    std::string& first = own.is_v6() ? made->first6 : made->first4;
    if (first.empty()) first = own.to_text();
  }
  made->boot();
  host::impl& one = *made;
  whole.hosts.push_back(std::move(made));
  on.impl_.hosts.push_back(&one);
  for (const auto& own : one.addresses) {
    whole.by_address.emplace(own.address, &one);
    names().table().add(one.name, own.address);
    if (capture::attached()) capture::note_name({own.address, one.name});
  }
  return one;
}

link& net::connect(lan& one, lan& other) {
  network& whole = impl_->whole;
  const std::string &here = one.name(), &there = other.name();
  whole.links.push_back(std::make_unique<link_pair>(here + " > " + there, there + " > " + here, whole.seed, whole));
  link_pair& made = *whole.links.back();
  made.out.routed = made.back.routed = true;
  one.impl_.neighbours.emplace_back(&other.impl_, &made.out);
  other.impl_.neighbours.emplace_back(&one.impl_, &made.back);
  whole.forget_routes();
  return made.face;
}

link& net::between(host& one, host& other) {
  network& whole = impl_->whole;
  if (&one == &other) throw std::invalid_argument("testnet: between two hosts");
  if (const auto known = whole.overlays.find({&other.impl_, &one.impl_}); known != whole.overlays.end()) {
    // Made the other way round; the face that is wanted looks from here.
    auto& turned = whole.turned[&known->second->out];
    if (turned == nullptr) turned = std::make_unique<link>(known->second->back.face, known->second->out.face);
    return *turned;
  }
  auto& made = whole.overlays[{&one.impl_, &other.impl_}];
  if (made == nullptr) {
    made = std::make_unique<link_pair>(one.name() + " > " + other.name(), other.name() + " > " + one.name(), whole.seed,
                                       whole);
    made->face.set({.latency = {}});
    whole.forget_routes();
  }
  return made->face;
}

void net::partition_one_way(std::initializer_list<std::reference_wrapper<host>> from,
                            std::initializer_list<std::reference_wrapper<host>> to) {
  for (host& one : from) {
    for (host& other : to) {
      ++between(one, other).out().impl_.partitions;
    }
  }
}

void net::partition(std::initializer_list<std::reference_wrapper<host>> some,
                    std::initializer_list<std::reference_wrapper<host>> others) {
  partition_one_way(some, others);
  partition_one_way(others, some);
}

void net::heal() {
  for (auto& [hosts, pair] : impl_->whole.overlays) pair->out.partitions = pair->back.partitions = 0;
}

// ----------------------------------------------------------------------------------------------------------------- letting it run

void host::run(std::function<void()> body) { the_net->start(impl_, std::move(body)); }

void net::impl::start(host::impl& on, std::function<void()> body) {
  void* const turn = threads->expect(on.name);
  auto one = std::make_unique<started>();
  try {
    one->thread = std::thread([this, &on, turn, does = std::move(body), all = ended, mine = one->has_ended]() noexcept {
      threads->begin(turn);
      lwip::set_this_threads_node(on.node);
      try {
        does();
      } catch (...) {
        if (all->first_failure == nullptr) all->first_failure = std::current_exception();
      }
      mine->store(true, std::memory_order_release);
      all->count.fetch_add(1, std::memory_order_acq_rel);
      ::loopsock::host::waiting->wake(all->count, true);
    });
  } catch (...) {
    threads->forget(turn);
    throw;
  }
  bodies.push_back(std::move(one));
}

void net::impl::await_all() noexcept {
  whole.awaited = &ended->count;
  while (whole.left != network::hope::none) {
    const std::uint32_t so_far = ended->count.load(std::memory_order_acquire);
    if (so_far == bodies.size()) break;
    ::loopsock::host::waiting->wait(ended->count, so_far, ::loopsock::host::never);
  }
  whole.awaited = nullptr;
}

void net::impl::join_all() noexcept {
  // They have ended but for the last few steps of a thread, in which they may want a turn once more.
  threads->go_outside(true);
  for (const auto& one : bodies) {
    // acquire: pairs with the thread's end.
    one->has_ended->load(std::memory_order_acquire) ? one->thread.join() : one->thread.detach();
  }
  threads->come_back();
  bodies.clear();
  ended = std::make_shared<endings>();
}

void net::go() {
  impl_->await_all();
  const std::exception_ptr failure = impl_->ended->first_failure;
  impl_->join_all();
  const bool stuck = std::exchange(impl_->whole.left, network::hope::all) != network::hope::all;
  if (failure != nullptr) std::rethrow_exception(failure);
  if (stuck)
    throw std::runtime_error("testnet: stuck: all threads waited for something that never happens; " + replay());
}

void net::pass(nanoseconds span) {
  const time_point until = ::loopsock::host::now() + span;
  const std::atomic<std::uint32_t> nobody{0};
  while (::loopsock::host::waiting->wait(nobody, 0, until)) {
  }
}

nanoseconds net::now() const noexcept { return ::loopsock::host::now() - impl_->began; }
void net::go_outside() { impl_->threads->go_outside(); }
void net::come_back() { impl_->threads->come_back(); }
std::uint64_t net::trace_hash() const noexcept { return impl_->whole.hash; }
std::string net::replay() const { return "LOOPSOCK_SEED=" + std::to_string(seed()); }
std::ostream& operator<<(std::ostream& to, const net& one) { return to << one.replay(); }

repetition run_twice(std::uint64_t seed, const std::function<void(net&)>& scenario) {
  const auto hash_of_run = [&] {
    net world(seed);
    scenario(world);
    return world.trace_hash();
  };
  repetition found;
  found.first_hash = hash_of_run();
  found.second_hash = hash_of_run();
  found.same = found.first_hash == found.second_hash;
  return found;
}

}  // namespace loopsock::testnet
