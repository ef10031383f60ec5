// echo: echo_server.cpp and echo_client.cpp, both unchanged, in one process.
//
// loopsock's stack lives inside a process, so two programs that use it on one machine do not see each other. The build
// compiles both files with their `main` renamed (-Dmain=echo_server_main, -Dmain=echo_client_main) and links them here.
// The server runs on a thread of its own, the client on the main thread. With LOOPSOCK_FAST_PATH=always in the
// environment the same two unmodified programs take the fast path, and the last line says so.
#include <winsock2.h>

#include <loopsock/path.h>

#include <cstdio>
#include <cstdlib>
#include <thread>

int echo_server_main(int argc, char** argv);
int echo_client_main(int argc, char** argv);

int main(int argc, char** argv) {
  // Startups are counted: this one keeps the stack, and its counters, beyond those of the client and the server.
  WSADATA startup;
  if (WSAStartup(MAKEWORD(2, 2), &startup) != 0) return 1;

  int served = 1;
  std::thread server([&] { served = echo_server_main(argc, argv); });
  if (echo_client_main(argc, argv) != 0) {
    // The server may wait for a client for ever; joining it would wait with it.
    std::fflush(nullptr);
    std::_Exit(1);
  }
  server.join();

  loopsock_counters counters{};
  counters.size = sizeof counters;
  if (loopsock_query_counters(&counters) == 0)
    std::printf("echo: went over the %s path\n", counters.fast_connections > 0 ? "fast" : "ordinary");
  WSACleanup();
  return served;
}
