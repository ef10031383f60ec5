// entry_buffer: the memory in which hostent, servent and protoent are returned.
//
//   [ the structure | aliases …, null | addresses …, null | address bytes … | texts … ]
//
// The order is what Windows does and what some programs count on. Each thread has one buffer per kind of structure, and its
// next call for that kind overwrites it (Microsoft's pages of gethostbyname, getservbyname, getprotobyname).
//
// Threads  one buffer belongs to one thread.
// Memory   grows when an answer needs more, else stays where it is; freed when the thread ends.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace loopsock::compat {

class entry_buffer {
 public:
  /// Makes room for `bytes` and forgets what was there. May throw std::bad_alloc.
  void start(std::size_t bytes) {
    if (bytes > size_) {
      memory_ = std::make_unique<std::byte[]>(bytes);  // from operator new[]: aligned for every basic type
      size_ = bytes;
    }
    used_ = 0;
  }

  /// The next `count` zeroed objects of a plain type. The caller keeps types in an order that needs no padding: structures,
  /// pointers, bytes.
  template <class Plain>
  Plain* take(std::size_t count) noexcept {
    void* const place = memory_.get() + used_;
    used_ += count * sizeof(Plain);
    std::memset(place, 0, count * sizeof(Plain));
    return static_cast<Plain*>(place);
  }

  char* take_text(std::string_view text) noexcept {
    char* const place = take<char>(text.size() + 1);
    std::memcpy(place, text.data(), text.size());
    return place;
  }

 private:
  std::unique_ptr<std::byte[]> memory_;
  std::size_t size_ = 0;
  std::size_t used_ = 0;
};

}  // namespace loopsock::compat
