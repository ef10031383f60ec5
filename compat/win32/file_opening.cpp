#include "compat/win32/file_opening.hpp"

#include <windows.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <utility>

#include "compat/win32/host_error.hpp"

namespace loopsock::compat {
namespace {

constexpr mode_t for_everybody = 0666;  // less the user's mask

file_object::properties properties_of(const file_request& request) {
  file_object::properties how;
  how.readable = (request.access & (GENERIC_READ | GENERIC_ALL | FILE_READ_DATA)) != 0;
  how.writable = (request.access & (GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA | FILE_APPEND_DATA)) != 0;
  how.appends = how.writable && (request.access & (GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA)) == 0;
  how.overlapped = (request.flags & FILE_FLAG_OVERLAPPED) != 0;
  if ((request.flags & FILE_FLAG_DELETE_ON_CLOSE) != 0) how.remove_path = request.path;
  return how;
}

int mode_of(const file_object::properties& how) noexcept {
  const int direction = how.writable ? (how.readable ? O_RDWR : O_WRONLY) : O_RDONLY;
  return direction | (how.appends ? O_APPEND : 0) | O_CLOEXEC;
}

/// A file that is not there, or a folder on the way that is not?
int missing_error(const std::string& path) noexcept {
  const std::size_t slash = path.find_last_of('/');
  struct stat about {};
  const bool folder = slash == std::string::npos || slash == 0 || stat(path.substr(0, slash).c_str(), &about) == 0;
  return folder ? ERROR_FILE_NOT_FOUND : ERROR_PATH_NOT_FOUND;
}

bool is_directory(int descriptor) noexcept {
  struct stat about {};
  return fstat(descriptor, &about) == 0 && S_ISDIR(about.st_mode);
}

/// Opens what is there or makes what is not, and says which: the two looks of one call would not be one.
int open_or_make(const std::string& path, int mode, bool& was_there) noexcept {
  constexpr int patience = 8;  // somebody may make it or take it away between our two attempts
  int descriptor = -1;
  for (int i = 0; i < patience && descriptor < 0; ++i) {
    was_there = true;
    descriptor = ::open(path.c_str(), mode);
    if (descriptor >= 0 || errno != ENOENT) break;
    was_there = false;
    descriptor = ::open(path.c_str(), mode | O_CREAT | O_EXCL, for_everybody);
    if (descriptor < 0 && errno != EEXIST) break;
  }
  return descriptor;
}

int open_descriptor(const file_request& request, int mode, bool& was_there) noexcept {
  const char* const path = request.path.c_str();
  switch (request.how) {
    case CREATE_NEW: return ::open(path, mode | O_CREAT | O_EXCL, for_everybody);
    case CREATE_ALWAYS: return open_or_make(request.path, mode | O_TRUNC, was_there);
    case OPEN_ALWAYS: return open_or_make(request.path, mode, was_there);
    case TRUNCATE_EXISTING: return ::open(path, mode | O_TRUNC);
    default: return ::open(path, mode);
  }
}

int check(const file_request& request, const file_object::properties& how) noexcept {
  if (request.path.empty()) return ERROR_PATH_NOT_FOUND;
  if (request.how < CREATE_NEW || request.how > TRUNCATE_EXISTING) return ERROR_INVALID_PARAMETER;
  if (request.how == TRUNCATE_EXISTING && !how.writable) return ERROR_INVALID_PARAMETER;
  return 0;
}

}  // namespace

int open_file(file_request request, ref<file_object>& file) noexcept {
  try {
    if (request.path == "NUL" || request.path == "nul") request.path = "/dev/null";
    file_object::properties how = properties_of(request);
    if (const int error = check(request, how)) return error;
    bool was_there = false;
    const int descriptor = open_descriptor(request, mode_of(how), was_there);
    if (descriptor < 0) return errno == ENOENT ? missing_error(request.path) : win32_error(errno);
    if (is_directory(descriptor) && (request.flags & FILE_FLAG_BACKUP_SEMANTICS) == 0) {
      close(descriptor);
      return ERROR_ACCESS_DENIED;
    }
    file = ref<file_object>::adopt(new (std::nothrow) file_object(descriptor, std::move(how)));
    if (!file) {
      close(descriptor);
      return ERROR_NOT_ENOUGH_MEMORY;
    }
    return was_there ? ERROR_ALREADY_EXISTS : 0;
  } catch (const std::bad_alloc&) {
    return ERROR_NOT_ENOUGH_MEMORY;
  }
}

}  // namespace loopsock::compat
