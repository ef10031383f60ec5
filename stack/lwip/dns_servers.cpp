// dns_servers: see the header.
#include "stack/lwip/dns_servers.hpp"

#include <lwip/dns.h>

#include <algorithm>
#include <array>

#include "stack/base/node_state.hpp"
#include "stack/lwip/ip_convert.hpp"

namespace loopsock::lwip {
namespace {

static_assert(most_dns_servers == DNS_MAX_SERVERS);

struct server_list {
  std::array<ip_address, most_dns_servers> all{};
  std::size_t count = 0;

  void add(const ip_address& one) noexcept {
    if (count != all.size() && one.family != ip_family::none &&
        std::find(all.begin(), all.begin() + count, one) == all.begin() + count)
      all[count++] = one;
  }
};

// Guarded by the core lock.
LOOPSOCK_NODE_STATE server_list given, learnt_v4, learnt_v6;
LOOPSOCK_NODE_STATE server_list applied;  // what lwIP's list was set to

ip_address in_list(u8_t place) noexcept {
  const ip_addr_t* const one = dns_getserver(place);
  return one == nullptr || ip_addr_isany(one) ? ip_address{} : from_lwip(*one);
}

void apply() noexcept {
  applied = given;
  if (given.count == 0) {
    for (const server_list* from : {&learnt_v4, &learnt_v6}) {
      // Both families have a voice, whoever names more.
      const std::size_t most = from == &learnt_v4 && learnt_v6.count != 0 ? most_dns_servers / 2 : most_dns_servers;
      for (std::size_t i = 0; i < std::min(from->count, most); ++i) applied.add(from->all[i]);
    }
  }
  for (u8_t i = 0; i < most_dns_servers; ++i) {
    const ip_addr_t server = to_lwip(applied.all[i]);
    dns_setserver(i, i < applied.count ? &server : nullptr);
  }
}

}  // namespace

void give_dns_servers(std::span<const ip_address> servers) noexcept {
  given = {};
  for (const ip_address& one : servers) given.add(one.unmapped());
  apply();
}

void learn_dns_servers() noexcept {
  server_list heard_v4, heard_v6;
  bool new_v4 = false, new_v6 = false;
  for (u8_t i = 0; i < most_dns_servers; ++i) {
    const ip_address now = in_list(i);
    const ip_address before = applied.all[i];
    (now.is_v6() ? heard_v6 : heard_v4).add(now);
    if (now == before) continue;
    new_v4 |= now.is_v4();
    new_v6 |= now.is_v6() || (now.family == ip_family::none && before.is_v6());  // its lifetime has ended
  }
  if (!new_v4 && !new_v6) return;
  if (new_v4) learnt_v4 = heard_v4;
  if (new_v6) learnt_v6 = heard_v6;
  apply();
}

ip_address dns_server(std::size_t place) noexcept { return place < applied.count ? applied.all[place] : ip_address{}; }

}  // namespace loopsock::lwip
