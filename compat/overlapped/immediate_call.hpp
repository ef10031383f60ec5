// immediate_call: an overlapped call that is over before it returns: a datagram that is sent, a control code. It is told like any other.
//
// Threads  one call's own.
#pragma once

#include "compat/overlapped/overlapped_call.hpp"

namespace loopsock::compat {

class immediate_call final : public overlapped_call {
 protected:
  void ended() noexcept override {}  // no operation stands behind it
};

}  // namespace loopsock::compat
