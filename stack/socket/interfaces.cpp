#include "stack/socket/interfaces.hpp"

#include <utility>

#include "stack/lwip/interface_list.hpp"

namespace loopsock {

std::vector<stack_interface> interfaces_now() {
  std::vector<lwip::interface_entry> links;
  lwip::list_interfaces(links);
  std::vector<stack_interface> all;
  for (lwip::interface_entry& link : links) all.push_back({link.number, link.loopback, std::move(link.addresses)});
  if (all.empty()) all.push_back({1, true, {ip_address::loopback_v4(), ip_address::loopback_v6()}});
  return all;
}

}  // namespace loopsock
