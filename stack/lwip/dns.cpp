// dns: see the header.
#include "stack/lwip/dns.hpp"

#include <lwip/dns.h>
#include <lwip/ip.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <new>
#include <string>

#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/timers.hpp"

namespace loopsock::lwip {
namespace {

// How often a waiting thread looks after lwIP's timers. Their unit is a second.
constexpr std::chrono::milliseconds drive_interval{250};
// Four silent servers take lwIP 28 seconds. A question that finds no place in its table waits no longer than that.
constexpr std::chrono::milliseconds longest_wait{30000};

constexpr std::size_t longest_name = 253;  // RFC 1035, 2.3.4, as text
constexpr std::size_t longest_label = 63;

/// lwIP would write a longer label's length into the packet as if it were a pointer, and end the name at an empty one.
bool can_be_asked(std::string_view name) noexcept {
  if (name.empty() || name.size() > longest_name || name.find('\0') != name.npos) return false;
  for (;;) {
    const std::size_t label = std::min(name.find('.'), name.size());
    if (label == 0 || label > longest_label) return false;
    if (label == name.size()) return true;
    name.remove_prefix(label + 1);
  }
}

struct question {
  node& on = this_threads_node();
  std::atomic<std::uint32_t> answered{0};  // writer: the callback, once (release); reader: the waiter (acquire)
  error failure = error::none;             // these two belong to the callback until then
  ip_address address;
  bool abandoned = false;  // guarded by the core lock: the waiter is gone
};

void settle(question& asked, error failure, const ip_addr_t* found) noexcept {
  asked.failure = failure;
  if (found != nullptr) asked.address = from_lwip(*found);
  // release: pairs with wait_for(). The question may be gone from here on, so the wake is by address only.
  asked.answered.store(1, std::memory_order_release);
  host::waiting->wake(asked.answered, true);
}

/// Core lock held. lwIP says neither why there is no address; but an answer comes while a packet is being received, and the
/// end of its patience does not.
void on_found(const char*, const ip_addr_t* found, void* argument) noexcept {
  auto* const asked = static_cast<question*>(argument);
  timers::note_question(-1);
  if (asked->abandoned) {
    delete asked;
    return;
  }
  const bool by_packet = ip_current_input_netif() != nullptr;
  settle(*asked, found != nullptr || by_packet ? error::none : error::timed_out, found);
}

struct give_up {
  void operator()(question* asked) const noexcept {
    {
      const plain_core_lock lock(asked->on);
      if (asked->answered.load(std::memory_order_acquire) == 0) {
        asked->abandoned = true;  // the callback frees it
        return;
      }
    }
    delete asked;
  }
};
using question_ptr = std::unique_ptr<question, give_up>;

/// Sleeps until the word is set or the deadline passes, and sees to lwIP's timers meanwhile. They run when they are due,
/// however many threads look after them.
bool wait_for(const std::atomic<std::uint32_t>& word, host::time_point deadline) noexcept {
  while (word.load(std::memory_order_acquire) == 0) {
    if (host::now() >= deadline) return false;
    if (!host::waiting->wait(word, 0, std::min(deadline, host::deadline_after(drive_interval))))
      run_timers(this_threads_node());
  }
  return true;
}

/// One query. none: `out` has the question, which is or will be answered; would_block: lwIP has no place for it now.
error ask(const char* name, bool v6, question_ptr& out) noexcept {
  question_ptr asked(new (std::nothrow) question);
  if (asked == nullptr) return error::no_buffers;
  const u8_t kind = v6 ? LWIP_DNS_ADDRTYPE_IPV6 : LWIP_DNS_ADDRTYPE_IPV4;
  err_t code;
  {
    deferred work;  // told after the guard, so without the lock
    const core_guard core(work, asked->on);
    ip_addr_t known;
    code = dns_gethostbyname_addrtype(name, &known, on_found, asked.get(), kind);
    if (code == ERR_INPROGRESS) timers::note_question(1);
    if (code == ERR_OK) settle(*asked, error::none, &known);
    // Without a server (ERR_VAL), and for what lwIP does not take for a name.
    if (code == ERR_VAL || code == ERR_ARG) settle(*asked, error::none, nullptr);
    if (code == ERR_MEM) settle(*asked, error::would_block, nullptr);
  }
  if (code == ERR_MEM) return error::would_block;
  out = std::move(asked);
  return error::none;
}

error ask_when_possible(const char* name, bool v6, host::time_point deadline, question_ptr& out) noexcept {
  const std::atomic<std::uint32_t> nobody_sets_it{0};
  for (;;) {
    const error failure = ask(name, v6, out);
    if (failure != error::would_block || host::now() >= deadline) return failure;
    (void)wait_for(nobody_sets_it, std::min(deadline, host::deadline_after(drive_interval)));
  }
}

}  // namespace

error set_dns_servers(std::span<const ip_address> servers) noexcept {
  if (servers.size() > most_dns_servers) return error::invalid_argument;
  const auto is_wrong = [](const ip_address& server) {
    return server.family == ip_family::none || server.is_any() || server.is_multicast();
  };
  if (std::ranges::any_of(servers, is_wrong)) return error::invalid_argument;
  const plain_core_lock lock(this_threads_node());
  give_dns_servers(servers);
  return error::none;
}

error dns_lookup(std::string_view name, ip_family family, std::vector<ip_address>& out, host::time_point deadline) {
  if (!can_be_asked(name)) return error::none;
  const std::string text(name);
  deadline = std::min(deadline, host::deadline_after(longest_wait));
  // Timers rest while nobody needs them. One that is long due would ask the server a second time at once.
  run_timers(this_threads_node());

  std::array<question_ptr, 2> asked;
  error failure = error::none;
  for (const bool v6 : {true, false}) {
    if (family != ip_family::none && (family == ip_family::v6) != v6) continue;
    if (const error failed = ask_when_possible(text.c_str(), v6, deadline, asked[v6 ? 0 : 1]); failed != error::none)
      failure = failed;
  }
  bool found = false;
  for (const question_ptr& one : asked) {
    if (one == nullptr) continue;
    if (!wait_for(one->answered, deadline)) {
      failure = error::timed_out;
    } else if (one->failure != error::none) {
      failure = one->failure;
    } else if (one->address.family != ip_family::none) {
      out.push_back(one->address);
      found = true;
    }
  }
  return found ? error::none : failure;
}

}  // namespace loopsock::lwip
