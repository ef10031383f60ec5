// How an IPv6 address is read: up to eight groups of up to four hexadecimal digits, one "::" for a run of zero groups, and
// perhaps a dotted quad in place of the last two groups (RFC 4291, 2.2).
//
//   text      1:2::7:8         written so far   [1][2][7][8] . . . .
//   gap_ = 2 (the "::" stands before the third group)
//   at the end the groups behind the gap move to the back, and zeros fill the gap:  [1][2][0][0][0][0][7][8]
//
// "::" stands for at least one group, so once it was seen seven written ones are enough; only at the very beginning it is
// written as a zero group at once. Both, and what is left in the buffer after a failure, are observable on Windows.
#include <cstring>

#include "stack/socket/address_text.hpp"

namespace loopsock {
namespace {

constexpr unsigned no_gap = 9;

constexpr int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

class ipv6_reader {
 public:
  ipv6_reader(std::string_view text, std::uint8_t* out) noexcept : text_(text), out_(out) {}

  text_read read() noexcept {
    if (peek() == ':') {
      if (peek(1) != ':') return stop();
      put(0);
      gap_ = 1;
      at_ = 2;
    }
    bool behind_gap = gap_ != no_gap;
    for (;;) {
      if (written_ == room_) return finish();  // complete: what follows is not ours
      const std::size_t start = at_;
      unsigned value = 0;
      bool decimal = true;
      for (; hex_value(peek()) >= 0; ++at_) {
        if (at_ - start == 4) return stop_behind_digits();
        value = value * 16 + static_cast<unsigned>(hex_value(peek()));
        decimal = decimal && hex_value(peek()) < 10;
      }
      if (at_ == start) return behind_gap ? finish() : stop();
      if (peek() == '.' && decimal && written_ + 2 <= room_) return read_quad(start);
      if (peek() != ':') return last_group(start, value);

      put(value);
      if (written_ == room_) return finish();
      if (peek(1) == ':') {
        if (gap_ != no_gap) return finish();  // a second gap belongs to somebody else
        gap_ = written_;
        room_ = 7;
        at_ += 2;
        behind_gap = true;
      } else {
        ++at_;
        behind_gap = false;
      }
    }
  }

 private:
  char peek(std::size_t ahead = 0) const noexcept { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void put(unsigned value) noexcept {
    out_[2 * written_] = static_cast<std::uint8_t>(value >> 8);
    out_[2 * written_ + 1] = static_cast<std::uint8_t>(value);
    ++written_;
  }

  // A group before the end of the text or before a character that is not ours.
  text_read last_group(std::size_t start, unsigned value) noexcept {
    if (gap_ == no_gap && written_ + 1 < 8) return stop();
    put(at_ - start == 1 && value == 0 ? value_behind_prefix() : value);
    return finish();
  }

  // Windows stops reading at the x of "0x12", yet converts the group with the C library, which takes 0x for a prefix and
  // saturates at 2^31 - 1. No caller accepts such a text; only the bytes that stay behind tell.
  unsigned value_behind_prefix() const noexcept {
    if (peek() != 'x' && peek() != 'X') return 0;
    std::uint64_t value = 0;
    for (std::size_t ahead = 1; hex_value(peek(ahead)) >= 0; ++ahead) {
      value = value * 16 + static_cast<unsigned>(hex_value(peek(ahead)));
      if (value > 0x7fffffffu) value = 0x7fffffffu;
    }
    return static_cast<unsigned>(value & 0xffff);
  }

  // The dotted quad: four decimal parts of one to three digits, leading zeros allowed.
  text_read read_quad(std::size_t start) noexcept {
    at_ = start;
    for (unsigned part = 0; part < 4; ++part) {
      const std::size_t first = at_;
      unsigned value = 0;
      for (; peek() >= '0' && peek() <= '9'; ++at_) {
        if (at_ - first == 3) return stop();
        value = value * 10 + static_cast<unsigned>(peek() - '0');
      }
      if (at_ == first || value > 0xff) return stop();
      if (part < 3 ? peek() != '.' : gap_ == no_gap && written_ + 2 < 8) return stop();
      out_[2 * written_ + part] = static_cast<std::uint8_t>(value);
      if (part < 3) ++at_;
    }
    written_ += 2;
    return finish();
  }

  text_read stop() const noexcept { return {false, at_}; }

  // A group of too many digits is read to its end.
  text_read stop_behind_digits() noexcept {
    while (hex_value(peek()) >= 0) ++at_;
    return stop();
  }

  text_read finish() noexcept {
    if (gap_ != no_gap && written_ < 8) {
      const std::size_t behind = 2 * (written_ - gap_);
      std::memmove(out_ + 16 - behind, out_ + 2 * gap_, behind);
      std::memset(out_ + 2 * gap_, 0, 16 - behind - 2 * gap_);
    }
    return {true, at_};
  }

  std::string_view text_;
  std::uint8_t* out_;
  std::size_t at_ = 0;
  unsigned written_ = 0;   // groups in out_
  unsigned room_ = 8;      // groups that may be written
  unsigned gap_ = no_gap;  // groups before "::"
};

}  // namespace

text_read read_ipv6(std::string_view text, std::uint8_t* out) noexcept { return ipv6_reader(text, out).read(); }

}  // namespace loopsock
