// trace: the switch and the writing.
#include "stack/diag/trace.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "stack/host/waiting.hpp"

namespace loopsock {
namespace {

struct word {
  std::string_view text;
  std::uint32_t bits;
};
constexpr word words[] = {{"state", 1u << 0}, {"path", 1u << 1},   {"connect", 1u << 2},
                          {"error", 1u << 3}, {"driver", 1u << 4}, {"all", ~0u}};

std::uint32_t bits_of(std::string_view list) noexcept {
  std::uint32_t bits = 0;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view one = list.substr(0, comma);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    std::uint32_t found = 0;
    for (const word& known : words) found |= known.text == one ? known.bits : 0;
    if (found == 0 && !one.empty()) {
      std::fprintf(stderr, "loopsock: LOOPSOCK_TRACE does not know '%.*s' (state, path, connect, error, driver, all)\n",
                   static_cast<int>(one.size()), one.data());
    }
    bits |= found;
  }
  return bits;
}

std::uint32_t bits_of_environment() noexcept {
  const char* list = std::getenv("LOOPSOCK_TRACE");
  return list != nullptr ? bits_of(list) : 0;
}

}  // namespace

std::atomic<std::uint32_t> detail::trace_topics{bits_of_environment()};

void set_trace(const char* list) noexcept {
  detail::trace_topics.store(list != nullptr ? bits_of(list) : 0, std::memory_order_relaxed);
}

void detail::write_line(trace_topic topic, fmt::string_view format, fmt::format_args arguments) noexcept try {
  std::string_view name = "?";
  for (const word& known : words) {
    if (known.bits == static_cast<std::uint32_t>(topic)) name = known.text;
  }
  const auto at = std::chrono::duration_cast<std::chrono::microseconds>(host::now().time_since_epoch());
  const std::string line = fmt::format("loopsock {}.{:06} {:<7} {}\n", at.count() / 1'000'000, at.count() % 1'000'000,
                                       name, fmt::vformat(format, arguments));
  std::fwrite(line.data(), 1, line.size(), stderr);  // one call, so lines of several threads do not mix
} catch (...) {
  // No memory for a diagnostic line: the program matters more than the line.
}

}  // namespace loopsock
