// process_object: this process, the only one there is here. It is never signalled: when it ends, nobody is left to wait for it.
//
// Threads  any.
// Memory   one object, never freed.
#pragma once

#include "compat/win32/object.hpp"

namespace loopsock::compat {

class process_object final : public kernel_object {
 public:
  static constexpr object_kind kind_of_type = object_kind::process;
  process_object() noexcept : kernel_object(kind_of_type) {}
};

ref<process_object> this_process() noexcept;

}  // namespace loopsock::compat
