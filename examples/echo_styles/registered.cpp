// echo with Registered I/O: memory registered once, one queue of results for all clients, which one thread polls.
//
// On loopsock's fast path bytes go from the sender straight into the registered buffer, and neither side makes a system call while both are busy.
#include <mswsock.h>

#include <thread>
#include <vector>

#include "common.hpp"

static RIO_EXTENSION_FUNCTION_TABLE rio;

struct client {
  SOCKET s = INVALID_SOCKET;
  RIO_RQ requests = RIO_INVALID_RQ;
  RIO_BUF whole{};  // its part of the registered memory
  bool sending = false;
};

static void receive(client& one) {
  one.sending = false;
  if (!rio.RIOReceive(one.requests, &one.whole, 1, 0, &one)) die("RIOReceive");
}

static void send_back(client& one, ULONG bytes) {
  RIO_BUF part = one.whole;
  part.Length = bytes;
  one.sending = true;
  if (!rio.RIOSend(one.requests, &part, 1, 0, &one)) die("RIOSend");
}

int main(int argc, char** argv) {
  server_options options;
  // Sockets that a listener hands out are made as it was made.
  const SOCKET listener = start_server(argc, argv, options, WSA_FLAG_OVERLAPPED | WSA_FLAG_REGISTERED_IO);
  GUID id = WSAID_MULTIPLE_RIO;
  DWORD returned = 0;
  check(WSAIoctl(listener, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &rio, sizeof rio, &returned,
                 nullptr, nullptr),
        "WSAIoctl");

  const auto count = static_cast<std::size_t>(options.clients);
  std::vector<char> memory(count * buffer_bytes);
  const RIO_BUFFERID registered = rio.RIORegisterBuffer(memory.data(), static_cast<DWORD>(memory.size()));
  const RIO_CQ results = rio.RIOCreateCompletionQueue(static_cast<DWORD>(2 * count), nullptr);
  if (registered == RIO_INVALID_BUFFERID || results == RIO_INVALID_CQ) die("registering");

  std::vector<client> clients(count);
  for (std::size_t i = 0; i < count; ++i) {
    client& one = clients[i];
    one.s = accept(listener, nullptr, nullptr);
    if (one.s == INVALID_SOCKET) die("accept");
    one.requests = rio.RIOCreateRequestQueue(one.s, 1, 1, 1, 1, results, results, &one);
    if (one.requests == RIO_INVALID_RQ) die("RIOCreateRequestQueue");
    one.whole = {registered, static_cast<ULONG>(i * buffer_bytes), buffer_bytes};
    receive(one);
  }
  for (int gone = 0; gone < options.clients;) {
    RIORESULT ended[8];
    const ULONG some = rio.RIODequeueCompletion(results, ended, 8);
    if (some == 0) std::this_thread::yield();
    for (ULONG i = 0; i < some; ++i) {
      client& one = *reinterpret_cast<client*>(ended[i].RequestContext);
      if (one.sending) {
        receive(one);
      } else if (ended[i].BytesTransferred != 0) {
        send_back(one, ended[i].BytesTransferred);
      } else {
        closesocket(one.s);
        ++gone;
      }
    }
  }
  rio.RIOCloseCompletionQueue(results);
  rio.RIODeregisterBuffer(registered);
  closesocket(listener);
  WSACleanup();
  return 0;
}
