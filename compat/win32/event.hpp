// event: a flag that threads wait for. A manual one stays set and lets everybody pass; an automatic one lets one wait pass and is
// clear again.
//
// Threads  any.
#pragma once

#include "compat/win32/object.hpp"

namespace loopsock::compat {

class event_object final : public kernel_object {
 public:
  static constexpr object_kind kind_of_type = object_kind::event;

  event_object(bool manual, bool set) noexcept : kernel_object(kind_of_type), manual_(manual), set_(set) {}

  void set() noexcept;
  void reset() noexcept;
  /// Whether a wait would pass now. Uses nothing up.
  [[nodiscard]] bool is_set() const noexcept;
  [[nodiscard]] bool is_manual() const noexcept { return manual_; }

 protected:
  bool may_take(const thread_object& who) const noexcept override;
  bool take(thread_object& who) noexcept override;

 private:
  const bool manual_;
  bool set_;
};

/// Empty: no memory.
ref<event_object> make_event(bool manual, bool set) noexcept;

}  // namespace loopsock::compat
