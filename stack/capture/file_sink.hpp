// file_sink: a file that is written from its beginning, or on from its end.
//
// Memory  the C library's buffer; flush() hands it to the operating system, and so does the end of the object.
#pragma once

#include <memory>

#include "stack/capture/byte_sink.hpp"

namespace loopsock::capture {

/// nullptr: it cannot be opened for writing, or there is no memory. `append`: what the file has is kept.
std::unique_ptr<byte_sink> open_file(const char* path, bool append) noexcept;

}  // namespace loopsock::capture
