// resolver: from the name of a host to its addresses, and back.
//
// Asked in this order, until one knows the name:
//
//   1. literals               "127.1", "[fe80::1%4]"
//   2. localhost, *.localhost always ::1 and 127.0.0.1 (RFC 6761, 6.3)
//   3. the table              what the application added at run time
//   4. the own name           also "" and "..localmachine": the addresses of the stack's interfaces
//   5. the hosts file         of the system, or another one
//   6. DNS                    if a link is up and somebody has plugged in a way to ask
//
// The system's own resolver is never asked: its answers are about another network than ours.
//
// Threads  any, at any time; the hooks are called on the asking thread with no lock held.
// Memory   answers belong to the caller.
#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

#include "loopsock/error.hpp"
#include "stack/base/address.hpp"
#include "stack/host/waiting.hpp"
#include "stack/socket/host_table.hpp"

namespace loopsock {

/// Asks the DNS for the addresses of `name`; family none asks for both. none with addresses in `out`: found; none without:
/// no such name; timed_out or would_block: try again later; anything else: it cannot be known.
using dns_lookup = error (*)(std::string_view name, ip_family family, std::vector<ip_address>& out,
                             host::time_point deadline);

/// Appends the addresses of the stack's interfaces to `out`, the one of the default route first.
using own_addresses = void (*)(std::vector<ip_address>& out);

enum class lookup_result {
  found,
  no_such_name,
  no_data,    // the name exists, but has no address of that family
  try_again,  // nobody answered in time
  failed,     // it cannot be known
};

struct host_question {
  ip_family family = ip_family::none;  // none: both
  bool only_configured = false;        // ask the DNS only for families of which an interface has an address
  host::time_point deadline = host::never;
};

struct host_answer {
  std::string name;  // the canonical one
  std::vector<std::string> aliases;
  std::vector<ip_address> addresses;  // best first; none twice
  bool was_literal = false;
};

class resolver {
 public:
  /// `hosts_path` empty: no hosts file. `own_name` empty: the name of the machine.
  explicit resolver(std::string hosts_path, std::string own_name = {});

  lookup_result lookup(std::string_view name, const host_question& question, host_answer& answer) const;
  /// The name of an address; the answer holds that address. The own addresses answer with the own name, as on Windows.
  lookup_result reverse(const ip_address& address, host_answer& answer) const;

  /// The stack's own name, as gethostname gives it.
  std::string own_name() const;
  /// The addresses of the own name: those of the interfaces but for loopback, or ::1 and 127.0.0.1 if there are no others.
  std::vector<ip_address> own_addresses_now() const;

  host_table& table() noexcept { return table_; }
  /// Null takes the hook away. Whoever sets a hook sees to it that the function may still be called for a moment afterwards.
  void set_dns(dns_lookup ask) noexcept { dns_.store(ask, std::memory_order_release); }
  void set_own_addresses(own_addresses ask) noexcept { own_addresses_.store(ask, std::memory_order_release); }

 private:
  lookup_result look_in_hosts_file(std::string_view name, ip_family family, host_answer& answer) const;
  lookup_result ask_dns(std::string_view name, const host_question& question, host_answer& answer) const;

  const std::string hosts_path_;
  const std::string own_name_;
  host_table table_;
  // Written by whoever brings links up (release), read by every question (acquire): what the hook needs is set up before.
  std::atomic<dns_lookup> dns_{nullptr};
  std::atomic<own_addresses> own_addresses_{nullptr};
};

/// The one that the process's stack uses, with the system's hosts file.
resolver& names();

}  // namespace loopsock
