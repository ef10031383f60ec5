// leaks: nothing is reported when nothing is left, and each kind of thing when it is.
#include <mswsock.h>

#include <loopsock/netstat.hpp>

#include "tests/filter/support.hpp"
#include "tests/overlapped/support.hpp"

using namespace filter_test;

namespace {

bool reports(const std::string& what) { return loopsock::leaks().find(what) != std::string::npos; }

}  // namespace

TEST_CASE("leaks: none before, during a start, and after sockets, events and threads have been used and closed") {
  CHECK(loopsock::leaks() == "");
  const started winsock;
  CHECK(loopsock::leaks() == "");
  const shape on = each_shape();
  {
    const connected_pair both = pair_on(on);
    overlapped_test::pending_call call;
    REQUIRE(call.receive(both.server) == WSA_IO_PENDING);
    REQUIRE(send_all(both.client, "hello"));
    CHECK(call.outcome(both.server) == overlapped_test::succeeded(5));
    CHECK(loopsock::leaks() != "");
  }
  CHECK(loopsock::leaks() == "");  // an ordinary connection waits in TIME-WAIT, which is no leak
}

TEST_CASE("leaks: a socket is reported with what it is and what waits on it") {
  const started winsock;
  const shape on = each_shape();
  const connected_pair both = pair_on(on);
  overlapped_test::pending_call call;
  REQUIRE(call.receive(both.server) == WSA_IO_PENDING);
  char number[16];
  std::snprintf(number, sizeof number, "socket %#x", static_cast<unsigned>(both.server));
  const std::string report = loopsock::leaks();
  const std::size_t at = report.find(number);
  REQUIRE(at != std::string::npos);
  const std::string line = report.substr(at, report.find('\n', at) - at);
  CHECK(line.find("tcp") != std::string::npos);
  CHECK(line.find("ESTABLISHED") != std::string::npos);
  CHECK(line.find(on.fast ? "path fast" : "path ordinary") != std::string::npos);
  CHECK(line.find("pending: 1 receive") != std::string::npos);
  CHECK(reports("of kind event"));  // the call's
}

TEST_CASE("leaks: events, ports and threads are counted by kind until their handles are closed") {
  const started winsock;
  const HANDLE event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  const HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
  CHECK(reports("handles: 1 of kind event\n"));
  CHECK(reports("handles: 1 of kind completion port\n"));
  const HANDLE thread = CreateThread(
      nullptr, 0, [](LPVOID) -> DWORD { return 0; }, nullptr, 0, nullptr);
  CHECK(reports("handles: 1 of kind thread\n"));
  WaitForSingleObject(thread, INFINITE);
  for (const HANDLE one : {event, port, thread}) CloseHandle(one);
  CHECK(loopsock::leaks() == "");
}

TEST_CASE("leaks: rings of fast connections, filters and inspected connections") {
  const started winsock;
  {
    const connected_pair fast = pair_on({true, false});
    REQUIRE(echoes(fast.client, fast.server));
    CHECK(reports("rings: 1 fast connections"));
  }
  {
    const watching_filter filter(LOOPSOCK_LAYER_STREAM);
    CHECK(reports("filters: 1 not removed"));
    const connected_pair inspected = pair_on({});
    CHECK(reports("filters: 2 inspected connections"));
  }
  CHECK(loopsock::leaks() == "");
}
