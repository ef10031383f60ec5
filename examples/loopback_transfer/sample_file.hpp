// sample_file: a real file to send. Standard library only.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

namespace loopback_transfer {

/// A file of some tens of megabytes that this machine has anyway: the C++ compiler itself, LLVM, else the largest
/// readable program or library in the usual folders. An empty path where there is none.
std::filesystem::path find_sample_file();

/// The contents of `path`. Throws std::runtime_error with a sentence: not there, not readable, not a regular file, empty,
/// or larger than 1 GiB (it is held in memory twice, as sent and as received).
std::vector<std::byte> read_file(const std::filesystem::path& path);

}  // namespace loopback_transfer
