// Modules: functions found by name, as programs look for those that an older Windows may lack.
#include <iphlpapi.h>
#include <mswsock.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstring>
#include <string>

#include "tests/support/catch.hpp"

namespace {

template <class Function>
Function* find(const char* module, const char* name) {
  return reinterpret_cast<Function*>(reinterpret_cast<void (*)()>(GetProcAddress(GetModuleHandleA(module), name)));
}

}  // namespace

TEST_CASE("modules: what is found by name is the function itself") {
  CHECK(find<decltype(socket)>("ws2_32", "socket") == &socket);
  CHECK(find<decltype(WSAPoll)>("WS2_32.DLL", "WSAPoll") == &WSAPoll);
  CHECK(find<decltype(InetNtopW)>("ws2_32.dll", "InetNtopW") == &InetNtopW);
  CHECK(find<decltype(getaddrinfo)>("C:\\Windows\\System32\\ws2_32.dll", "getaddrinfo") == &getaddrinfo);
  CHECK(find<decltype(CancelIoEx)>("kernel32.dll", "CancelIoEx") == &CancelIoEx);
  CHECK(find<decltype(GetTickCount64)>("KERNEL32", "GetTickCount64") == &GetTickCount64);
  CHECK(find<decltype(AcceptEx)>("mswsock.dll", "AcceptEx") == &AcceptEx);
  CHECK(find<decltype(if_nametoindex)>("iphlpapi", "if_nametoindex") == &if_nametoindex);
  CHECK(find<NTSTATUS(HANDLE)>("ntdll.dll", "NtClose") != nullptr);
}

TEST_CASE("modules: a function is found in its own module, and under its own name") {
  CHECK(find<void()>("kernel32", "socket") == nullptr);
  CHECK(GetLastError() == ERROR_PROC_NOT_FOUND);
  CHECK(find<void()>("ws2_32", "Socket") == nullptr);
  CHECK(find<void()>("ws2_32", "") == nullptr);
  CHECK(GetProcAddress(GetModuleHandleA("ws2_32"), reinterpret_cast<LPCSTR>(23)) == nullptr);  // an ordinal
  CHECK(GetLastError() == ERROR_PROC_NOT_FOUND);
  CHECK(find<void()>("kernel32", "GetWriteWatch") == nullptr);  // programs ask before they use it
}

TEST_CASE("modules: loading finds the same, and others are not there") {
  const HMODULE winsock = LoadLibraryA("ws2_32.dll");
  CHECK(winsock != nullptr);
  CHECK(winsock == GetModuleHandleW(L"WS2_32"));
  CHECK(LoadLibraryW(L"ws2_32.dll") == winsock);
  CHECK(LoadLibraryExA("ws2_32.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32) == winsock);
  CHECK(FreeLibrary(winsock));
  CHECK(GetProcAddress(winsock, "socket") != nullptr);
  CHECK(LoadLibraryA("opengl32.dll") == nullptr);
  CHECK(GetLastError() == ERROR_MOD_NOT_FOUND);
  CHECK(GetModuleHandleA("") == nullptr);
  CHECK_FALSE(FreeLibrary(nullptr));
  HMODULE module = nullptr;
  CHECK(GetModuleHandleExA(0, "mswsock", &module));
  CHECK(module == GetModuleHandleA("mswsock"));
  CHECK(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, reinterpret_cast<LPCSTR>(&module), &module));
  CHECK(module == GetModuleHandleA(nullptr));
}

TEST_CASE("modules: the program's path") {
  char path[1024] = "";
  const DWORD length = GetModuleFileNameA(nullptr, path, sizeof path);
  CHECK(length == std::strlen(path));
  CHECK(std::string(path).find("loopsock_winsock_tests") != std::string::npos);
  CHECK(GetLastError() == ERROR_SUCCESS);
  wchar_t wide[1024];
  CHECK(GetModuleFileNameW(GetModuleHandleA(nullptr), wide, 1024) == length);
  char few[5];
  CHECK(GetModuleFileNameA(nullptr, few, sizeof few) == 5);
  CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
  CHECK(std::strlen(few) == 4);
  CHECK(GetModuleFileNameA(reinterpret_cast<HMODULE>(&few), path, sizeof path) == 0);
  CHECK(GetLastError() == ERROR_MOD_NOT_FOUND);
}
