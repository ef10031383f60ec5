#include "compat/win32/message_template.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "compat/win32/format_text.hpp"

namespace loopsock::compat {
namespace {

/// The arguments from one insert's on: a format with a star takes several.
class numbered_arguments final : public argument_source {
 public:
  numbered_arguments(const std::vector<std::uintptr_t>& all, std::size_t first) : all_(all), at_(first) {}

  long long next_narrow() override { return static_cast<int>(next()); }
  long long next_wide() override { return static_cast<long long>(next()); }
  double next_double() override { return std::bit_cast<double>(std::uint64_t{next()}); }
  const void* next_pointer() override { return reinterpret_cast<const void*>(next()); }

 private:
  std::uintptr_t next() { return at_ < all_.size() ? all_[at_++] : 0; }

  const std::vector<std::uintptr_t>& all_;
  std::size_t at_;
};

bool is_digit(wchar_t c) noexcept { return c >= '0' && c <= '9'; }

/// The number of the insert whose digits begin at `at`, which moves behind them.
int insert_number(const std::wstring& text, std::size_t& at) noexcept {
  int number = text[at++] - L'0';
  if (at < text.size() && is_digit(text[at])) number = number * 10 + (text[at++] - L'0');
  return number;
}

/// The format between two exclamation marks behind an insert, or nothing.
std::wstring insert_format(const std::wstring& text, std::size_t& at) {
  if (at >= text.size() || text[at] != '!') return {};
  const std::size_t end = text.find(L'!', at + 1);
  if (end == std::wstring::npos) return {};
  std::wstring format = text.substr(at + 1, end - at - 1);
  at = end + 1;
  return format;
}

/// A plain %s means the program's own kind of text, though we put everything together as wide text.
std::wstring printf_format(std::wstring format, bool wide) {
  if (format.empty()) format = L"s";
  const bool sized = format.size() > 1 && (format[format.size() - 2] == 'l' || format[format.size() - 2] == 'h' ||
                                           format[format.size() - 2] == 'w');
  if (!wide && !sized) {
    switch (format.back()) {
      case 's': format.back() = L'S'; break;
      case 'S': format.back() = L's'; break;
      case 'c': format.back() = L'C'; break;
      case 'C': format.back() = L'c'; break;
      default: break;
    }
  }
  return L'%' + format;
}

}  // namespace

int arguments_needed(const std::wstring& text) {
  int needed = 0;
  for (std::size_t at = 0; at + 1 < text.size();) {
    if (text[at++] != '%') continue;
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    const int number = insert_number(text, at);
    const std::wstring format = insert_format(text, at);
    // A star takes an argument of its own, before the one that is printed.
    needed = std::max(needed, number + static_cast<int>(std::count(format.begin(), format.end(), L'*')));
  }
  return needed;
}

std::wstring fill_in(const std::wstring& text, bool keep_inserts, bool wide,
                     const std::vector<std::uintptr_t>& arguments) {
  std::wstring out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '%' || at + 1 == text.size()) {
      out += text[at++];
      continue;
    }
    const wchar_t what = text[++at];
    if (what == '0') return out;  // ends the message, without a line break
    if (is_digit(what)) {
      const std::size_t begin = at - 1;
      const auto number = static_cast<std::size_t>(insert_number(text, at));
      const std::wstring format = insert_format(text, at);
      if (keep_inserts) {
        out.append(text, begin, at - begin);
      } else {
        numbered_arguments from(arguments, number - 1);
        format_text(out, printf_format(format, wide).c_str(), from);
      }
      continue;
    }
    ++at;
    switch (what) {
      case 'n': out += L"\r\n"; break;
      case 'r': out += L'\r'; break;
      case 't': out += L'\t'; break;
      case 'b': out += L' '; break;
      default: out += what;  // %% %. %! and the rest: the character itself
    }
  }
  return out;
}

}  // namespace loopsock::compat
