// file_sink: the C library's streams, which every system has.
#include "stack/capture/file_sink.hpp"

#include <cstdio>
#include <new>

namespace loopsock::capture {
namespace {

class file_sink final : public byte_sink {
 public:
  explicit file_sink(std::FILE* file) noexcept : file_(file) {}
  ~file_sink() override { std::fclose(file_); }
  file_sink(const file_sink&) = delete;
  file_sink& operator=(const file_sink&) = delete;

  bool write(const std::byte* from, std::size_t bytes) noexcept override {
    return std::fwrite(from, 1, bytes, file_) == bytes;
  }
  bool flush() noexcept override { return std::fflush(file_) == 0; }

 private:
  std::FILE* const file_;
};

// A hundred small packets, or two large ones.
constexpr std::size_t buffer_bytes = 64 * 1024;

}  // namespace

std::unique_ptr<byte_sink> open_file(const char* path, bool append) noexcept {
  std::FILE* const file = std::fopen(path, append ? "ab" : "wb");
  if (file == nullptr) return nullptr;
  std::setvbuf(file, nullptr, _IOFBF, buffer_bytes);  // a failure leaves it with a smaller one
  std::unique_ptr<byte_sink> sink(new (std::nothrow) file_sink(file));
  if (sink == nullptr) std::fclose(file);
  return sink;
}

}  // namespace loopsock::capture
