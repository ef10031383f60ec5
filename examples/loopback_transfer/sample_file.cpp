// sample_file: looks for a file worth sending, and reads it.
#include "sample_file.hpp"

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace loopback_transfer {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t mebibyte = 1024 * 1024;
constexpr std::uintmax_t largest_allowed = 1024 * mebibyte;

// Where Debian 12 and 13 put them.
constexpr const char* candidates[] = {
    "/usr/lib/gcc/x86_64-linux-gnu/12/cc1plus",     "/usr/lib/gcc/aarch64-linux-gnu/12/cc1plus",
    "/usr/libexec/gcc/x86_64-linux-gnu/14/cc1plus", "/usr/libexec/gcc/aarch64-linux-gnu/14/cc1plus",
    "/usr/lib/x86_64-linux-gnu/libLLVM-14.so.1",    "/usr/lib/aarch64-linux-gnu/libLLVM-14.so.1",
};
constexpr const char* folders[] = {"/usr/bin", "/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"};

bool readable(const fs::path& path) {
  std::error_code ec;
  return fs::is_regular_file(path, ec) && std::ifstream(path, std::ios::binary).good();
}

}  // namespace

fs::path find_sample_file() {
  for (const char* path : candidates)
    if (readable(path)) return path;

  // Otherwise the largest one, yet none so large that the run would take long.
  fs::path best;
  std::uintmax_t best_size = 0;
  for (const char* folder : folders) {
    std::error_code ec;
    for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
      std::error_code no_size;
      const std::uintmax_t size = it->file_size(no_size);
      if (no_size || size <= best_size || size > 128 * mebibyte || !readable(it->path())) continue;
      best = it->path();
      best_size = size;
    }
  }
  return best;
}

std::vector<std::byte> read_file(const fs::path& path) {
  std::string name(1, '\'');
  name += path.string();
  name += '\'';
  std::error_code ec;
  const fs::file_status status = fs::status(path, ec);
  if (!fs::exists(status))
    throw std::runtime_error("cannot read " + name + ": " + (ec ? ec.message() : "no such file"));
  if (!fs::is_regular_file(status)) throw std::runtime_error("cannot send " + name + ": not a regular file");
  std::ifstream in(path, std::ios::binary);
  const std::uintmax_t size = fs::file_size(path, ec);
  if (!in || ec) throw std::runtime_error("cannot read " + name);
  if (size == 0) throw std::runtime_error("cannot send " + name + ": it is empty");
  if (size > largest_allowed) throw std::runtime_error("cannot send " + name + ": larger than 1 GiB");

  std::vector<std::byte> bytes(static_cast<std::size_t>(size));
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (static_cast<std::uintmax_t>(in.gcount()) != size) throw std::runtime_error("cannot read all of " + name);
  return bytes;
}

}  // namespace loopback_transfer
