// unread: sender and reader are one thread, unpinned. The bytes repeat with a period that no buffer has, so that a lost or
// doubled piece is seen.
//
// It sends without blocking for the given time. What the process grows in the first second, or in the first half where there
// is less than two, is what buffers are for and does not count. Then the reader reads all.
#include "unread.hpp"

#include <winsock2.h>

#include <algorithm>
#include <cstring>
#include <thread>
#include <vector>

#include "resident_memory.hpp"
#include "winsock_support.hpp"

namespace loopsock_bars {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::size_t most_bytes = 64 * 1024;
constexpr std::size_t period = 65521;  // the largest prime below 64 Ki
constexpr int tries_per_sample = 256;

struct unread_cost {
  std::size_t accepted_bytes = 0;
  double growth_kib = 0;
  bool right = false;
};

// From each place within the period, most_bytes in a row.
std::vector<char> make_pattern() {
  std::vector<char> pattern(period + most_bytes);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::size_t place = i % period;
    pattern[i] = static_cast<char>(place ^ (place >> 8) * 31);
  }
  return pattern;
}

// Whether something was taken.
bool try_to_send(SOCKET s, const std::vector<char>& pattern, std::size_t write_bytes, std::size_t& accepted) {
  const int n = ::send(s, pattern.data() + accepted % period, static_cast<int>(write_bytes), 0);
  if (n == SOCKET_ERROR) {
    if (::WSAGetLastError() != WSAEWOULDBLOCK) fail_winsock("send to a reader that does not read");
    return false;
  }
  accepted += static_cast<std::size_t>(n);
  return true;
}

bool all_arrives(SOCKET s, const std::vector<char>& pattern, std::size_t expected) {
  std::vector<char> room(most_bytes);
  std::size_t at = 0;
  for (;;) {
    const int n = ::recv(s, room.data(), static_cast<int>(room.size()), 0);
    if (n == SOCKET_ERROR) fail_winsock("recv of what had waited");
    if (n == 0) return at == expected;
    if (std::memcmp(room.data(), pattern.data() + at % period, static_cast<std::size_t>(n)) != 0) return false;
    at += static_cast<std::size_t>(n);
  }
}

unread_cost measure_unread(bool marked, std::size_t write_bytes, std::chrono::milliseconds duration) {
  const std::vector<char> pattern = make_pattern();
  const socket_pair ends = open_pair({.marked = marked});
  u_long on = 1;
  if (::ioctlsocket(ends.client, FIONBIO, &on) == SOCKET_ERROR) fail_winsock("FIONBIO");

  unread_cost cost;
  const auto start = clock::now();
  const auto settled = start + std::min(std::chrono::milliseconds(1000), duration / 2);
  std::size_t before = 0;
  for (auto now = start; now - start < duration; now = clock::now()) {
    for (int i = 0; i < tries_per_sample; ++i)
      if (!try_to_send(ends.client, pattern, write_bytes, cost.accepted_bytes)) std::this_thread::yield();
    const std::size_t resident = resident_bytes();
    if (now < settled || before == 0) before = resident;
    if (resident > before) cost.growth_kib = std::max(cost.growth_kib, static_cast<double>(resident - before) / 1024);
    if (now < settled) cost.growth_kib = 0;
  }

  if (::shutdown(ends.client, SD_SEND) == SOCKET_ERROR) fail_winsock("shutdown");
  cost.right = all_arrives(ends.server, pattern, cost.accepted_bytes);
  ::closesocket(ends.client);
  ::closesocket(ends.server);
  return cost;
}

}  // namespace

void run_unread(const setting& how, figures& into) {
  for (const bool marked : {true, false}) {
    for (const std::size_t write_bytes : unread_writes) {
      const std::string name = std::string("unread/") + (marked ? "fast/" : "ordinary/") + std::to_string(write_bytes);
      how.expect(name, how.memory);
      const unread_cost cost = measure_unread(marked, write_bytes, how.memory);
      into.add(name + "/accepted_bytes", static_cast<double>(cost.accepted_bytes));
      into.add(name + "/growth_kib", cost.growth_kib);
      into.add(name + "/right", cost.right ? 1 : 0);
    }
  }
}

}  // namespace loopsock_bars
