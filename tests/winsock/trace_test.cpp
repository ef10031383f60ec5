// The trace: a line per state change, per decision and per failed call, when asked for, and none otherwise.
#include <unistd.h>

#include <cstdio>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/winsock/support.hpp"

using namespace winsock_test;

// The switch behind LOOPSOCK_TRACE, which is read once, before main.
namespace loopsock {
void set_trace(const char* words) noexcept;
}

namespace {

/// What `act` makes the program write to standard error.
template <class Act>
std::string errors_of(Act act) {
  std::fflush(stderr);
  const int kept = dup(2);
  std::FILE* const file = std::tmpfile();
  dup2(fileno(file), 2);
  act();
  std::fflush(stderr);
  dup2(kept, 2);
  close(kept);
  std::string text(100'000, '\0');
  std::rewind(file);
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

constexpr shape fast_v4{true, false};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("trace: off by default, and then nothing is written") {
  started winsock;
  CHECK(errors_of([] { connected_pair both = pair_on(fast_v4); }).empty());
}

TEST_CASE("trace: each state change and each decision for a path is a line") {
  started winsock;
  const std::string text = errors_of([] {
    loopsock::set_trace("state,path");
    { connected_pair both = pair_on(fast_v4); }
    loopsock::set_trace(nullptr);
  });
  CHECK(holds(text, "bound -> listening"));
  CHECK(holds(text, "connecting -> connected"));
  CHECK(holds(text, "connected -> closed"));
  CHECK(holds(text, "fast path"));
  CHECK_FALSE(holds(text, " error "));
}

TEST_CASE("trace: a failed call is a line with the call, the socket and the reason") {
  started winsock;
  const held_socket s = tcp();
  const std::string text = errors_of([&] {
    loopsock::set_trace("error");
    listen(s, 5);
    listen(0x12345, 5);
    loopsock::set_trace(nullptr);
  });
  char number[32];
  std::snprintf(number, sizeof number, "listen, socket %#lx: ", static_cast<unsigned long>(SOCKET(s)));
  CHECK(holds(text, number));
  CHECK(holds(text, "(10022)"));
  CHECK(holds(text, "listen, socket 0x12345: "));
  CHECK(holds(text, "(10038)"));
}

TEST_CASE("trace: an unknown topic is named in one line, and the others count") {
  started winsock;
  const std::string text = errors_of([] {
    loopsock::set_trace("nonsense,error");
    listen(0x12345, 5);
    loopsock::set_trace(nullptr);
  });
  CHECK(holds(text, "nonsense"));
  CHECK(holds(text, "(10038)"));
}
