// file_opening: CreateFile's five ways of opening, without its two alphabets.
//
// Threads  any.
#pragma once

#include <cstdint>
#include <string>

#include "compat/win32/file.hpp"

namespace loopsock::compat {

struct file_request {
  std::string path;  // the host's, see host_path.hpp
  std::uint32_t access = 0;
  std::uint32_t how = 0;  // CREATE_NEW … TRUNCATE_EXISTING
  std::uint32_t flags = 0;
};

/// Opens or makes the file. 0 or ERROR_ALREADY_EXISTS with a file, any other ERROR_… without.
int open_file(file_request request, ref<file_object>& file) noexcept;

}  // namespace loopsock::compat
