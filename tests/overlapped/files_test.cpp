// ReadFile, WriteFile and their …Ex forms.
#include "tests/overlapped/support.hpp"

#include <cstdio>

using namespace overlapped_test;

namespace {

HANDLE as_handle(SOCKET s) { return reinterpret_cast<HANDLE>(s); }

struct told_routine {
  int runs = 0;
  DWORD error = 0, bytes = 0;
};
told_routine last;
void WINAPI note(DWORD error, DWORD bytes, OVERLAPPED*) { last = {last.runs + 1, error, bytes}; }

/// A file that is gone with the handle.
held_handle scratch_file(DWORD flags) {
  const std::string name = "loopsock_files_test_" + std::to_string(GetCurrentProcessId()) + ".tmp";
  return held_handle(CreateFileA(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS,
                                 flags | FILE_FLAG_DELETE_ON_CLOSE, nullptr));
}

}  // namespace

TEST_CASE("files: a socket is read and written with an OVERLAPPED") {
  started winsock;
  const connected_pair both = pair_on(each_path());
  pending_call reading, writing;
  char room[8];
  DWORD bytes = 77;
  CHECK(answer_of_bool(ReadFile(as_handle(both.server), room, sizeof room, &bytes, &reading.at)) == ERROR_IO_PENDING);
  CHECK(WriteFile(as_handle(both.client), "hello", 5, &bytes, &writing.at));
  CHECK(bytes == 5);
  CHECK(GetOverlappedResult(as_handle(both.server), &reading.at, &bytes, TRUE));
  CHECK(bytes == 5);
  CHECK(std::string(room, 5) == "hello");
  CHECK(writing.told());
}

TEST_CASE("files: an overlapped socket needs a structure, another one does without") {
  started winsock;
  sockaddr_in name;
  const held_socket door = listener(name);
  const held_socket client(WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, 0));
  CHECK(connect(client, plain(name), sizeof name) == 0);
  const held_socket server(accept(door, nullptr, nullptr));
  char room[8];
  DWORD bytes = 77;
  CHECK(answer_of_bool(WriteFile(as_handle(server), "hello", 5, &bytes, nullptr)) == ERROR_INVALID_PARAMETER);
  CHECK(send_all(server, "hello"));
  CHECK(ReadFile(as_handle(client), room, sizeof room, &bytes, nullptr));
  CHECK(bytes == 5);
  CHECK(WriteFile(as_handle(client), "back", 4, &bytes, nullptr));
  CHECK(receive_all(server, 4) == "back");
}

TEST_CASE("files: the errors of a socket are Win32's") {
  started winsock;
  connected_pair both = pair_on(each_path());
  pending_call call;
  char room[8];
  set_linger(both.client, true, 0);
  both.client.close();
  CHECK(answer_of_bool(ReadFile(as_handle(both.server), room, sizeof room, nullptr, &call.at)) == ERROR_NETNAME_DELETED);
  CHECK(answer_of_bool(ReadFile(nullptr, room, sizeof room, nullptr, &call.at)) == ERROR_INVALID_HANDLE);
  CHECK(answer_of_bool(ReadFile(as_handle(both.server), room, sizeof room, nullptr, nullptr)) == ERROR_INVALID_PARAMETER);
}

TEST_CASE("files: a socket with a completion routine") {
  started winsock;
  last = {};
  const connected_pair both = pair_on(each_path());
  OVERLAPPED reading{}, writing{};
  char room[8];
  CHECK(ReadFileEx(as_handle(both.server), room, sizeof room, &reading, note));
  CHECK(SleepEx(0, TRUE) == 0);
  CHECK(WriteFileEx(as_handle(both.client), "hello", 5, &writing, note));
  CHECK(SleepEx(soon_ms, TRUE) == WAIT_IO_COMPLETION);
  CHECK(last.runs == 2);
  CHECK(last.error == 0);
  CHECK(last.bytes == 5);
  CHECK(std::string(room, 5) == "hello");
}

TEST_CASE("files: a file opened without FILE_FLAG_OVERLAPPED goes on where it was") {
  const held_handle file = scratch_file(0);
  REQUIRE(HANDLE{file} != INVALID_HANDLE_VALUE);
  DWORD bytes = 0;
  char room[8];
  CHECK(WriteFile(file, "one", 3, &bytes, nullptr));
  CHECK(WriteFile(file, "two", 3, &bytes, nullptr));
  SetFilePointer(file, 0, nullptr, FILE_BEGIN);
  CHECK(ReadFile(file, room, sizeof room, &bytes, nullptr));
  CHECK(std::string(room, bytes) == "onetwo");
  CHECK(ReadFile(file, room, sizeof room, &bytes, nullptr));
  CHECK(bytes == 0);  // the end
}

TEST_CASE("files: an overlapped file is read where the structure says, and told at once") {
  const held_handle file = scratch_file(FILE_FLAG_OVERLAPPED);
  REQUIRE(HANDLE{file} != INVALID_HANDLE_VALUE);
  DWORD bytes = 0;
  char room[8];
  pending_call call;
  call.at.Offset = 0;
  CHECK(answer_of_bool(WriteFile(file, "text", 4, &bytes, nullptr)) == ERROR_INVALID_PARAMETER);
  CHECK(WriteFile(file, "onetwo", 6, &bytes, &call.at));
  CHECK(bytes == 6);
  CHECK(call.told());
  call.at.Offset = 3;
  CHECK(ReadFile(file, room, sizeof room, nullptr, &call.at));
  CHECK(GetOverlappedResult(file, &call.at, &bytes, TRUE));
  CHECK(std::string(room, bytes) == "two");
  call.at.Offset = 6;
  CHECK(answer_of_bool(ReadFile(file, room, sizeof room, nullptr, &call.at)) == ERROR_HANDLE_EOF);
  last = {};
  call.at.Offset = 0;
  CHECK(ReadFileEx(file, room, sizeof room, &call.at, note));
  CHECK(SleepEx(soon_ms, TRUE) == WAIT_IO_COMPLETION);
  CHECK(last.bytes == 6);
}
