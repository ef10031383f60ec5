// run_unit: one test function, in this process. The driver starts this program anew for each.
#pragma once

#include "tests/conformance/checks.hpp"
#include "tests/conformance/units.h"

namespace conformance {

/// All that can be run: sock.c's and protocol.c's.
const conformance_file* find_file(const char* name) noexcept;
const conformance_unit* find_unit(const conformance_file& file, const char* name) noexcept;

/// Counts into the memory behind `results`, a descriptor. Ends the process.
[[noreturn]] void run_unit(const conformance_file& file, const conformance_unit& unit, yardstick by, int results);

}  // namespace conformance
