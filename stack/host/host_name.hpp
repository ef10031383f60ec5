// host_name: what the machine around the stack is called, and where it keeps its list of hosts.
//
// The stack runs inside a process of an operating system and borrows that system's name, as it has none of its own. This is
// all that name resolution takes from the system; its resolver is never asked.
//
// Threads  any.
// Memory   returned by value; hosts_file_path() is static.
#pragma once

#include <string>

namespace loopsock::host {

/// The machine's name as it was set, at most 255 characters; "localhost" if it has none.
std::string host_name();

/// From now on `source` says what host_name() returns; nullptr: the machine's name again. Of a test network, every host has one of its own.
void set_host_name_source(std::string (*source)()) noexcept;

/// Where a hosts file lies on this system. It need not exist.
const char* hosts_file_path() noexcept;

}  // namespace loopsock::host
