// Files: the five ways of opening one, its position, and the folders of Windows.
#include <windows.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/win32/held_handle.hpp"

using namespace win32_test;

namespace {

/// A name in the temporary folder that nobody else has; what lies there goes with it.
class free_name {
 public:
  free_name() {
    char folder[MAX_PATH], path[MAX_PATH];
    GetTempPathA(MAX_PATH, folder);
    GetTempFileNameA(folder, "lsk", 0, path);
    path_ = path;
    DeleteFileA(path);
  }
  ~free_name() { DeleteFileA(path_.c_str()); }
  const char* c_str() const { return path_.c_str(); }
  const std::string& text() const { return path_; }

 private:
  std::string path_;
};

held_handle open(const char* path, DWORD access, DWORD how, DWORD flags = FILE_ATTRIBUTE_NORMAL) {
  const HANDLE file = CreateFileA(path, access, FILE_SHARE_READ, nullptr, how, flags, nullptr);
  return held_handle(file == INVALID_HANDLE_VALUE ? nullptr : file);
}

bool put(HANDLE file, const std::string& text) {
  DWORD done = 0;
  return WriteFile(file, text.data(), static_cast<DWORD>(text.size()), &done, nullptr) && done == text.size();
}

std::string get(HANDLE file, DWORD most = 1000) {
  std::string text(most, '\0');
  DWORD done = 0;
  if (!ReadFile(file, text.data(), most, &done, nullptr)) return "failed";
  text.resize(done);
  return text;
}

}  // namespace

TEST_CASE("files: each way of opening, where the file is not there and where it is") {
  const free_name name;
  const auto error = [&](DWORD how, DWORD access = GENERIC_WRITE) {
    SetLastError(4711);
    return open(name.c_str(), access, how) ? std::make_pair(true, GetLastError())
                                           : std::make_pair(false, GetLastError());
  };
  using result = std::pair<bool, DWORD>;
  CHECK(error(OPEN_EXISTING) == result(false, ERROR_FILE_NOT_FOUND));
  CHECK(error(TRUNCATE_EXISTING) == result(false, ERROR_FILE_NOT_FOUND));
  CHECK(error(CREATE_NEW) == result(true, 0));
  CHECK(error(CREATE_NEW) == result(false, ERROR_FILE_EXISTS));
  CHECK(error(CREATE_ALWAYS) == result(true, ERROR_ALREADY_EXISTS));
  CHECK(error(OPEN_ALWAYS) == result(true, ERROR_ALREADY_EXISTS));
  CHECK(error(OPEN_EXISTING) == result(true, 0));
  REQUIRE(DeleteFileA(name.c_str()));
  CHECK(error(OPEN_ALWAYS, GENERIC_READ) == result(true, 0));
  REQUIRE(DeleteFileA(name.c_str()));
  CHECK(error(CREATE_ALWAYS) == result(true, 0));
  CHECK(error(TRUNCATE_EXISTING, GENERIC_READ) == result(false, ERROR_INVALID_PARAMETER));
  CHECK(error(0) == result(false, ERROR_INVALID_PARAMETER));
  CHECK_FALSE(DeleteFileA("/no/such/folder/file"));
}

TEST_CASE("files: a folder on the way that is not there, and a folder in place of a file") {
  CHECK_FALSE(open("/no/such/folder/file", GENERIC_READ, OPEN_EXISTING));
  CHECK(GetLastError() == ERROR_PATH_NOT_FOUND);
  CHECK_FALSE(open("/tmp", GENERIC_READ, OPEN_EXISTING));
  CHECK(GetLastError() == ERROR_ACCESS_DENIED);
  CHECK_FALSE(open("", GENERIC_READ, OPEN_EXISTING));
  CHECK(GetLastError() == ERROR_PATH_NOT_FOUND);
  CHECK(GetFileAttributesA("/tmp") == FILE_ATTRIBUTE_DIRECTORY);
  CHECK(GetFileAttributesW(L"\\no\\such") == INVALID_FILE_ATTRIBUTES);
}

TEST_CASE("files: written, read, and read again from elsewhere") {
  const free_name name;
  const held_handle file = open(name.c_str(), GENERIC_READ | GENERIC_WRITE, CREATE_NEW);
  REQUIRE(file != nullptr);
  REQUIRE(put(file, "hello, file"));
  CHECK(GetFileSize(file, nullptr) == 11);
  CHECK(get(file).empty());  // the position is at the end
  CHECK(SetFilePointer(file, 7, nullptr, FILE_BEGIN) == 7);
  CHECK(get(file) == "file");
  CHECK(SetFilePointer(file, -4, nullptr, FILE_CURRENT) == 7);
  CHECK(SetFilePointer(file, -11, nullptr, FILE_END) == 0);
  CHECK(get(file, 5) == "hello");
  CHECK(SetFilePointer(file, -6, nullptr, FILE_CURRENT) == INVALID_SET_FILE_POINTER);
  CHECK(GetLastError() == ERROR_NEGATIVE_SEEK);
  CHECK(SetFilePointer(file, 0, nullptr, 3) == INVALID_SET_FILE_POINTER);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);

  LARGE_INTEGER size{}, distance{}, position{};
  distance.QuadPart = 5;
  CHECK(SetFilePointerEx(file, distance, &position, FILE_BEGIN));
  CHECK(position.QuadPart == 5);
  CHECK(SetEndOfFile(file));
  CHECK(GetFileSizeEx(file, &size));
  CHECK(size.QuadPart == 5);
  CHECK(FlushFileBuffers(file));
  CHECK(GetFileType(file) == FILE_TYPE_DISK);
}

TEST_CASE("files: large positions, both halves") {
  const free_name name;
  const held_handle file = open(name.c_str(), GENERIC_READ | GENERIC_WRITE, CREATE_NEW);
  LONG high = 1;
  CHECK(SetFilePointer(file, 16, &high, FILE_BEGIN) == 16);
  CHECK(high == 1);
  REQUIRE(put(file, "x"));  // a hole of 4 GiB before it
  DWORD size_high = 0;
  CHECK(GetFileSize(file, &size_high) == 17);
  CHECK(size_high == 1);
  high = 0;
  SetLastError(4711);
  CHECK(SetFilePointer(file, -1, &high, FILE_BEGIN) == 0xffffffff);  // 4 GiB - 1, and no failure
  CHECK(GetLastError() == NO_ERROR);
}

TEST_CASE("files: an OVERLAPPED says where, and the position stays") {
  const free_name name;
  const held_handle file = open(name.c_str(), GENERIC_READ | GENERIC_WRITE, CREATE_NEW);
  REQUIRE(put(file, "0123456789"));
  OVERLAPPED at{};
  at.Offset = 4;
  char room[3];
  DWORD done = 0;
  REQUIRE(ReadFile(file, room, 3, &done, &at));
  CHECK(std::string(room, done) == "456");
}

TEST_CASE("files: what a file was not opened for is denied") {
  const free_name name;
  const held_handle writable = open(name.c_str(), GENERIC_WRITE, CREATE_NEW);
  REQUIRE(put(writable, "abc"));
  char byte;
  DWORD done = 0;
  CHECK_FALSE(ReadFile(writable, &byte, 1, &done, nullptr));
  CHECK(GetLastError() == ERROR_ACCESS_DENIED);
  const held_handle readable = open(name.c_str(), GENERIC_READ, OPEN_EXISTING);
  CHECK_FALSE(WriteFile(readable, "x", 1, &done, nullptr));
  CHECK(GetLastError() == ERROR_ACCESS_DENIED);
  CHECK_FALSE(SetEndOfFile(readable));
  CHECK(get(readable) == "abc");

  const held_handle appending = open(name.c_str(), FILE_APPEND_DATA, OPEN_EXISTING);
  CHECK(put(appending, "d"));
  CHECK(get(readable) == "d");
}

TEST_CASE("files: deleted on closing, both slashes, NUL, wide names") {
  const free_name name;
  {
    std::string backward = name.text();
    for (char& c : backward)
      if (c == '/') c = '\\';
    const held_handle file = open(backward.c_str(), GENERIC_WRITE, CREATE_NEW, FILE_FLAG_DELETE_ON_CLOSE);
    REQUIRE(file != nullptr);
    CHECK(GetFileAttributesA(name.c_str()) == FILE_ATTRIBUTE_NORMAL);
  }
  CHECK(GetFileAttributesA(name.c_str()) == INVALID_FILE_ATTRIBUTES);

  const held_handle nothing = open("NUL", GENERIC_READ | GENERIC_WRITE, OPEN_EXISTING);
  CHECK(put(nothing, "gone"));
  CHECK(get(nothing).empty());
  CHECK(GetFileType(nothing) == FILE_TYPE_CHAR);

  const std::wstring wide(name.text().begin(), name.text().end());
  held_handle file(CreateFileW(wide.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW, 0, nullptr));
  CHECK(file != INVALID_HANDLE_VALUE);
  file.close();
  CHECK(DeleteFileW(wide.c_str()));
}

TEST_CASE("files: handles that are none") {
  SetLastError(0);
  CHECK(GetFileSize(INVALID_HANDLE_VALUE, nullptr) == INVALID_FILE_SIZE);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
  const held_handle event = manual_event();
  CHECK_FALSE(FlushFileBuffers(event));
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
  CHECK(GetFileType(nullptr) == FILE_TYPE_UNKNOWN);
}

TEST_CASE("folders: temporary files get a name that is free") {
  char folder[MAX_PATH] = "";
  const DWORD length = GetTempPathA(MAX_PATH, folder);
  CHECK(length == std::strlen(folder));
  CHECK(folder[length - 1] == '/');
  CHECK(GetTempPathA(1, folder) == length + 1);
  char first[MAX_PATH], second[MAX_PATH];
  REQUIRE(GetTempPathA(MAX_PATH, folder) == length);
  REQUIRE(GetTempFileNameA(folder, "prefix", 0, first) != 0);
  REQUIRE(GetTempFileNameA(folder, "prefix", 0, second) != 0);
  CHECK(std::string(first) != second);
  CHECK(std::string(first).substr(0, length + 3) == std::string(folder) + "pre");
  CHECK(GetFileAttributesA(first) == FILE_ATTRIBUTE_NORMAL);
  CHECK(DeleteFileA(first));
  CHECK(DeleteFileA(second));
  CHECK(GetTempFileNameA(folder, "x", 0x1234, first) == 0x1234);  // made by nobody
  CHECK(std::string(first) == std::string(folder) + "x1234.TMP");
  CHECK(GetFileAttributesA(first) == INVALID_FILE_ATTRIBUTES);
  CHECK(GetTempFileNameA("/no/such/folder", "x", 0, first) == 0);
  CHECK(GetLastError() == ERROR_DIRECTORY);
}

TEST_CASE("folders: the one that stands for Windows' own has a system.ini") {
  // The user's real cache is left alone.
  char home[] = "/tmp/loopsock-test-XXXXXX";
  REQUIRE(mkdtemp(home) != nullptr);
  const char* const root_before = std::getenv("SystemRoot");
  const std::string root = root_before != nullptr ? root_before : "";
  const char* const cache_before = std::getenv("XDG_CACHE_HOME");
  const std::string cache = cache_before != nullptr ? cache_before : "";
  unsetenv("SystemRoot");
  unsetenv("windir");
  setenv("XDG_CACHE_HOME", home, 1);

  char path[MAX_PATH] = "";
  const UINT length = GetSystemWindowsDirectoryA(path, MAX_PATH);
  CHECK(std::string(path) == std::string(home) + "/loopsock/Windows");
  CHECK(length == std::strlen(path));
  CHECK(GetWindowsDirectoryA(nullptr, 0) == length + 1);
  wchar_t wide[MAX_PATH];
  CHECK(GetSystemDirectoryW(wide, MAX_PATH) == length + std::strlen("/System32"));
  std::strcat(path, "\\system.ini");
  {
    const held_handle file = open(path, GENERIC_READ, OPEN_ALWAYS);
    REQUIRE(file != nullptr);
    CHECK(GetFileSize(file, nullptr) > 10);
    CHECK(get(file).front() == ';');
  }

  setenv("SystemRoot", "/tmp", 1);
  CHECK(GetSystemWindowsDirectoryA(path, MAX_PATH) == 4);
  CHECK(std::string(path) == "/tmp");

  root.empty() ? unsetenv("SystemRoot") : setenv("SystemRoot", root.c_str(), 1);
  cache.empty() ? unsetenv("XDG_CACHE_HOME") : setenv("XDG_CACHE_HOME", cache.c_str(), 1);
  const std::string made = std::string(home) + "/loopsock/Windows";
  DeleteFileA((made + "/system.ini").c_str());
  DeleteFileA((made + "/win.ini").c_str());
  rmdir(made.c_str());
  rmdir((std::string(home) + "/loopsock").c_str());
  CHECK(rmdir(home) == 0);
}
