// format_address: endpoints as arguments of trace(), made into text only where a line is written.
#pragma once

#include "stack/base/address.hpp"
#include "stack/diag/format.hpp"

template <>
struct loopsock_fmt::formatter<loopsock::endpoint> : loopsock_fmt::formatter<std::string> {
  template <class Context>
  auto format(const loopsock::endpoint& where, Context& context) const {
    return formatter<std::string>::format(where.to_text(), context);
  }
};
