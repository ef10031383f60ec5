// format_text: printf as Microsoft reads its formats, for the calls that bear Microsoft's names.
//
//     %d %i %u %o %x %X    h hh: shorter · l and nothing: 32 bits · ll j I64: 64 · I z t: as wide as a pointer · I32
//     %s %c                the function's own kind of text; %S %C the other kind; h: narrow, l and w: wide
//     %p                   16 digits · %e %f %g %a as in C · %% · %n takes its argument and does nothing
//
// The C library's printf takes %l for 64 bits and knows no I64, so it cannot be used with what programs pass here. Narrow text is UTF-8.
//
// Threads  any.
// Memory   std::bad_alloc when there is none.
#pragma once

#include <cstdarg>
#include <string>

namespace loopsock::compat {

/// Where the arguments come from, one after the other.
class argument_source {
 public:
  virtual long long next_narrow() = 0;  // 32 bits and less, as int
  virtual long long next_wide() = 0;    // 64 bits
  virtual double next_double() = 0;
  virtual const void* next_pointer() = 0;

 protected:
  ~argument_source() = default;
};

/// Appends `format` with its arguments to `out`.
void format_text(std::string& out, const char* format, argument_source& arguments);
void format_text(std::wstring& out, const wchar_t* format, argument_source& arguments);
void format_text(std::string& out, const char* format, va_list arguments);
void format_text(std::wstring& out, const wchar_t* format, va_list arguments);

}  // namespace loopsock::compat
