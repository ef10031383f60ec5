// windows_format: see windows_format.hpp.
#include "tests/conformance/windows_format.hpp"

#include <cstring>

namespace conformance {
namespace {

bool starts(const char* text, const char* with) { return std::strncmp(text, with, std::strlen(with)) == 0; }

// Copies what may stand between % and the length: flags, width, precision.
const char* copy_flags(const char* at, std::string& out) {
  while (*at && std::strchr("-+ #0123456789.*", *at)) out += *at++;
  return at;
}

const char* copy_length(const char* at, std::string& out) {
  if (starts(at, "I64")) return out += "ll", at + 3;
  if (starts(at, "I32")) return at + 3;
  if (*at == 'I') return out += 'z', at + 1;
  if (starts(at, "ll")) return out += "ll", at + 2;
  // l means wide before text and nothing before a number.
  if (*at == 'l') return at[1] == 's' || at[1] == 'c' ? (out += 'l', at + 1) : at + 1;
  if (*at == 'S') return out += "ls", at + 1;
  return at;
}

}  // namespace

std::string from_windows_format(const char* format) {
  std::string out;
  for (const char* at = format; *at;) {
    if (*at != '%') {
      out += *at++;
    } else if (at[1] == '%') {
      out += "%%";
      at += 2;
    } else {
      out += *at++;
      at = copy_length(copy_flags(at, out), out);
      // The conversion itself is the next character that is copied, unless the length has said it already.
    }
  }
  return out;
}

}  // namespace conformance
