// address_text: addresses as people write them, and as Winsock reads them.
//
// Reading is modelled on what Windows accepts, not on what would be tidy: inet_addr's one to four parts in three bases, and
// IPv6 text (RFC 4291, 2.2) that stops at the first character which cannot belong to it. A reader says where it stopped and
// leaves it to its caller whether something may follow. Writing follows RFC 5952, with the four shapes that Windows ends in
// a dotted quad.
//
// Bytes are in network order, ports and scopes in host order. Nothing here knows a socket address or a system header.
//
// Threads  pure functions.
// Memory   none is allocated; texts are returned by value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace loopsock {

/// What a reader found: whether an address stands at the beginning of the text, and how many characters it took; when `ok` is
/// false, where it stopped reading.
struct text_read {
  bool ok = false;
  std::size_t used = 0;
  /// The text is one address and nothing else.
  bool whole(std::string_view text) const noexcept { return ok && used == text.size(); }
};

enum class ipv4_form {
  numbers,      // "a.b.c.d", "a.b.c" (c: 16 bits), "a.b" (b: 24 bits), "a"; each decimal, 0octal or 0xhexadecimal
  dotted_quad,  // four decimal parts without leading zeros
};

/// Reads an IPv4 address at the beginning of `text` into 4 bytes at `out`, which stay untouched on failure. A single
/// number wraps at 32 bits, as on Windows; any other part that is too large is a failure.
text_read read_ipv4(std::string_view text, ipv4_form form, std::uint8_t* out) noexcept;

/// Reads an IPv6 address without scope or brackets at the beginning of `text` into 16 bytes at `out`. As on Windows the
/// bytes are written while reading, so after a failure they hold the groups that were complete.
text_read read_ipv6(std::string_view text, std::uint8_t* out) noexcept;

/// Reads an address with an optional port: "1.2.3.4", "1.2.3.4:80". The port may be decimal, 0octal or 0xhexadecimal and
/// not 0. False unless the whole text was understood; `out` may hold an address even then, `port` does not.
bool read_ipv4_endpoint(std::string_view text, ipv4_form form, std::uint8_t* out, std::uint16_t& port) noexcept;

/// The same for IPv6: "fe80::1", "fe80::1%4", "[fe80::1%4]", "[fe80::1%4]:80". Scope and port are set on success only.
bool read_ipv6_endpoint(std::string_view text, std::uint8_t* out, std::uint32_t& scope, std::uint16_t& port) noexcept;

/// A text of at most 71 characters with its terminating zero.
class address_string {
 public:
  void add(char c) noexcept;
  void add(std::string_view text) noexcept;
  void add_number(std::uint32_t value) noexcept;  // decimal
  void add_group(unsigned value) noexcept;        // hexadecimal, lower case, no leading zeros
  std::string_view view() const noexcept { return {text_, length_}; }
  const char* c_str() const noexcept { return text_; }
  std::size_t size() const noexcept { return length_; }

 private:
  char text_[72] = {};
  std::size_t length_ = 0;
};

/// "127.0.0.1"
address_string write_ipv4(const std::uint8_t* bytes) noexcept;
/// "fe80::1", "::ffff:10.0.0.1"; with a scope that is not 0 "fe80::1%4".
address_string write_ipv6(const std::uint8_t* bytes, std::uint32_t scope = 0) noexcept;
/// "127.0.0.1:80"; without the port when it is 0.
address_string write_ipv4_endpoint(const std::uint8_t* bytes, std::uint16_t port) noexcept;
/// "[fe80::1%4]:80"; "fe80::1%4" when the port is 0.
address_string write_ipv6_endpoint(const std::uint8_t* bytes, std::uint32_t scope, std::uint16_t port) noexcept;

}  // namespace loopsock
