// hosts_file: the text file in which an administrator gives names to addresses.
//
//   # comment
//   10.0.0.7   db.example  db  reports      <- address, canonical name, aliases
//
// Parsed at need, from the beginning, for every question: a hosts file is short, and whoever edits it expects to see the
// effect. A line whose address cannot be read is skipped, as every system does.
//
// Threads  any.
// Memory   what is returned belongs to the caller.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stack/base/address.hpp"

namespace loopsock {

struct hosts_line {
  ip_address address;
  std::vector<std::string> names;  // the canonical name first; never empty
};

/// One line of a hosts file; false when it says nothing.
bool parse_hosts_line(std::string_view line, hosts_line& out);

/// All lines of the file at `path`; none when it cannot be read.
std::vector<hosts_line> read_hosts_file(const std::string& path);

}  // namespace loopsock
