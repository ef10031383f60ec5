// protocol_table: the protocols that have a name, as Windows lists them in its `protocol` file.
//
// Built in, so that an answer does not depend on the machine; the system's own list is not read.
//
// Threads  any; the table is constant.
// Memory   static.
#pragma once

#include <string_view>

namespace loopsock {

struct protocol_entry {
  int number;         // IANA's protocol number
  const char* name;   // "tcp"
  const char* alias;  // "TCP"
};

/// The protocol of that name or alias, in whatever case; null when there is none.
const protocol_entry* find_protocol(std::string_view name) noexcept;
/// The protocol of that number; null when it has no name here.
const protocol_entry* find_protocol(int number) noexcept;

}  // namespace loopsock
