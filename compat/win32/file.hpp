// file: an open file of the operating system, behind a handle.
//
// It keeps its position itself, so that reading at an offset and reading on do not disturb each other, whoever shares the file. What has no
// positions (terminals, pipes) is read and written as it comes; such a read may take as long as somebody takes to type.
//
// Threads  any; the position moves under the object's lock, the bytes move without it.
// Memory   the descriptor is closed with the object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "compat/win32/object.hpp"

namespace loopsock::compat {

class file_object final : public kernel_object {
 public:
  static constexpr object_kind kind_of_type = object_kind::file;

  /// What CreateFile was told about the file.
  struct properties {
    bool readable = false;
    bool writable = false;
    bool appends = false;     // every write goes to the end
    bool overlapped = false;  // opened with FILE_FLAG_OVERLAPPED
    bool borrowed = false;    // the descriptor is not closed: the process' standard streams
    std::string remove_path;  // deleted with the last handle, if not empty
  };

  file_object(int descriptor, properties how) noexcept;

  [[nodiscard]] bool readable() const noexcept { return how_.readable; }
  [[nodiscard]] bool writable() const noexcept { return how_.writable; }
  [[nodiscard]] bool overlapped() const noexcept { return how_.overlapped; }
  /// Whether it has positions and a size.
  [[nodiscard]] bool seekable() const noexcept { return seekable_; }
  /// FILE_TYPE_…
  [[nodiscard]] std::uint32_t type() const noexcept;

  /// At an offset of the caller's; the position stays. `done` is 0 at the end of the file, and less than the whole only there (or with an
  /// error). 0, or ERROR_… (ERROR_ACCESS_DENIED: not opened for it).
  int read_at(std::uint64_t offset, std::span<std::byte> into, std::size_t& done) noexcept;
  int write_at(std::uint64_t offset, std::span<const std::byte> from, std::size_t& done) noexcept;
  /// At the position, which moves behind what was read or written. Of what has no positions a read gives what is there.
  int read(std::span<std::byte> into, std::size_t& done) noexcept;
  int write(std::span<const std::byte> from, std::size_t& done) noexcept;

  /// 0, or ERROR_…
  int size(std::uint64_t& bytes) const noexcept;
  int truncate() noexcept;  // at the position
  int flush() noexcept;

  [[nodiscard]] std::uint64_t position() const noexcept;
  /// Moves the position; `from` is FILE_BEGIN, FILE_CURRENT or FILE_END. 0, or ERROR_…
  int move(std::int64_t distance, std::uint32_t from, std::uint64_t& position) noexcept;

 protected:
  /// No operation of a file is ever under way when somebody can look: it is always signalled.
  [[nodiscard]] bool may_take(const thread_object&) const noexcept override { return true; }

 private:
  ~file_object() override;
  [[nodiscard]] int from_origin(std::uint32_t from, std::uint64_t& origin) const noexcept;

  const int descriptor_;
  const properties how_;
  bool seekable_ = false;
  std::uint64_t position_ = 0;  // under lock_
};

}  // namespace loopsock::compat
