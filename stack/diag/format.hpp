// format: the one way in which this library includes {fmt}.
//
// {fmt} is header-only here, so its functions are compiled into our objects as weak symbols. They are called loopsock_fmt::… lest they
// meet those of a program that uses another {fmt}; code inside namespace loopsock says `fmt::` as everybody does.
#pragma once

#ifdef FMT_VERSION
#error "loopsock: <fmt/…> came before stack/diag/format.hpp, under its own name"
#endif

#define fmt loopsock_fmt

#include <fmt/format.h>

#undef fmt

namespace loopsock {
namespace fmt = ::loopsock_fmt;
}
