#include "compat/win32/windows_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <initializer_list>
#include <string_view>

#include "compat/win32/host_path.hpp"

namespace loopsock::compat {
namespace {

constexpr mode_t the_users_own = 0700;
constexpr std::string_view content =
    "; This folder stands for the folder of Windows, for programs that ask loopsock for one. It can be deleted.\r\n";

bool is_folder(const std::string& path) noexcept {
  struct stat about {};
  return stat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode);
}

bool make_folder(const std::string& path) noexcept {
  return mkdir(path.c_str(), the_users_own) == 0 || (errno == EEXIST && is_folder(path));
}

/// Writes the file unless it is there. What fails is found out by who opens it.
void make_file(const std::string& path) noexcept {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return;
  [[maybe_unused]] const ssize_t written = write(descriptor, content.data(), content.size());
  close(descriptor);
}

std::string named_by_environment() {
  for (const char* const name : {"SystemRoot", "windir"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr) continue;
    const std::string path = host_path(value);
    if (is_folder(path)) return path;
  }
  return {};
}

/// In the user's own cache, where nobody else can have put anything before.
std::string made_by_us() {
  std::string path;
  if (const char* const cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/') {
    path = cache;
  } else if (const char* const home = std::getenv("HOME"); home != nullptr && *home == '/') {
    path = std::string(home) + "/.cache";
  } else {
    return {};
  }
  for (const char* const part : {"", "/loopsock", "/Windows"}) {
    path += part;
    if (!make_folder(path)) return {};
  }
  for (const char* const file : {"/system.ini", "/win.ini"}) make_file(path + file);
  return path;
}

}  // namespace

std::string windows_folder() {
  std::string path = named_by_environment();
  return path.empty() ? made_by_us() : path;
}

}  // namespace loopsock::compat
