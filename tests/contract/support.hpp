// support: which carriers the suite runs over, and small words for its stories.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tests/contract/carrier.hpp"
#include "tests/support/catch.hpp"

namespace contract {

using namespace std::chrono_literals;

/// Each test that begins with `const auto net = each_carrier();` runs once per carrier.
inline std::unique_ptr<carrier> each_carrier() {
  const int which = GENERATE(0, 1, 2, 3, 4, 5);
  switch (which) {
    case 0: return make_winsock_carrier(false, false);
    case 1: return make_winsock_carrier(true, false);
    case 2: return make_winsock_carrier(false, true);
    case 3: return make_winsock_carrier(true, true);
    case 4: return make_filtered_carrier();
    default: return make_kernel_carrier(false);
  }
}

inline std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

inline result send(stream& s, const std::string& text, unsigned flags = none) { return s.send(bytes_of(text), flags); }

/// One receive, as text; `how` tells what else came of it ("" with ok is the end of the stream).
struct text_result {
  std::string text;
  outcome how = outcome::ok;
};
inline text_result receive(stream& s, std::size_t most = 65536, unsigned flags = none) {
  std::string text(most, '?');
  const result r = s.receive(std::as_writable_bytes(std::span(text)), flags);
  text.resize(r.bytes);
  return {text, r.how};
}

/// Receives until `bytes` are there, the stream ends, or something goes wrong.
inline std::string receive_exactly(stream& s, std::size_t bytes) {
  std::string all;
  while (all.size() < bytes) {
    const text_result part = receive(s, bytes - all.size());
    if (part.text.empty()) break;
    all += part.text;
  }
  return all;
}

/// Bytes that tell where they stand in the stream.
inline std::string pattern(std::size_t from, std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(((from + i) * 2654435761u) >> 11);
  return text;
}

constexpr auto soon = 5s;       // long enough for anything that must happen
constexpr auto briefly = 30ms;  // long enough to see that nothing happens

}  // namespace contract
