#include "stack/socket/interfaces.hpp"

namespace loopsock {

std::vector<stack_interface> interfaces_now() {
  std::vector<stack_interface> all;
  lwip::list_interfaces(all);
  if (all.empty()) {
    all.emplace_back();
    all[0].number = 1;
    all[0].loopback = true;
    all[0].addresses = {ip_address::loopback_v4(), ip_address::loopback_v6()};
    all[0].prefixes = {8, 128};
    all[0].dynamic = {false, false};
  }
  return all;
}

}  // namespace loopsock
