// registered_buffer: memory that the program has named once, so that requests can refer to parts of it.
//
// The number that the program knows it by is a handle of the common table, so a stale one finds nothing.
//
// Threads  any.
// Memory   the bytes are the program's; requests under way keep the registration, not the bytes.
#pragma once

#include <mswsock.h>

#include "compat/win32/object.hpp"
#include "stack/base/buffers.hpp"

namespace loopsock::compat {

class registered_buffer final : public kernel_object {
 public:
  static constexpr object_kind kind_of_type = object_kind::registered_buffer;
  registered_buffer(void* memory, DWORD bytes) noexcept
      : kernel_object(kind_of_type), all_{static_cast<std::byte*>(memory), bytes} {}

  /// The part of it that a request names. False: it lies outside.
  [[nodiscard]] bool slice(const RIO_BUF& asked, buffer& out) const noexcept {
    if (asked.Offset > all_.size || asked.Length > all_.size - asked.Offset) return false;
    out = {all_.data + asked.Offset, asked.Length};
    return true;
  }

 private:
  buffer all_;
};

}  // namespace loopsock::compat
