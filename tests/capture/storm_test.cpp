// Captures that come and go while connections run. For the thread sanitizer more than for its checks.
#include <atomic>
#include <thread>

#include "stack/captures.hpp"
#include "tests/capture/capture_file.hpp"
#include "tests/winsock/support.hpp"

using namespace capture_test;
using namespace winsock_test;

namespace {

/// Numbers on end, in pieces of all sizes; says whether every byte arrived.
bool run_connection(const shape& on, const std::atomic<bool>& stop, unsigned seed) {
  connected_pair both = pair_on(on);
  std::size_t sent = 0;
  std::thread sender([&] {
    std::string piece;
    for (unsigned turn = seed; !stop; ++turn) {
      piece.resize(turn % 7 == 0 ? 50'000 : turn % 3 == 0 ? 5'000 : 64);
      for (std::size_t i = 0; i < piece.size(); ++i) piece[i] = static_cast<char>((sent + i) % 251);
      if (!send_all(both.client, piece)) break;
      sent += piece.size();
    }
    shutdown(both.client, SD_SEND);
  });
  bool right = true;
  std::size_t heard = 0;
  std::vector<char> room(30'000);
  for (int count; (count = recv(both.server, room.data(), static_cast<int>(room.size()), 0)) > 0;)
    for (int i = 0; i < count; ++i)
      right = room[static_cast<std::size_t>(i)] == static_cast<char>(heard++ % 251) && right;
  sender.join();
  return right && heard == sent;
}

/// Whether the segments of each port follow each other without a gap or a step back.
bool numbers_are_right(const std::string& file) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> next;  // by ports: the next number
  for (const packet& p : packets_of(file)) {
    const segment s = segment_of(p);
    const std::uint32_t ports = std::uint32_t{s.from} << 16 | s.to;
    auto at = std::find_if(next.begin(), next.end(), [&](const auto& one) { return one.first == ports; });
    if (at == next.end() || s.flags[0] == 'S') {
      if (at != next.end()) next.erase(at);
      next.emplace_back(ports, s.sequence);
      at = next.end() - 1;
    }
    if (s.sequence != at->second) return false;
    const bool takes_one = s.flags.find_first_of("SF") != std::string::npos;
    at->second += static_cast<std::uint32_t>(s.data.size()) + (takes_one ? 1 : 0);
  }
  return true;
}

}  // namespace

TEST_CASE("capture: captures come and go while four connections run, and each file's numbers are right") {
  started winsock;
  std::atomic<bool> stop{false};
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      // The fourth makes one connection after the other.
      int runs = 0, right = 0;
      do {
        std::atomic<bool> at_once{true};
        const bool last = i != 3;
        right += run_connection({i != 2, false}, last ? stop : at_once, i);
        ++runs;
      } while (i == 3 && !stop);
      if (runs == right) ++good;
    });
  for (int round = 0; round < times(60); ++round) {
    std::string first, second;
    loopsock::capture::session_number one = 0, other = 0;
    loopsock::capture::session_counts counts;
    loopsock::start_capture(std::make_unique<memory_sink>(first), {}, one);
    std::this_thread::sleep_for(2ms);
    loopsock::start_capture(std::make_unique<memory_sink>(second), {.snap_length = 100}, other);
    std::this_thread::sleep_for(2ms);
    CHECK(loopsock::stop_capture(one, counts) == loopsock::capture::outcome::ok);
    std::this_thread::sleep_for(1ms);
    CHECK(loopsock::stop_capture(other, counts) == loopsock::capture::outcome::ok);
    CHECK(numbers_are_right(first));
    CHECK(packets_of(second).size() == counts.packets);
    std::this_thread::sleep_for(1ms);
  }
  stop = true;
  for (std::thread& one : threads) one.join();
  CHECK(good == 4);
}
