#include "stack/socket/resolver.hpp"

#include <algorithm>

#include "stack/host/host_name.hpp"
#include "stack/socket/hosts_file.hpp"
#include "stack/socket/literal.hpp"
#include "stack/socket/same_name.hpp"

namespace loopsock {
namespace {

constexpr std::size_t longest_name = 255;  // RFC 1035, 2.3.4

bool fits(ip_family wanted, const ip_address& address) noexcept {
  return wanted == ip_family::none || wanted == address.family;
}

// Names under .localhost never leave the machine (RFC 6761, 6.3).
bool is_localhost(std::string_view name) noexcept {
  constexpr std::string_view top = "localhost";
  if (name.size() < top.size() || !same_name(name.substr(name.size() - top.size()), top)) return false;
  return name.size() == top.size() || name[name.size() - top.size() - 1] == '.';
}

// Puts those of `candidates` that fit into the answer, each once.
lookup_result take(const std::vector<ip_address>& candidates, ip_family family, host_answer& answer) {
  for (const ip_address& address : candidates)
    if (fits(family, address) && std::ranges::find(answer.addresses, address) == answer.addresses.end())
      answer.addresses.push_back(address);
  return answer.addresses.empty() ? lookup_result::no_data : lookup_result::found;
}

void add_alias(host_answer& answer, const std::string& name) {
  if (same_name(name, answer.name)) return;
  for (const std::string& known : answer.aliases)
    if (same_name(known, name)) return;
  answer.aliases.push_back(name);
}

std::vector<ip_address> both_loopbacks() { return {ip_address::loopback_v6(), ip_address::loopback_v4()}; }

}  // namespace

resolver::resolver(std::string hosts_path, std::string own_name)
    : hosts_path_(std::move(hosts_path)), own_name_(std::move(own_name)) {}

std::string resolver::own_name() const { return own_name_.empty() ? host::host_name() : own_name_; }

std::vector<ip_address> resolver::own_addresses_now() const {
  std::vector<ip_address> all;
  // acquire: pairs with set_own_addresses().
  if (const own_addresses ask = own_addresses_.load(std::memory_order_acquire)) ask(all);
  std::erase_if(all, [](const ip_address& address) { return address.is_loopback() || address.is_any(); });
  return all.empty() ? both_loopbacks() : all;
}

lookup_result resolver::lookup(std::string_view name, const host_question& question, host_answer& answer) const {
  answer = {};
  ip_address literal;
  if (read_literal(name, literal)) {
    answer.name = name;
    answer.was_literal = true;
    return take({literal}, question.family, answer);
  }

  if (name.size() > 1 && name.back() == '.') name.remove_suffix(1);  // the root's dot
  if (name.size() > longest_name) return lookup_result::no_such_name;
  answer.name = name;
  if (is_localhost(name)) return take(both_loopbacks(), question.family, answer);

  std::vector<ip_address> found;
  if (table_.addresses_of(name, found) != 0) return take(found, question.family, answer);

  const std::string own = own_name();
  if (name.empty() || same_name(name, own) || same_name(name, "..localmachine")) {
    answer.name = own;
    return take(own_addresses_now(), question.family, answer);
  }

  const lookup_result in_file = look_in_hosts_file(name, question.family, answer);
  return in_file == lookup_result::no_such_name ? ask_dns(name, question, answer) : in_file;
}

lookup_result resolver::look_in_hosts_file(std::string_view name, ip_family family, host_answer& answer) const {
  if (hosts_path_.empty()) return lookup_result::no_such_name;
  std::vector<ip_address> found;
  for (const hosts_line& line : read_hosts_file(hosts_path_)) {
    const auto is_name = [&](const std::string& n) { return same_name(n, name); };
    if (std::ranges::none_of(line.names, is_name)) continue;
    if (found.empty()) answer.name = line.names.front();
    for (const std::string& other : line.names) add_alias(answer, other);
    found.push_back(line.address);
  }
  return found.empty() ? lookup_result::no_such_name : take(found, family, answer);
}

lookup_result resolver::ask_dns(std::string_view name, const host_question& question, host_answer& answer) const {
  // acquire: pairs with set_dns().
  const dns_lookup ask = dns_.load(std::memory_order_acquire);
  if (ask == nullptr) return lookup_result::no_such_name;

  ip_family family = question.family;
  if (question.only_configured) {
    const std::vector<ip_address> own = own_addresses_now();
    const auto has = [&](ip_family f) {
      return std::ranges::any_of(own, [&](const ip_address& a) { return a.family == f && !a.is_loopback(); });
    };
    const bool v4 = has(ip_family::v4) && family != ip_family::v6, v6 = has(ip_family::v6) && family != ip_family::v4;
    if (!v4 && !v6) return lookup_result::no_such_name;
    if (!(v4 && v6)) family = v4 ? ip_family::v4 : ip_family::v6;
  }

  std::vector<ip_address> found;
  switch (ask(name, family, found, question.deadline)) {
    case error::none: return found.empty() ? lookup_result::no_such_name : take(found, family, answer);
    case error::timed_out:
    case error::would_block: return lookup_result::try_again;
    default: return lookup_result::failed;
  }
}

lookup_result resolver::reverse(const ip_address& address, host_answer& answer) const {
  answer = {};
  answer.addresses.push_back(address);
  std::vector<std::string> found;
  table_.names_of(address, found);

  if (found.empty()) {
    const std::vector<ip_address> own = own_addresses_now();
    const bool is_own = address == ip_address::loopback_v4() || address == ip_address::loopback_v6() ||
                        std::ranges::find(own, address) != own.end();
    if (is_own) found.push_back(own_name());
  }
  if (found.empty() && !hosts_path_.empty())
    for (hosts_line& line : read_hosts_file(hosts_path_))
      if (line.address == address) std::ranges::move(line.names, std::back_inserter(found));

  if (found.empty()) return lookup_result::no_such_name;
  answer.name = found.front();
  for (const std::string& other : found) add_alias(answer, other);
  return lookup_result::found;
}

resolver& names() {
  // Never destroyed: a thread may still ask while the process ends.
  static resolver& shared = *new resolver(host::hosts_file_path());
  return shared;
}

}  // namespace loopsock
