// debugging: what a debugger would see.
#include <windows.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <string>

#include "compat/out_of_memory.hpp"
#include "compat/wide_text.hpp"

using namespace loopsock::compat;

extern "C" {

void WINAPI OutputDebugStringA(LPCSTR text) {
  if (text != nullptr) std::fputs(text, stderr);
}

void WINAPI OutputDebugStringW(LPCWSTR text) {
  if (text == nullptr) return;
  or_out_of_memory(0, [&] { return std::fputs(narrow(text).c_str(), stderr); });
}

void WINAPI DebugBreak(void) { std::raise(SIGTRAP); }

BOOL WINAPI IsDebuggerPresent(void) {
  return or_out_of_memory(FALSE, [] {
    std::ifstream status("/proc/self/status");
    const std::string key = "TracerPid:";
    for (std::string line; std::getline(status, line);)
      if (line.starts_with(key)) return line.find_first_of("123456789", key.size()) != line.npos ? TRUE : FALSE;
    return FALSE;
  });
}

}  // extern "C"
