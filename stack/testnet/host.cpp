// host: a node of the stack with a wire, and what a test does to it.
#include <new>
#include <stdexcept>

#include "stack/base/deferred.hpp"
#include "stack/lwip/core.hpp"
#include "stack/lwip/core_lock.hpp"
#include "stack/socket/node_capture.hpp"
#include "stack/socket/node_ports.hpp"
#include "stack/socket/socket.hpp"
#include "stack/testnet/inside.hpp"

namespace loopsock::testnet {
namespace {

constexpr std::uint16_t usual_mtu = 1500;

// Which network is told of timers: there is one at a time. Writer: boot(); reader: a node's core guards.
constinit std::atomic<network*> told{nullptr};

error error_of(socket_faults::kind how) noexcept {
  using kind = socket_faults::kind;
  switch (how) {
    case kind::reset: return error::connection_reset;
    case kind::aborted: return error::connection_aborted;
    case kind::refused: return error::connection_refused;
    case kind::timed_out: return error::timed_out;
    case kind::unreachable: return error::host_unreachable;
    case kind::no_buffers: return error::no_buffers;
  }
  return error::connection_reset;
}

}  // namespace

host::impl::impl(std::string its_name, network& whole, lan::impl& its_lan)
    : name(std::move(its_name)),
      net(whole),
      on(its_lan),
      cable(name + " > " + on.name, on.name + " > " + name, whole.seed, whole) {}

void host::impl::boot() {
  if (scripted) {
    up = true;
    return;
  }
  if (node == nullptr ? (node = lwip::make_node()) == nullptr : !lwip::renew_node(*node)) throw std::bad_alloc();
  if (!make_ports(node->number)) throw std::bad_alloc();
  told.store(&net, std::memory_order_release);
  node->timer_moved.store([](lwip::node& of) noexcept { told.load(std::memory_order_acquire)->timer_moved(of); },
                          std::memory_order_release);
  if (lwip::start_core(*node) != error::none) throw std::bad_alloc();
  show_loopback(*node, name + ":lo");
  wire = std::make_unique<links::wire>();
  deferred work;
  {
    const lwip::core_guard core(work, *node);
    const auto send = [](void* self, std::span<const std::byte> packet) noexcept {
      auto& from = *static_cast<host::impl*>(self);
      from.net.send(from, packet);
    };
    const std::size_t mtu = cable.out.set.mtu;
    if (!wire->add(mtu == 0 ? usual_mtu : static_cast<std::uint16_t>(std::min<std::size_t>(mtu, 65535)), send, this))
      throw std::bad_alloc();
    for (const own_address& one : addresses) {
      if (!wire->give_address(one.address, one.prefix_bits))
        throw std::invalid_argument("testnet: " + name + " has too many addresses");
    }
    up = true;
  }
  work.run();
}

void host::impl::halt() noexcept {
  if (!up) return;
  up = false;  // from here on its wire leads nowhere
  if (scripted) return;
  node->down.store(true, std::memory_order_release);
  socket::close_all_of(node->number);
  net.forget_timer(*node);
  lwip::end_node(*node);
  forget_loopback(node->number);
  net.forget_timer(*node);
  wire = nullptr;
}

void network::give_back(lwip::node& ended) noexcept {
  faults::set_plan(ended.number, nullptr);
  end_ports(ended.number);
  lwip::give_back_node(ended);
}

const std::string& host::name() const noexcept { return impl_.name; }
const std::string& host::address() const noexcept { return impl_.first4; }
const std::string& host::address6() const noexcept { return impl_.first6; }
link& host::link() noexcept { return impl_.cable.face; }
bool host::is_up() const noexcept { return impl_.up; }
void host::crash() { impl_.halt(); }

void host::restart() {
  if (impl_.up) throw std::logic_error("testnet: " + impl_.name + " is up");
  impl_.boot();
}

void host::set(const socket_faults& wanted) {
  if (impl_.scripted) throw std::logic_error("testnet: a peer has no sockets");
  if (impl_.plan == nullptr) impl_.plan = std::make_unique<faults::plan>();
  faults::plan& plan = *impl_.plan;
  plan.most_read = wanted.most_read;
  plan.most_written = wanted.most_written;
  plan.reset_after = wanted.reset_after;
  plan.failure = error_of(wanted.failure);
  plan.accept_takes = std::max(nanoseconds(0), wanted.accept_takes);
  plan.connects_unanswered = wanted.connects_unanswered;
  plan.until_failure.store(wanted.fail_at, std::memory_order_relaxed);
  faults::on_unanswered([](handle number, std::uint32_t attempt) noexcept {
    told.load(std::memory_order_acquire)->note_unanswered(number, attempt);
  });
  faults::set_plan(impl_.node->number, &plan);
}

host::visit::visit(host& on) noexcept : before_(lwip::set_this_threads_node(on.impl_.node)) {}
host::visit::~visit() { lwip::set_this_threads_node(static_cast<lwip::node*>(before_)); }

}  // namespace loopsock::testnet
