// peers: who carries the bytes, by name. Each is a way to open a connection; what is measured is in other files.
#pragma once

#include <string_view>

#include "endpoint.hpp"

namespace loopsock_bars {

struct peer {
  const char* key;    // in the names of figures
  const char* title;  // in tables
  connection (*open)();
};

/// std::logic_error for a name that is not in the list.
const peer& peer_named(std::string_view key);

}  // namespace loopsock_bars
