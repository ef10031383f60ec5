// tap_text: see the header.
#include "stack/tap_text.hpp"

#include <charconv>

#include "stack/results.hpp"

namespace loopsock {
namespace {

/// Cuts the text up to the next comma off its front.
std::string_view take_word(std::string_view& text) noexcept {
  const std::size_t comma = text.find(',');
  const std::string_view word = text.substr(0, comma);
  text = comma == text.npos ? std::string_view{} : text.substr(comma + 1);
  return word;
}

bool read_word(std::string_view word, described_tap& out) {
  constexpr std::string_view dns = "dns=";
  lwip::tap_wishes& wishes = out.wishes;
  if (word == "dhcp") return wishes.dhcp = true;
  if (word == "slaac") return wishes.slaac = true;
  if (ip_address server; word.starts_with(dns)) {
    if (!read_address(word.substr(dns.size()), server)) return false;
    out.dns.push_back(server);
    return true;
  }
  if (lwip::prefixed_address own; read_prefixed(word, own)) {
    (own.address.is_v6() ? wishes.ipv6 : wishes.ipv4) = own;
    return true;
  }
  ip_address gateway;
  if (!read_address(word, gateway)) return false;
  (gateway.is_v6() ? wishes.gateway6 : wishes.gateway4) = gateway;
  return true;
}

}  // namespace

bool read_prefixed(std::string_view text, lwip::prefixed_address& out) noexcept {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return false;
  const std::string_view digits = text.substr(slash + 1);
  ip_address address;
  std::uint8_t prefix = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
  if (failed != std::errc{} || end != digits.data() + digits.size() || !read_address(text.substr(0, slash), address))
    return false;
  if (prefix > (address.is_v6() ? 128 : 32)) return false;
  out = {address, prefix};
  return true;
}

std::string_view read_tap(std::string_view text, described_tap& out) {
  out.wishes.name = take_word(text);
  if (out.wishes.name.empty()) return "an empty name";
  while (!text.empty()) {
    const std::string_view word = take_word(text);
    if (!read_word(word, out)) return word.empty() ? "an empty word" : word;
  }
  return {};
}

}  // namespace loopsock
