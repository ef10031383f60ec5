// windows_folder: the folder that stands for Windows' own, see win32_folders.h for which.
//
// Threads  any.
#pragma once

#include <string>

namespace loopsock::compat {

/// Its path without a slash behind, or nothing where there is none and none can be made. Makes it, with its two files, when it is first
/// needed. std::bad_alloc when there is no memory.
std::string windows_folder();

}  // namespace loopsock::compat
