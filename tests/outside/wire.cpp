// wire: a cable between two TAP interfaces that loses and delays frames, where the kernel has no netem.
//
//   wire <interface> <interface> <per cent lost> <milliseconds of delay> <seed>
//
// Both are made in the network namespace that it is started in, and may be moved from there while it runs. It prints "ready", and
// how many frames it carried and lost when it is ended. Each direction keeps its order; 1000 frames can be under way in each.
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <random>
#include <string>

namespace {

using clock_type = std::chrono::steady_clock;

int open_tap(const char* name) {
  const int opened = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  ifreq request{};
  std::snprintf(request.ifr_name, IFNAMSIZ, "%s", name);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  if (opened < 0 || ioctl(opened, TUNSETIFF, &request) != 0) {
    std::perror(name);
    std::exit(1);
  }
  return opened;
}

struct direction {
  int from, to;
  struct frame {
    clock_type::time_point due;
    std::string bytes;
  };
  std::deque<frame> under_way{};
  std::uint64_t carried = 0, lost = 0;

  void take_in(std::mt19937_64& random, double loss, clock_type::duration delay) {
    char bytes[65536];
    for (int i = 0; i < 64; ++i) {
      const ssize_t got = read(from, bytes, sizeof bytes);
      if (got <= 0) return;
      if (under_way.size() >= 1000 || std::uniform_real_distribution<>(0, 100)(random) < loss) {
        ++lost;
        continue;
      }
      under_way.push_back({clock_type::now() + delay, {bytes, static_cast<std::size_t>(got)}});
    }
  }

  void give_out() {
    for (; !under_way.empty() && under_way.front().due <= clock_type::now(); under_way.pop_front()) {
      if (write(to, under_way.front().bytes.data(), under_way.front().bytes.size()) >= 0) ++carried;
    }
  }
};

volatile std::sig_atomic_t ended = 0;

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(stderr, "wire: <interface> <interface> <per cent lost> <milliseconds> <seed>\n");
    return 2;
  }
  const int a = open_tap(argv[1]), b = open_tap(argv[2]);
  const double loss = std::atof(argv[3]);
  const auto delay = std::chrono::milliseconds(std::atoi(argv[4]));
  std::mt19937_64 random(std::strtoull(argv[5], nullptr, 10));
  std::signal(SIGTERM, [](int) { ended = 1; });
  direction ways[] = {{a, b}, {b, a}};
  std::printf("ready\n");
  std::fflush(stdout);
  while (ended == 0) {
    int wait = 200;
    for (const direction& one : ways) {
      if (one.under_way.empty()) continue;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(one.under_way.front().due - clock_type::now());
      wait = std::clamp(static_cast<int>(left.count()), 0, wait);
    }
    pollfd ready[] = {{a, POLLIN, 0}, {b, POLLIN, 0}};
    poll(ready, 2, wait);
    for (direction& one : ways) one.take_in(random, loss, delay);
    for (direction& one : ways) one.give_out();
  }
  for (const direction& one : ways)
    std::printf("carried %llu, lost %llu\n", static_cast<unsigned long long>(one.carried),
                static_cast<unsigned long long>(one.lost));
}
