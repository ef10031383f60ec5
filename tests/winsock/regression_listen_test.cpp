// Regressions: a connection that comes while its listener begins to listen.
#include <atomic>
#include <chrono>
#include <thread>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

TEST_CASE("listen: who connects while a marked listener begins to listen is refused or takes the fast path") {
  const started winsock;
  const shape on{true, false};
  int made = 0;
  for (int round = 0; round < times(1000); ++round) {
    open_door door;
    door.s = tcp_on(on);
    REQUIRE(bind_to(door.s, here(false)) == 0);
    door.at = local_of(door.s);
    std::atomic<bool> ordinary{false}, connected{false}, trying{false};
    std::thread client([&] {
      const auto until = std::chrono::steady_clock::now() + 30s;  // the listener's thread may have to wait for a processor
      for (int tries = 0; !connected && std::chrono::steady_clock::now() < until; ++tries) {
        const held_socket s = tcp_on(on);
        trying = tries > 2;
        if (connect_to(s, door.at) != 0) continue;
        connected = true;
        ordinary = !is_on(s, on);
      }
    });
    while (!trying) std::this_thread::yield();
    listen(door.s, 4);
    client.join();
    if (connected) ++made;
    CHECK_FALSE(ordinary);
  }
  CHECK(made == times(1000));
}
