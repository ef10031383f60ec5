// crt_wide_main: calls a wmain with what main was given.
#include <windows.h>

#include <new>
#include <string>
#include <vector>

#include "compat/wide_text.hpp"

using namespace loopsock;

extern "C" int loopsock_compat_run_wide_main(int argc, char** argv, int (*program)(int, wchar_t**, wchar_t**)) {
  std::vector<std::wstring> texts;
  std::vector<wchar_t*> arguments;
  try {
    for (int i = 0; i < argc; ++i) texts.push_back(compat::widen(argv[i]));
    for (std::wstring& text : texts) arguments.push_back(text.data());
    arguments.push_back(nullptr);
  } catch (const std::bad_alloc&) {
    return 1;
  }
  wchar_t* no_variables = nullptr;
  return program(argc, arguments.data(), &no_variables);
}
