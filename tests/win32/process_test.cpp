// The process: its variables, its command line, its streams, and how it ends.
#include <conio.h>
#include <windows.h>

#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/win32/held_handle.hpp"

using namespace win32_test;

TEST_CASE("environment: variables come and go") {
  constexpr const char* name = "LOOPSOCK_TEST_VARIABLE";
  char room[16] = "";
  CHECK(GetEnvironmentVariableA(name, room, sizeof room) == 0);
  CHECK(GetLastError() == ERROR_ENVVAR_NOT_FOUND);
  CHECK_FALSE(SetEnvironmentVariableA(name, nullptr));
  CHECK(GetLastError() == ERROR_ENVVAR_NOT_FOUND);
  REQUIRE(SetEnvironmentVariableA(name, "value"));
  CHECK(GetEnvironmentVariableA(name, room, sizeof room) == 5);
  CHECK(std::string(room) == "value");
  CHECK(GetEnvironmentVariableA(name, room, 5) == 6);
  CHECK(GetEnvironmentVariableA(name, nullptr, 0) == 6);
  CHECK(std::string(std::getenv(name)) == "value");
  wchar_t wide[16];
  CHECK(GetEnvironmentVariableW(L"LOOPSOCK_TEST_VARIABLE", wide, 16) == 5);
  REQUIRE(SetEnvironmentVariableW(L"LOOPSOCK_TEST_VARIABLE", L""));
  CHECK(GetEnvironmentVariableA(name, room, sizeof room) == 0);
  CHECK(GetLastError() == ERROR_SUCCESS);  // there, and empty
  CHECK(SetEnvironmentVariableA(name, nullptr));
  CHECK(GetEnvironmentVariableA(name, room, sizeof room) == 0);
  CHECK(GetLastError() == ERROR_ENVVAR_NOT_FOUND);
  CHECK_FALSE(SetEnvironmentVariableA("a=b", "c"));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
}

TEST_CASE("environment: the command line is that of this program") {
  const std::string line = GetCommandLineA();
  CHECK(line.find("loopsock_winsock_tests") != std::string::npos);
  CHECK(GetCommandLineA() == GetCommandLineA());
  CHECK(wcslen(GetCommandLineW()) == line.size());
}

TEST_CASE("environment: the machine's names") {
  utsname host{};
  REQUIRE(uname(&host) == 0);
  const std::string whole = host.nodename;
  const std::string label = whole.substr(0, whole.find('.'));
  char room[300];
  DWORD size = sizeof room;
  REQUIRE(GetComputerNameExA(ComputerNamePhysicalDnsHostname, room, &size));
  CHECK(std::string(room) == label);
  CHECK(size == label.size());
  size = sizeof room;
  REQUIRE(GetComputerNameExA(ComputerNameDnsFullyQualified, room, &size));
  CHECK(std::string(room) == whole);
  size = 1;
  CHECK_FALSE(GetComputerNameExA(ComputerNameDnsHostname, room, &size));
  CHECK(GetLastError() == ERROR_MORE_DATA);
  CHECK(size == label.size() + 1);
  wchar_t wide[300];
  size = 300;
  REQUIRE(GetComputerNameExW(ComputerNameDnsHostname, wide, &size));
  CHECK(wcslen(wide) == label.size());
  size = sizeof room;
  REQUIRE(GetComputerNameA(room, &size));
  CHECK(size <= MAX_COMPUTERNAME_LENGTH);
  CHECK(_strnicmp(room, label.c_str(), size) == 0);
  size = 0;
  CHECK_FALSE(GetComputerNameA(room, &size));
  CHECK(GetLastError() == ERROR_BUFFER_OVERFLOW);
  CHECK_FALSE(GetComputerNameExA(ComputerNameMax, room, &size));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
}

TEST_CASE("standard streams: three handles, the same each time") {
  const HANDLE output = GetStdHandle(STD_OUTPUT_HANDLE);
  REQUIRE(output != nullptr);
  CHECK(output == GetStdHandle(STD_OUTPUT_HANDLE));
  CHECK(output != GetStdHandle(STD_ERROR_HANDLE));
  CHECK(GetStdHandle(STD_INPUT_HANDLE) != INVALID_HANDLE_VALUE);
  DWORD done = 7;
  CHECK(WriteFile(output, "", 0, &done, nullptr));
  CHECK(done == 0);
  CHECK(GetStdHandle(5) == INVALID_HANDLE_VALUE);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
}

TEST_CASE("console keys: those of the standard input, and its end") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const int before = dup(STDIN_FILENO);
  REQUIRE(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
  CHECK(_kbhit() == 0);
  REQUIRE(write(ends[1], "ab", 2) == 2);
  CHECK(_kbhit() != 0);
  CHECK(_getch() == 'a');
  CHECK(_getch() == 'b');
  CHECK(_kbhit() == 0);
  close(ends[1]);
  close(ends[0]);
  CHECK(_getch() == -1);
  dup2(before, STDIN_FILENO);
  close(before);
}

namespace {

int wide_program(int argc, wchar_t** argv, wchar_t** variables) {
  const bool right = argc == 2 && std::wstring(argv[0]) == L"program" && std::wstring(argv[1]) == L"\u00e4" &&
                     argv[2] == nullptr && variables[0] == nullptr;
  return right ? 42 : 1;
}

}  // namespace

TEST_CASE("wide main: the arguments come from UTF-8, and the result goes back") {
  char name[] = "program", argument[] = "\xc3\xa4";
  char* argv[] = {name, argument, nullptr};
  CHECK(loopsock_compat_run_wide_main(2, argv, wide_program) == 42);
}

TEST_CASE("process: nobody debugs it") { CHECK_FALSE(IsDebuggerPresent()); }

namespace {

std::atomic<int> first_calls{0}, second_calls{0};
std::atomic<bool> second_takes{true};

BOOL WINAPI first_handler(DWORD event) {
  first_calls += event == CTRL_BREAK_EVENT ? 100 : 1;
  return TRUE;
}
BOOL WINAPI second_handler(DWORD) {
  ++second_calls;
  return second_takes ? TRUE : FALSE;
}

bool reaches(const std::atomic<int>& value, int wanted) {
  for (int i = 0; i < 2000 && value != wanted; ++i) Sleep(1);
  return value == wanted;
}

}  // namespace

TEST_CASE("process: Ctrl-C goes to the last handler first, and on where that does not take it") {
  REQUIRE(SetConsoleCtrlHandler(first_handler, TRUE));
  REQUIRE(SetConsoleCtrlHandler(second_handler, TRUE));
  first_calls = second_calls = 0;
  REQUIRE(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0));
  CHECK(reaches(second_calls, 1));
  second_takes = false;
  REQUIRE(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0));
  CHECK(reaches(first_calls, 1));
  CHECK(second_calls == 2);
  REQUIRE(SetConsoleCtrlHandler(second_handler, FALSE));
  kill(getpid(), SIGQUIT);
  CHECK(reaches(first_calls, 101));
  CHECK(second_calls == 2);
  CHECK_FALSE(SetConsoleCtrlHandler(second_handler, FALSE));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  REQUIRE(SetConsoleCtrlHandler(first_handler, FALSE));

  REQUIRE(SetConsoleCtrlHandler(nullptr, TRUE));  // no handler is left: only this keeps the next one from ending us
  REQUIRE(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0));
  Sleep(briefly);
  REQUIRE(SetConsoleCtrlHandler(nullptr, FALSE));
  CHECK_FALSE(GenerateConsoleCtrlEvent(CTRL_CLOSE_EVENT, 0));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP}) std::signal(signal, SIG_DFL);
}

TEST_CASE("process: it ends with the code that it was given") {
  const bool at_once = GENERATE(false, true);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // Only what is allowed after fork(): exit()'s handlers belong to the parent.
    TerminateProcess(GetCurrentProcess(), at_once ? 41 : 42);
    _exit(1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == (at_once ? 41 : 42));
  CHECK_FALSE(TerminateProcess(nullptr, 1));
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
}
