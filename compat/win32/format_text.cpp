#include "compat/win32/format_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <type_traits>

#include "compat/wide_text.hpp"

namespace loopsock::compat {
namespace {

class listed_arguments final : public argument_source {
 public:
  explicit listed_arguments(va_list list) { va_copy(list_, list); }
  ~listed_arguments() { va_end(list_); }
  listed_arguments(const listed_arguments&) = delete;
  listed_arguments& operator=(const listed_arguments&) = delete;

  long long next_narrow() override { return va_arg(list_, int); }
  long long next_wide() override { return va_arg(list_, long long); }
  double next_double() override { return va_arg(list_, double); }
  const void* next_pointer() override { return va_arg(list_, const void*); }

 private:
  va_list list_;
};

enum class size_word : std::uint8_t { none, hh, h, l, ll, pointer, w };

struct specification {
  std::string flags;  // of "-+ 0#", each at most once
  int width = 0;
  int precision = -1;  // none
  size_word size = size_word::none;
  char type = 0;

  bool has(char flag) const { return flags.find(flag) != std::string::npos; }
};

template <class Char>
class formatter {
 public:
  formatter(std::basic_string<Char>& out, argument_source& arguments) : out_(out), arguments_(arguments) {}

  void run(const Char* at) {
    while (*at != 0) {
      if (*at != '%') {
        out_ += *at++;
      } else {
        ++at;
        write(read(at));
      }
    }
  }

 private:
  // ---- reading --------------------------------------------------------------------------------------------------

  specification read(const Char*& at) {
    specification spec;
    for (; is_one_of(*at, "-+ 0#"); ++at)
      if (!spec.has(static_cast<char>(*at))) spec.flags += static_cast<char>(*at);
    spec.width = number(at, 0);
    if (spec.width < 0) {
      spec.flags += '-';
      spec.width = -spec.width;
    }
    if (*at == '.') spec.precision = std::max(-1, number(++at, 0));
    spec.size = size(at);
    // Types are ASCII; what is not is written as it stands.
    if (*at != 0) spec.type = *at > 0 && *at < 0x80 ? static_cast<char>(*at) : '%';
    if (*at != 0) ++at;
    return spec;
  }

  int number(const Char*& at, int otherwise) {
    constexpr int most = 1 << 20;  // a slip in a format must not ask for gigabytes
    if (*at == '*') {
      ++at;
      return std::clamp(static_cast<int>(arguments_.next_narrow()), -most, most);
    }
    int value = otherwise;
    for (; *at >= '0' && *at <= '9'; ++at) value = std::min(most, value * 10 + static_cast<int>(*at - '0'));
    return value;
  }

  size_word size(const Char*& at) {
    const auto take = [&](std::string_view word) {
      for (std::size_t i = 0; i < word.size(); ++i)
        if (at[i] != static_cast<Char>(word[i])) return false;
      at += word.size();
      return true;
    };
    if (take("I64") || take("ll") || take("j")) return size_word::ll;
    if (take("I32") || take("l")) return size_word::l;
    if (take("I") || take("z") || take("t")) return size_word::pointer;
    if (take("hh")) return size_word::hh;
    if (take("h")) return size_word::h;
    if (take("w")) return size_word::w;
    take("L");  // a long double is a double to Microsoft
    return size_word::none;
  }

  static bool is_one_of(Char c, std::string_view set) {
    return c > 0 && c < 0x80 && set.find(static_cast<char>(c)) != set.npos;
  }

  // ---- writing --------------------------------------------------------------------------------------------------

  void write(const specification& spec) {
    switch (spec.type) {
      case 0: return;
      case 'd':
      case 'i': return write_number(spec, signed_argument(spec.size));
      case 'u':
      case 'o':
      case 'x':
      case 'X': return write_number(spec, unsigned_argument(spec.size));
      case 'p': return write_pointer(spec);
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
      case 'a':
      case 'A': return write_double(spec);
      case 'c':
      case 'C': return write_character(spec);
      case 's':
      case 'S': return write_text(spec);
      case 'n': static_cast<void>(arguments_.next_pointer()); return;
      default: out_ += static_cast<Char>(spec.type);
    }
  }

  long long signed_argument(size_word size) {
    switch (size) {
      case size_word::ll:
      case size_word::pointer: return arguments_.next_wide();
      case size_word::h: return static_cast<short>(arguments_.next_narrow());
      case size_word::hh: return static_cast<signed char>(arguments_.next_narrow());
      default: return static_cast<int>(arguments_.next_narrow());
    }
  }

  long long unsigned_argument(size_word size) {
    switch (size) {
      case size_word::ll:
      case size_word::pointer: return arguments_.next_wide();
      case size_word::h: return static_cast<unsigned short>(arguments_.next_narrow());
      case size_word::hh: return static_cast<unsigned char>(arguments_.next_narrow());
      default: return static_cast<unsigned>(arguments_.next_narrow());
    }
  }

  /// The C library does the digits.
  template <class Value>
  void write_by_library(const specification& spec, const char* size, Value value) {
    std::string format = '%' + spec.flags + '*';
    if (spec.precision >= 0) format += ".*";
    format += size;
    format += spec.type;
    const auto print = [&](char* room, std::size_t bytes) {
      return spec.precision >= 0 ? std::snprintf(room, bytes, format.c_str(), spec.width, spec.precision, value)
                                 : std::snprintf(room, bytes, format.c_str(), spec.width, value);
    };
    const int length = print(nullptr, 0);
    if (length <= 0) return;
    std::string text(static_cast<std::size_t>(length) + 1, '\0');
    print(text.data(), text.size());
    out_.append(text.begin(), text.end() - 1);
  }

  void write_number(const specification& spec, long long value) { write_by_library(spec, "ll", value); }
  void write_double(const specification& spec) { write_by_library(spec, "", arguments_.next_double()); }

  void write_pointer(const specification& spec) {
    specification digits = spec;
    digits.type = 'X';
    digits.precision = 2 * sizeof(void*);
    write_number(digits, static_cast<long long>(reinterpret_cast<std::uintptr_t>(arguments_.next_pointer())));
  }

  bool argument_is_wide(const specification& spec) const {
    if (spec.size == size_word::h) return false;
    if (spec.size == size_word::l || spec.size == size_word::w) return true;
    const bool other_kind = spec.type == 'S' || spec.type == 'C';
    return std::is_same_v<Char, wchar_t> != other_kind;
  }

  void write_character(const specification& spec) {
    const long long value = arguments_.next_narrow();
    if (argument_is_wide(spec)) {
      const auto c = static_cast<wchar_t>(value);
      write_padded(spec, to_own(std::wstring_view(&c, 1)));
    } else {
      const char c = static_cast<char>(value);
      write_padded(spec, to_own(std::string_view(&c, 1)));
    }
  }

  void write_text(const specification& spec) {
    const void* const argument = arguments_.next_pointer();
    if (argument == nullptr) {
      write_padded(spec, to_own(cut(spec, "(null)")));
    } else if (argument_is_wide(spec)) {
      write_padded(spec, to_own(cut(spec, static_cast<const wchar_t*>(argument))));
    } else {
      write_padded(spec, to_own(cut(spec, static_cast<const char*>(argument))));
    }
  }

  /// No further than the precision: behind that the memory may not be the program's.
  template <class Other>
  static std::basic_string_view<Other> cut(const specification& spec, const Other* text) {
    const auto most = spec.precision < 0 ? SIZE_MAX : static_cast<std::size_t>(spec.precision);
    std::size_t length = 0;
    while (length < most && text[length] != 0) ++length;
    return {text, length};
  }

  void write_padded(const specification& spec, std::basic_string_view<Char> text) {
    const auto width = static_cast<std::size_t>(spec.width);
    const std::size_t missing = width > text.size() ? width - text.size() : 0;
    if (!spec.has('-')) out_.append(missing, Char(' '));
    out_.append(text);
    if (spec.has('-')) out_.append(missing, Char(' '));
  }

  static std::basic_string<Char> to_own(std::wstring_view text) {
    if constexpr (std::is_same_v<Char, wchar_t>)
      return std::wstring(text);
    else
      return narrow(text);
  }
  static std::basic_string<Char> to_own(std::string_view text) {
    if constexpr (std::is_same_v<Char, wchar_t>)
      return widen(text);
    else
      return std::string(text);
  }

  std::basic_string<Char>& out_;
  argument_source& arguments_;
};

}  // namespace

void format_text(std::string& out, const char* format, argument_source& arguments) {
  formatter<char>(out, arguments).run(format);
}

void format_text(std::wstring& out, const wchar_t* format, argument_source& arguments) {
  formatter<wchar_t>(out, arguments).run(format);
}

void format_text(std::string& out, const char* format, va_list arguments) {
  listed_arguments list(arguments);
  format_text(out, format, list);
}

void format_text(std::wstring& out, const wchar_t* format, va_list arguments) {
  listed_arguments list(arguments);
  format_text(out, format, list);
}

}  // namespace loopsock::compat
