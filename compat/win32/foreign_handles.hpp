// foreign_handles: the handles below the table's numbers, which are somebody else's: sockets. Win32's calls take them as well, and this
// table is how they reach those who know them.
//
// Threads  set_foreign_handles() once, before anybody has such a handle; the rest any.
#pragma once

#include <cstdint>

#include "compat/win32/object.hpp"

namespace loopsock::compat {

struct foreign_handles {
  /// Whether the number is an open handle of theirs. The last error is not touched.
  bool (*owns)(std::uint64_t number) noexcept;
  /// CloseHandle. False: the last error says why.
  bool (*close)(std::uint64_t number) noexcept;
  /// DuplicateHandle. nullptr: the last error says why.
  HANDLE (*duplicate)(std::uint64_t number) noexcept;
  /// What waiting for the handle means; empty: the last error says why. nullptr where nobody waits for such handles.
  ref<kernel_object> (*waitable)(std::uint64_t number) noexcept;
};

void set_foreign_handles(const foreign_handles& table) noexcept;
/// The table, if the handle is an open one of theirs.
const foreign_handles* foreign(HANDLE handle) noexcept;

}  // namespace loopsock::compat
