// echo with a completion port: AcceptEx, overlapped receives and sends, and a few threads that take the ends of all of them from one port.
#include <mswsock.h>

#include <atomic>
#include <thread>
#include <vector>

#include "common.hpp"

constexpr int worker_count = 2;
constexpr DWORD name_bytes = sizeof(sockaddr_in) + 16;

struct client {
  enum { accepting, receiving, sending } step = accepting;
  OVERLAPPED overlapped{};
  SOCKET s = INVALID_SOCKET;
  char buffer[buffer_bytes];
  WSABUF piece{};
};

static HANDLE port;
static SOCKET listener;
static std::atomic<int> present;

static void started(int result, const char* call) {
  if (result == SOCKET_ERROR && WSAGetLastError() != WSA_IO_PENDING) die(call);
}

static void accept_one() {
  auto* const one = new client;
  one->s = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED);
  if (one->s == INVALID_SOCKET) die("WSASocket");
  DWORD bytes = 0;
  if (!AcceptEx(listener, one->s, one->buffer, 0, name_bytes, name_bytes, &bytes, &one->overlapped) &&
      WSAGetLastError() != ERROR_IO_PENDING)
    die("AcceptEx");
}

static void receive(client& one) {
  DWORD flags = 0;
  one.step = client::receiving;
  one.piece = {buffer_bytes, one.buffer};
  started(WSARecv(one.s, &one.piece, 1, nullptr, &flags, &one.overlapped, nullptr), "WSARecv");
}

// One end of an operation: what comes next for its client. False: the client has gone.
static bool go_on(client& one, DWORD bytes) {
  switch (one.step) {
    case client::accepting:
      check(
          setsockopt(one.s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, reinterpret_cast<char*>(&listener), sizeof listener),
          "SO_UPDATE_ACCEPT_CONTEXT");
      if (CreateIoCompletionPort(reinterpret_cast<HANDLE>(one.s), port, 0, 0) == nullptr) die("CreateIoCompletionPort");
      receive(one);
      return true;
    case client::receiving:
      if (bytes == 0) return false;
      one.step = client::sending;
      one.piece.len = bytes;
      started(WSASend(one.s, &one.piece, 1, nullptr, 0, &one.overlapped, nullptr), "WSASend");
      return true;
    case client::sending: receive(one); return true;
  }
  return false;
}

static void work() {
  for (;;) {
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    OVERLAPPED* ended = nullptr;
    const BOOL well = GetQueuedCompletionStatus(port, &bytes, &key, &ended, INFINITE);
    if (ended == nullptr) return;  // posted below: there is nothing left to do
    client& one = *CONTAINING_RECORD(ended, client, overlapped);
    if (well && go_on(one, bytes)) continue;
    closesocket(one.s);
    delete &one;
    if (--present != 0) continue;
    for (int i = 0; i < worker_count; ++i) PostQueuedCompletionStatus(port, 0, 0, nullptr);
  }
}

int main(int argc, char** argv) {
  server_options options;
  listener = start_server(argc, argv, options);
  port = CreateIoCompletionPort(reinterpret_cast<HANDLE>(listener), nullptr, 0, 0);
  if (port == nullptr) die("CreateIoCompletionPort");
  present = options.clients;
  for (int i = 0; i < options.clients; ++i) accept_one();
  std::vector<std::thread> workers;
  for (int i = 0; i < worker_count; ++i) workers.emplace_back(work);
  for (std::thread& one : workers) one.join();
  closesocket(listener);
  CloseHandle(port);
  WSACleanup();
  return 0;
}
