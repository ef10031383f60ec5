// adapter_writer: puts a linked list, and what it points to, into a buffer of the caller's; or counts how large that would have to be.
//
//   [ adapter | text | address | sockaddr | … | adapter | … ]      all aligned to 8
//
// What has no room is left out and counted all the same. So a list is written once, and then used or its size told.
//
// Threads  one call's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>

namespace loopsock::compat {

class adapter_writer {
 public:
  /// No buffer: nothing fits.
  adapter_writer(void* buffer, std::size_t bytes) noexcept
      : at_(static_cast<char*>(buffer)), room_(buffer != nullptr ? bytes : 0) {}

  /// A zeroed object, or nullptr where it does not fit.
  template <class Plain>
  Plain* take() noexcept {
    return static_cast<Plain*>(take_bytes(sizeof(Plain)));
  }

  template <class Char>
  Char* take_text(std::basic_string_view<Char> text) noexcept {
    auto* const place = static_cast<Char*>(take_bytes((text.size() + 1) * sizeof(Char)));
    if (place != nullptr) std::memcpy(place, text.data(), text.size() * sizeof(Char));
    return place;
  }

  void* take_copy(const void* what, std::size_t bytes) noexcept {
    void* const place = take_bytes(bytes);
    if (place != nullptr) std::memcpy(place, what, bytes);
    return place;
  }

  /// How much all of it wants.
  [[nodiscard]] std::size_t needed() const noexcept { return needed_; }
  [[nodiscard]] bool all_fitted() const noexcept { return needed_ <= room_; }

 private:
  void* take_bytes(std::size_t bytes) noexcept {
    constexpr std::size_t alignment = 8;
    const std::size_t begin = needed_;
    needed_ += (bytes + alignment - 1) & ~(alignment - 1);
    if (needed_ > room_) return nullptr;
    return std::memset(at_ + begin, 0, bytes);
  }

  char* at_;
  std::size_t room_;
  std::size_t needed_ = 0;
};

}  // namespace loopsock::compat
