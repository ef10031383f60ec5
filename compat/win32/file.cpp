#include "compat/win32/file.hpp"

#include <windows.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <mutex>
#include <utility>

#include "compat/win32/host_error.hpp"

namespace loopsock::compat {
namespace {

constexpr auto highest_offset = static_cast<std::uint64_t>(std::numeric_limits<off_t>::max());

/// Repeats `step(done)`, one system call, until `total` bytes have moved or no more come. 0, or the errno.
template <class Step>
int move_all(std::size_t total, std::size_t& done, Step step) noexcept {
  done = 0;
  while (done < total) {
    const ssize_t moved = step(done);
    if (moved == 0) return 0;
    if (moved > 0) {
      done += static_cast<std::size_t>(moved);
    } else if (errno != EINTR) {
      // What has moved has moved: the error comes again with the next call, if it lasts.
      return done != 0 ? 0 : errno;
    }
  }
  return 0;
}

}  // namespace

file_object::file_object(int descriptor, properties how) noexcept
    : kernel_object(kind_of_type),
      descriptor_(descriptor),
      how_(std::move(how)),
      seekable_(lseek(descriptor, 0, SEEK_CUR) >= 0) {}

file_object::~file_object() {
  if (!how_.borrowed) close(descriptor_);
  if (!how_.remove_path.empty()) unlink(how_.remove_path.c_str());
}

std::uint32_t file_object::type() const noexcept {
  struct stat about {};
  if (fstat(descriptor_, &about) != 0) return FILE_TYPE_UNKNOWN;
  if (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode) || S_ISBLK(about.st_mode)) return FILE_TYPE_DISK;
  return S_ISCHR(about.st_mode) ? FILE_TYPE_CHAR : FILE_TYPE_PIPE;
}

int file_object::read_at(std::uint64_t offset, std::span<std::byte> into, std::size_t& done) noexcept {
  done = 0;
  if (!how_.readable) return ERROR_ACCESS_DENIED;
  if (!seekable_) return read(into, done);
  if (offset > highest_offset) return 0;  // far behind the end
  return win32_error(move_all(into.size(), done, [&](std::size_t at) {
    return pread(descriptor_, into.data() + at, into.size() - at, static_cast<off_t>(offset + at));
  }));
}

int file_object::write_at(std::uint64_t offset, std::span<const std::byte> from, std::size_t& done) noexcept {
  done = 0;
  if (!how_.writable) return ERROR_ACCESS_DENIED;
  if (!seekable_) return write(from, done);
  if (offset > highest_offset - from.size()) return ERROR_INVALID_PARAMETER;
  return win32_error(move_all(from.size(), done, [&](std::size_t at) {
    // Where the file appends, the system does not look at the offset.
    return pwrite(descriptor_, from.data() + at, from.size() - at, static_cast<off_t>(offset + at));
  }));
}

int file_object::read(std::span<std::byte> into, std::size_t& done) noexcept {
  done = 0;
  if (!how_.readable) return ERROR_ACCESS_DENIED;
  if (!seekable_) {
    ssize_t got = 0;
    do got = ::read(descriptor_, into.data(), into.size());
    while (got < 0 && errno == EINTR);
    done = got > 0 ? static_cast<std::size_t>(got) : 0;
    return got < 0 ? win32_error(errno) : 0;
  }
  const std::uint64_t at = position();
  const int error = read_at(at, into, done);
  const std::lock_guard guard(lock_);
  position_ = at + done;
  return error;
}

int file_object::write(std::span<const std::byte> from, std::size_t& done) noexcept {
  done = 0;
  if (!how_.writable) return ERROR_ACCESS_DENIED;
  if (!seekable_)
    return win32_error(move_all(
        from.size(), done, [&](std::size_t at) { return ::write(descriptor_, from.data() + at, from.size() - at); }));
  std::uint64_t at = position();
  const int error = write_at(at, from, done);
  if (how_.appends && size(at) == 0) at -= done;
  const std::lock_guard guard(lock_);
  position_ = at + done;
  return error;
}

int file_object::size(std::uint64_t& bytes) const noexcept {
  struct stat about {};
  if (fstat(descriptor_, &about) != 0) return win32_error(errno);
  if (!S_ISREG(about.st_mode)) return ERROR_INVALID_FUNCTION;
  bytes = static_cast<std::uint64_t>(about.st_size);
  return 0;
}

int file_object::truncate() noexcept {
  if (!how_.writable) return ERROR_ACCESS_DENIED;
  return ftruncate(descriptor_, static_cast<off_t>(position())) == 0 ? 0 : win32_error(errno);
}

int file_object::flush() noexcept {
  if (!how_.writable) return ERROR_ACCESS_DENIED;
  // Terminals and pipes keep nothing back, and say so with EINVAL.
  return fsync(descriptor_) == 0 || errno == EINVAL || errno == EROFS ? 0 : win32_error(errno);
}

std::uint64_t file_object::position() const noexcept {
  const std::lock_guard guard(lock_);
  return position_;
}

int file_object::from_origin(std::uint32_t from, std::uint64_t& origin) const noexcept {
  switch (from) {
    case FILE_BEGIN: origin = 0; return 0;
    case FILE_CURRENT: origin = position_; return 0;
    case FILE_END: return size(origin);
    default: return ERROR_INVALID_PARAMETER;
  }
}

int file_object::move(std::int64_t distance, std::uint32_t from, std::uint64_t& position) noexcept {
  if (!seekable_) return ERROR_INVALID_FUNCTION;
  const std::lock_guard guard(lock_);
  std::uint64_t origin = 0;
  if (const int error = from_origin(from, origin)) return error;
  const auto target = static_cast<std::int64_t>(origin);
  if (distance < -target) return ERROR_NEGATIVE_SEEK;
  if (distance > static_cast<std::int64_t>(highest_offset) - target) return ERROR_INVALID_PARAMETER;
  position = position_ = static_cast<std::uint64_t>(target + distance);
  return 0;
}

}  // namespace loopsock::compat
