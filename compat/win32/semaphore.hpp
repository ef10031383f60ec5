// semaphore: so many waits may pass.
//
// Threads  any.
#pragma once

#include "compat/win32/object.hpp"

namespace loopsock::compat {

class semaphore_object final : public kernel_object {
 public:
  static constexpr object_kind kind_of_type = object_kind::semaphore;

  /// 0 <= count <= most, most > 0.
  semaphore_object(std::int32_t count, std::int32_t most) noexcept
      : kernel_object(kind_of_type), most_(most), count_(count) {}

  /// Lets `more` (> 0) waits pass and says how many could before. False: that were too many; nothing changed.
  bool add(std::int32_t more, std::int32_t& before) noexcept;

 protected:
  bool may_take(const thread_object& who) const noexcept override;
  bool take(thread_object& who) noexcept override;

 private:
  const std::int32_t most_;
  std::int32_t count_;
};

}  // namespace loopsock::compat
