// checks: where the checks of a unit are counted, and by which yardstick. Set once, before the unit runs.
#pragma once

#include "tests/conformance/results.hpp"

namespace conformance {

/// windows: what Windows does is demanded, and what old versions of it do is admitted.
/// wine: what Wine 8.0 does; where it falls short of Windows (todo_wine), either answer will do.
enum class yardstick { windows, wine };

void count_into(unit_results& results, yardstick by) noexcept;

}  // namespace conformance
