// TransmitFile and TransmitPackets: files and memory sent by one call.
#include "tests/extensions/support.hpp"

using namespace winsock_test;

namespace {

constexpr DWORD file_bytes = 200'000;

/// A file of known bytes that goes with the test.
class sample {
 public:
  sample() {
    char folder[MAX_PATH], name[MAX_PATH];
    GetTempPathA(sizeof folder, folder);
    GetTempFileNameA(folder, "lst", 0, name);
    name_ = name;
    for (DWORD i = 0; i < file_bytes; ++i) bytes += static_cast<char>('a' + i % 23);
    file = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, 0, nullptr);
    REQUIRE(file != INVALID_HANDLE_VALUE);
    DWORD written = 0;
    REQUIRE(WriteFile(file, bytes.data(), file_bytes, &written, nullptr));
    SetFilePointer(file, 0, nullptr, FILE_BEGIN);
  }
  ~sample() {
    CloseHandle(file);
    DeleteFileA(name_.c_str());
  }
  sample(const sample&) = delete;
  sample& operator=(const sample&) = delete;

  std::string bytes;
  HANDLE file = nullptr;

 private:
  std::string name_;
};

/// What arrives, received by another thread until the stream ends or `count` bytes are there.
class drain {
 public:
  drain(SOCKET s, std::size_t count) : thread_([this, s, count] { got_ = receive_all(s, count); }) {}
  const std::string& all() {
    if (thread_.joinable()) thread_.join();
    return got_;
  }
  ~drain() { all(); }

 private:
  std::string got_;
  std::thread thread_;
};

char head[] = "head";
char tail[] = "tail";
TRANSMIT_FILE_BUFFERS around{head, 4, tail, 4};

}  // namespace

TEST_CASE("TransmitFile: sends head, file and tail, from the file's position on, and returns when all is sent") {
  const started winsock;
  const shape on = each_path();
  const sample file;
  connected_pair pair = pair_on(on);
  SetFilePointer(file.file, 1000, nullptr, FILE_BEGIN);
  drain there(pair.server, 8 + file_bytes - 1000);

  CHECK(TransmitFile(pair.client, file.file, 0, 0, nullptr, &around, 0));

  CHECK(there.all() == "head" + file.bytes.substr(1000) + "tail");
}

TEST_CASE("TransmitFile: as an operation it begins where the OVERLAPPED says, and its bytes are the sum of all") {
  const started winsock;
  const shape on = each_path();
  const sample file;
  connected_pair pair = pair_on(on);
  told done;
  done.Offset = 10;

  REQUIRE(answer(TransmitFile(pair.client, file.file, file_bytes - 20, 4096, &done, &around, 0)) == WSA_IO_PENDING);
  CHECK(receive_all(pair.server, 8 + file_bytes - 20) == "head" + file.bytes.substr(10, file_bytes - 20) + "tail");

  REQUIRE(done.ends());
  CHECK(done.result(pair.client) == 0);
  CHECK(done.bytes == 8 + file_bytes - 20);
}

TEST_CASE("TransmitFile: with TF_DISCONNECT and TF_REUSE_SOCKET the connection ends and the socket is as new") {
  const started winsock;
  const shape on = each_path();
  connected_pair pair = pair_on(on);
  told done;
  REQUIRE(answer(TransmitFile(pair.client, nullptr, 0, 0, &done, &around, TF_DISCONNECT | TF_REUSE_SOCKET)) ==
          WSA_IO_PENDING);
  CHECK(receive_all(pair.server, 100) == "headtail");  // and then the end
  pair.server.close();

  REQUIRE(done.ends());
  CHECK(done.result(pair.client) == 0);
  const open_door door = listen_on(on);
  CHECK(connect_to(pair.client, door.at) == 0);
}

TEST_CASE("TransmitFile: closing the socket under it ends it as aborted, with the bytes that went") {
  const started winsock;
  const shape on = each_path();
  const sample file;
  connected_pair pair = pair_on(on);
  told done;
  REQUIRE(answer(TransmitFile(pair.client, file.file, 0, 0, &done, nullptr, 0)) == WSA_IO_PENDING);
  CHECK_FALSE(done.ends(briefly));  // the buffers are full

  pair.client.close();

  REQUIRE(done.ends());
  CHECK(static_cast<NTSTATUS>(done.Internal) == STATUS_CANCELLED);
  CHECK(done.InternalHigh > 0);
  CHECK(done.InternalHigh < file_bytes);
}

TEST_CASE("TransmitFile: bad input gets the documented error") {
  const started winsock;
  const held_socket fresh = tcp();
  const held_socket datagrams = udp();
  const connected_pair pair = pair_on({true, false});
  CHECK(answer(TransmitFile(INVALID_SOCKET, nullptr, 0, 0, nullptr, nullptr, 0)) == WSAENOTSOCK);
  CHECK(answer(TransmitFile(fresh, nullptr, 0, 0, nullptr, nullptr, 0)) == WSAENOTCONN);
  CHECK(answer(TransmitFile(datagrams, nullptr, 0, 0, nullptr, nullptr, 0)) == WSAENOTCONN);
  CHECK(answer(TransmitFile(pair.client, reinterpret_cast<HANDLE>(0x1234), 0, 0, nullptr, nullptr, 0)) ==
        ERROR_INVALID_HANDLE);
  CHECK(answer(TransmitFile(pair.client, nullptr, 0, 0, nullptr, nullptr, 0x8000)) == WSAEINVAL);
}

TEST_CASE("TransmitPackets: sends memory and parts of files in their order") {
  const started winsock;
  const shape on = each_path();
  const sample file;
  connected_pair pair = pair_on(on);
  const auto transmit = extension<LPFN_TRANSMITPACKETS>(pair.client, WSAID_TRANSMITPACKETS);
  REQUIRE(transmit != nullptr);
  TRANSMIT_PACKETS_ELEMENT parts[3] = {};
  parts[0].dwElFlags = TP_ELEMENT_FILE;
  parts[0].hFile = file.file;
  parts[0].nFileOffset.QuadPart = 100;
  parts[0].cLength = 50;
  parts[1].dwElFlags = TP_ELEMENT_MEMORY;
  parts[1].pBuffer = head;
  parts[1].cLength = 4;
  parts[2] = parts[0];
  parts[2].nFileOffset.QuadPart = 0;

  CHECK(transmit(pair.client, parts, 3, 16, nullptr, 0));

  CHECK(receive_all(pair.server, 104) == file.bytes.substr(100, 50) + "head" + file.bytes.substr(0, 50));
  parts[0].dwElFlags = 0;
  CHECK(answer(transmit(pair.client, parts, 1, 0, nullptr, 0)) == WSAEINVAL);
}
