// sample_file: a file of known bytes that goes with its test.
#pragma once

#include <windows.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include "tests/support/catch.hpp"

namespace winsock_test {

/// `count` bytes that tell where they stood: a number every four bytes.
inline std::string numbered_bytes(std::size_t count, unsigned first = 0) {
  std::string bytes(count, '.');
  for (std::size_t at = 0; at + sizeof first <= count; at += sizeof first, ++first)
    std::memcpy(bytes.data() + at, &first, sizeof first);
  return bytes;
}

/// Whether what came is the beginning of what was sent, without a hole.
inline bool is_beginning(std::string_view came, std::string_view of) {
  return came.size() <= of.size() && of.substr(0, came.size()) == came;
}

class sample_file {
 public:
  explicit sample_file(std::size_t count) : bytes(numbered_bytes(count)) {
    char folder[MAX_PATH], name[MAX_PATH];
    GetTempPathA(sizeof folder, folder);
    GetTempFileNameA(folder, "lss", 0, name);
    name_ = name;
    file = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, 0, nullptr);
    REQUIRE(file != INVALID_HANDLE_VALUE);
    DWORD written = 0;
    REQUIRE(WriteFile(file, bytes.data(), static_cast<DWORD>(count), &written, nullptr));
    rewind();
  }
  ~sample_file() {
    CloseHandle(file);
    DeleteFileA(name_.c_str());
  }
  sample_file(const sample_file&) = delete;
  sample_file& operator=(const sample_file&) = delete;

  void rewind() const { SetFilePointer(file, 0, nullptr, FILE_BEGIN); }

  const std::string bytes;
  HANDLE file = nullptr;

 private:
  std::string name_;
};

}  // namespace winsock_test
