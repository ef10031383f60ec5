// transmission: see the header.
#include "compat/extensions/transmission.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace loopsock::compat {
namespace {

// As much as the socket takes at once with its usual buffer.
constexpr std::size_t usual_chunk = 64 * 1024;

}  // namespace

int transmission::add(element&& one) noexcept {
  try {
    elements_.push_back(std::move(one));
  } catch (...) {
    return WSAENOBUFS;
  }
  return 0;
}

int transmission::add_memory(const void* memory, std::size_t bytes) noexcept {
  if (bytes == 0) return 0;
  element one;
  one.memory = static_cast<const std::byte*>(memory);
  one.left = bytes;
  return add(std::move(one));
}

int transmission::add_file(HANDLE file, std::uint64_t from, std::uint64_t bytes) noexcept {
  element one;
  one.file = find_as<file_object>(file);
  if (!one.file) return WSA_INVALID_HANDLE;
  one.at = from;
  one.left = bytes;
  one.to_the_end = bytes == 0;
  if (!read_) read_.reset(new (std::nothrow) std::byte[usual_chunk]);
  return read_ ? add(std::move(one)) : WSAENOBUFS;
}

std::uint64_t transmission::position_of(HANDLE file) noexcept {
  const ref<file_object> one = find_as<file_object>(file);
  return one ? one->position() : 0;
}

bool transmission::next(const_buffer& out) noexcept {
  out = {};
  const std::size_t most = chunk_ == 0 ? usual_chunk : std::min(chunk_, usual_chunk);
  for (; current_ < elements_.size(); ++current_) {
    element& one = elements_[current_];
    if (one.left == 0 && !one.to_the_end) continue;
    if (!one.file) {
      out = {one.memory, static_cast<std::size_t>(chunk_ == 0 ? one.left : std::min<std::uint64_t>(one.left, chunk_))};
      one.memory += out.size;
      one.left -= out.size;
      return true;
    }
    const std::size_t wanted =
        one.to_the_end ? most : static_cast<std::size_t>(std::min<std::uint64_t>(most, one.left));
    std::size_t got = 0;
    if (one.file->read_at(one.at, {read_.get(), wanted}, got) != 0) return false;
    if (got == 0) {  // the file ends here, whatever was asked for
      if (!one.to_the_end) return false;
      one.to_the_end = false;
      one.left = 0;
      continue;
    }
    out = {read_.get(), got};
    one.at += out.size;
    if (!one.to_the_end) one.left -= out.size;
    return true;
  }
  return true;
}

}  // namespace loopsock::compat
