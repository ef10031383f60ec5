// tap: see the headers.
//
//   loopsock_add_tap ─► tap_links ─► device ─► the driver's watch ─► receive_from_tap() │ flush_tap()
#include "stack/tap.hpp"

#include <loopsock/tap.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

#include "stack/diag/trace.hpp"
#include "stack/host/driver.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/lwip/core.hpp"
#include "stack/lwip/dns.hpp"
#include "stack/lwip/own_address.hpp"
#include "stack/lwip/tap_links.hpp"
#include "stack/results.hpp"
#include "stack/socket/resolver.hpp"
#include "stack/stack.hpp"
#include "stack/tap_text.hpp"

namespace loopsock {
namespace {

constexpr std::chrono::milliseconds longest_configuration{10000};
// How often a waiter looks whether the stack still runs.
constexpr std::chrono::milliseconds look_again{250};

// Adding and taking away, one at a time. Leaked with its users: it is needed during exit.
host::spin_mutex& changing() noexcept {
  static host::spin_mutex& one = *new host::spin_mutex;
  return one;
}
// Written before the first link is watched.
std::atomic<host::driver*> watcher{nullptr};

void await_writable(int descriptor) noexcept { watcher.load(std::memory_order_relaxed)->await_writable(descriptor); }

void readable(void* whose) noexcept {
  auto& one = *static_cast<lwip::tap_link*>(whose);
  if (!lwip::receive_from_tap(one)) watcher.load(std::memory_order_relaxed)->unwatch(lwip::descriptor_of(one));
}

void writable(void* whose) noexcept { lwip::flush_tap(*static_cast<lwip::tap_link*>(whose)); }

/// `number` is written on success.
error add(const lwip::tap_wishes& wishes, host::driver& driver, int& number) noexcept {
  if (const error unready = lwip::start_core(lwip::own_node()); unready != error::none) return unready;
  const std::lock_guard one_at_a_time(changing());
  watcher.store(&driver, std::memory_order_relaxed);
  lwip::tap_link* made = nullptr;
  if (const error failed = lwip::add_tap(wishes, await_writable, made); failed != error::none) return failed;
  if (const error unwatched = driver.watch(lwip::descriptor_of(*made), {readable, writable, made});
      unwatched != error::none) {
    lwip::remove_tap(*made);
    return unwatched;
  }
  names().set_own_addresses(lwip::list_own_addresses);
  names().set_dns(lwip::dns_lookup);
  number = static_cast<int>(lwip::number_of(*made));
  return error::none;
}

bool has(const lwip::tap_state& state, unsigned what) noexcept {
  unsigned found = 0;
  for (const auto& one : state.addresses) {
    if (one.address.is_v4()) {
      found |= LOOPSOCK_TAP_IPV4;
    } else {
      found |= one.address.is_link_local_v6() ? LOOPSOCK_TAP_LINK_LOCAL : LOOPSOCK_TAP_IPV6;
    }
  }
  return (what & ~found) == 0;
}

error wait_for(std::uint32_t number, unsigned what, std::chrono::milliseconds limit) {
  const host::time_point deadline = host::deadline_after(limit);
  for (;;) {
    // acquire: pairs with tap_links; what has changed before is seen below. The state itself is read under the core lock.
    const std::uint32_t seen = lwip::tap_changes().load(std::memory_order_acquire);
    const lwip::tap_link* const one = lwip::find_tap(number);
    if (one == nullptr) return error::address_not_available;
    if (has(lwip::state_of(*one), what)) return error::none;
    if (!running()) return error::not_initialised;
    if (host::now() >= deadline) return error::timed_out;
    host::waiting->wait(lwip::tap_changes(), seen, std::min(deadline, host::deadline_after(look_again)));
  }
}

// ------------------------------------------------------------------------------------------------------------------ the C edge

bool read_optional(const char* text, lwip::prefixed_address& out, ip_family family) noexcept {
  return text == nullptr || (read_prefixed(text, out) && out.address.family == family);
}

bool read_optional(const char* text, ip_address& out, ip_family family) noexcept {
  return text == nullptr || (read_address(text, out) && out.family == family);
}

error wishes_of(const loopsock_tap_options& options, lwip::tap_wishes& out) {
  if (options.size < sizeof options || (options.flags & ~(LOOPSOCK_TAP_DHCP | LOOPSOCK_TAP_SLAAC)) != 0)
    return error::invalid_argument;
  if (options.name != nullptr && *options.name == '\0') return error::invalid_argument;
  out.name = options.name != nullptr ? options.name : "";
  out.descriptor = options.descriptor;
  out.mtu = options.mtu;
  if (std::ranges::any_of(options.mac, [](std::uint8_t byte) { return byte != 0; }))
    std::ranges::copy(options.mac, out.mac.emplace().begin());
  out.dhcp = (options.flags & LOOPSOCK_TAP_DHCP) != 0;
  out.slaac = (options.flags & LOOPSOCK_TAP_SLAAC) != 0;
  const bool all = read_optional(options.ipv4, out.ipv4, ip_family::v4) &&
                   read_optional(options.ipv6, out.ipv6, ip_family::v6) &&
                   read_optional(options.gateway4, out.gateway4, ip_family::v4) &&
                   read_optional(options.gateway6, out.gateway6, ip_family::v6);
  return all ? error::none : error::invalid_argument;
}

template <std::size_t N>
void copy_text(char (&into)[N], std::string_view text) noexcept {
  into[text.copy(into, N - 1)] = '\0';
}

template <std::size_t N>
void copy_address(char (&into)[N], ip_address address) {
  address.scope = 0;
  copy_text(into, address.family == ip_family::none ? std::string() : address.to_text());
}

void write_info(const lwip::tap_state& state, loopsock_tap_info& out) {
  out.up = state.up ? 1 : 0;
  copy_text(out.name, state.name);
  std::ranges::copy(state.mac, out.mac);
  out.mtu = static_cast<std::uint16_t>(state.mtu);
  out.address_count = 0;
  for (const auto& one : state.addresses) {
    if (out.address_count == std::size(out.addresses)) break;
    loopsock_tap_address& to = out.addresses[out.address_count++];
    copy_address(to.text, one.address);
    to.prefix = one.prefix;
    to.dynamic = one.dynamic ? 1 : 0;
  }
  copy_address(out.gateway4, state.gateway4);
  copy_address(out.gateway6, state.gateway6);
  for (std::size_t i = 0; i < std::size(out.dns); ++i) copy_address(out.dns[i], state.dns[i]);
  out.frames_in = state.frames_in, out.bytes_in = state.bytes_in, out.dropped_in = state.dropped_in;
  out.frames_out = state.frames_out, out.bytes_out = state.bytes_out, out.dropped_out = state.dropped_out;
}

template <class Body>
int guarded(Body body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return LOOPSOCK_NO_MEMORY;
  }
}

void add_from(const char* text, host::driver& driver) {
  described_tap described;
  if (const std::string_view wrong = read_tap(text, described); !wrong.empty()) {
    std::fprintf(stderr, "loopsock: LOOPSOCK_TAP: cannot understand '%.*s'\n", static_cast<int>(wrong.size()),
                 wrong.data());
    return;
  }
  int number = 0;
  if (const error failed = add(described.wishes, driver, number); failed != error::none) {
    std::fprintf(stderr, "loopsock: LOOPSOCK_TAP: '%s' cannot be used: %s\n", described.wishes.name.c_str(),
                 name_of(failed));
    return;
  }
  if (!described.dns.empty() && lwip::set_dns_servers(described.dns) != error::none)
    std::fprintf(stderr, "loopsock: LOOPSOCK_TAP: these cannot be DNS servers, or are more than 4\n");
  unsigned wanted = 0;
  if (described.wishes.dhcp) wanted |= LOOPSOCK_TAP_IPV4;
  if (described.wishes.slaac) wanted |= LOOPSOCK_TAP_IPV6;
  if (wait_for(static_cast<std::uint32_t>(number), wanted, longest_configuration) != error::none)
    std::fprintf(stderr, "loopsock: LOOPSOCK_TAP: '%s' has no address yet\n", described.wishes.name.c_str());
}

}  // namespace

void links_from_environment(host::driver& driver) noexcept {
  static std::atomic<bool> done{false};
  const char* const text = std::getenv("LOOPSOCK_TAP");
  if (text == nullptr || *text == '\0' || done.exchange(true, std::memory_order_relaxed)) return;
  try {
    add_from(text, driver);
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "loopsock: LOOPSOCK_TAP: no memory\n");
  }
}

}  // namespace loopsock

using namespace loopsock;

extern "C" {

int loopsock_add_tap(const struct loopsock_tap_options* options) {
  return guarded([&]() -> int {
    lwip::tap_wishes wishes;
    if (options == nullptr || wishes_of(*options, wishes) != error::none) return LOOPSOCK_BAD_ARGUMENT;
    host::driver* const driver = the_driver();
    if (driver == nullptr) return LOOPSOCK_NO_MEMORY;
    int number = 0;
    const error failed = add(wishes, *driver, number);
    return failed != error::none ? result_of(failed) : number;
  });
}

int loopsock_remove_tap(int link) {
  const std::lock_guard one_at_a_time(changing());
  lwip::tap_link* const one = link > 0 ? lwip::find_tap(static_cast<std::uint32_t>(link)) : nullptr;
  if (one == nullptr) return LOOPSOCK_NOT_FOUND;
  watcher.load(std::memory_order_relaxed)->unwatch(lwip::descriptor_of(*one));
  lwip::remove_tap(*one);
  return LOOPSOCK_OK;
}

int loopsock_query_tap(int link, struct loopsock_tap_info* info) {
  if (info == nullptr || info->size < sizeof *info) return LOOPSOCK_BAD_ARGUMENT;
  return guarded([&]() -> int {
    const lwip::tap_link* const one = link > 0 ? lwip::find_tap(static_cast<std::uint32_t>(link)) : nullptr;
    if (one == nullptr) return LOOPSOCK_NOT_FOUND;
    write_info(lwip::state_of(*one), *info);
    return LOOPSOCK_OK;
  });
}

int loopsock_wait_for_tap(int link, unsigned what, uint32_t timeout_ms) {
  if (what == 0 || (what & ~7u) != 0) return LOOPSOCK_BAD_ARGUMENT;
  if (link <= 0) return LOOPSOCK_NOT_FOUND;
  return guarded([&] {
    return result_of(wait_for(static_cast<std::uint32_t>(link), what, std::chrono::milliseconds(timeout_ms)));
  });
}

}  // extern "C"
