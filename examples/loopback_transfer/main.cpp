// loopback_transfer: a client and a server in one process, a file and a stream of small requests, three ways.
//
// First over the operating system's loopback, then over loopsock's ordinary path, then over loopsock with
// SIO_LOOPBACK_FAST_PATH on both ends. Rounds are interleaved (kernel, ordinary, fast, kernel, …) so that a machine that
// slows down meanwhile slows all three, and medians over the rounds are printed.
//
// The main thread is the client; each transfer has a server thread that ends with it. One file is held in memory, twice.
#include <mstcpip.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <loopsock/path.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel_loopback.hpp"
#include "options.hpp"
#include "sample_file.hpp"
#include "table.hpp"
#include "transfer.hpp"
#include "winsock_loopback.hpp"

namespace loopback_transfer {
namespace {

// A file is sent so often that this many bytes flow per round: 10 ms even at 12 GB/s, long enough for the clock.
constexpr std::size_t bytes_per_round = 128 * 1024 * 1024;
// Each pass ends with a round trip for the checksum; a tiny file would drown in those.
constexpr std::size_t most_passes = 64;
// No further round is begun after this, unless the user said how many to run.
constexpr std::chrono::seconds time_budget{12};

loopsock_counters read_counters() {
  loopsock_counters counters{};
  counters.size = sizeof counters;
  if (loopsock_query_counters(&counters) == SOCKET_ERROR)
    throw std::runtime_error("loopsock_query_counters: Winsock error " + std::to_string(WSAGetLastError()));
  return counters;
}

void note(row& in, const timings& measured) {
  in.bytes_per_second.push_back(measured.bytes_per_second);
  in.median_us.push_back(measured.median_us);
  in.p99_us.push_back(measured.p99_us);
}

void kernel_round(row& in, family which, const workload& work, std::span<std::byte> arrival) {
  connection ends;
  try {
    ends = open_kernel_loopback(which);
  } catch (const std::exception& e) {
    // A container without ::1, say. That is no fault of ours: its row shows dashes.
    if (in.why == "-") std::printf("note: %s\n\n", e.what());
    in.why = "not to be had here";
    return;
  }
  note(in, run_transfer(ends, work, arrival));
}

// Answers whether the connection took the fast path.
bool loopsock_round(row& in, family which, ioctl_on marked, const workload& work, std::span<std::byte> arrival) {
  const winsock_connection opened = open_winsock_loopback(which, marked);
  in.path = opened.taken.path;
  in.why = opened.taken.why;

  // Counted from the moment the connection stands: its data alone, without the handshake.
  const loopsock_counters before = read_counters();
  note(in, run_transfer(opened.ends, work, arrival));
  const loopsock_counters after = read_counters();
  in.ip_packets.push_back(static_cast<double>(after.ip_packets_sent - before.ip_packets_sent));
  in.tcp_segments.push_back(static_cast<double>(after.tcp_segments_sent - before.tcp_segments_sent));
  return opened.taken.fast;
}

void introduce(const options& chosen, const std::string& name, const workload& work) {
  std::printf("%s, %s bytes, over %s\n", name.c_str(), grouped(work.file.size()).c_str(),
              chosen.which == family::ipv6 ? "::1" : "127.0.0.1");
  std::printf("each round and path: the file %u times in 64 KiB sends, then %s round trips\n\n", work.passes,
              grouped(work.requests).c_str());
  std::fflush(stdout);
}

int run(const options& chosen, const std::string& name, const std::vector<std::byte>& file) {
  const std::size_t passes = std::clamp<std::size_t>((bytes_per_round + file.size() - 1) / file.size(), 1, most_passes);
  const workload work{file, static_cast<unsigned>(passes), chosen.requests};
  std::vector<std::byte> arrival(file.size());
  introduce(chosen, name, work);

  const ioctl_on marked = chosen.one_sided ? ioctl_on::client : ioctl_on::both;
  std::vector<row> rows(3);
  rows[0].path = "kernel";
  rows[0].ioctl = rows[0].why = "-";
  rows[1].ioctl = "no";
  rows[2].ioctl = chosen.one_sided ? "client only" : "both ends";

  bool always_fast = true;
  unsigned rounds = 0;
  const auto start = std::chrono::steady_clock::now();
  while (rounds < chosen.repeat) {
    kernel_round(rows[0], chosen.which, work, arrival);
    loopsock_round(rows[1], chosen.which, ioctl_on::neither, work, arrival);
    always_fast &= loopsock_round(rows[2], chosen.which, marked, work, arrival);
    ++rounds;
    if (!chosen.repeat_given && std::chrono::steady_clock::now() - start > time_budget) break;
  }

  print_table(rows);
  std::printf("\nMedians of %u round%s; round trips in microseconds; ratio: how many times as fast as the kernel.\n",
              rounds, rounds == 1 ? "" : "s");
  std::printf("Packets and segments are those that loopsock sent per round while the work ran.\n");
  std::printf("Every byte arrived as it was sent; the file's checksum is %016llx.\n",
              static_cast<unsigned long long>(checksum(file)));
  if (!always_fast && !chosen.one_sided) {
    std::fprintf(stderr, "loopback_transfer: both ends asked and the fast path was not taken: %s\n",
                 rows[2].why.c_str());
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace loopback_transfer

int main(int argc, char** argv) {
  using namespace loopback_transfer;
  options chosen;
  std::string name;
  std::vector<std::byte> file;
  try {
    chosen = parse_options(argc, argv);
    if (chosen.help) {
      std::fputs(help_text, stdout);
      return 0;
    }
    name = chosen.file.empty() ? find_sample_file().string() : chosen.file;
    if (name.empty()) throw std::runtime_error("found no file worth sending; name one with --file");
    file = read_file(name);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "loopback_transfer: %s\n", e.what());
    return 2;
  }

  WSADATA startup;
  if (const int error = WSAStartup(MAKEWORD(2, 2), &startup); error != 0) {
    std::fprintf(stderr, "loopback_transfer: WSAStartup: Winsock error %d\n", error);
    return 1;
  }
  int exit_code = 1;
  try {
    exit_code = run(chosen, name, file);
  } catch (const std::exception& e) {
    std::fflush(stdout);
    std::fprintf(stderr, "loopback_transfer: %s\n", e.what());
  }
  WSACleanup();
  return exit_code;
}
