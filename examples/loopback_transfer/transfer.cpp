// transfer: client and server of the measured work. Each end touches its own endpoint only; the server thread is always
// joined, and an end that fails closes its endpoint so that the other cannot wait for it.
#include "transfer.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "statistics.hpp"

namespace loopback_transfer {
namespace {

using clock = std::chrono::steady_clock;
using message = std::array<std::byte, request_bytes>;

void recv_exactly(endpoint& from, std::span<std::byte> room) {
  while (!room.empty()) {
    const std::size_t n = from.recv_some(room.first(std::min(room.size(), write_bytes)));
    if (n == 0) throw std::runtime_error("the connection ended early");
    room = room.subspan(n);
  }
}

// Requests differ from one another in every word, so that one that arrives twice, late or torn is noticed.
message request_number(std::uint64_t number) {
  message m;
  for (std::size_t i = 0; i < request_bytes / sizeof number; ++i) {
    const std::uint64_t word = (number * 8 + i + 1) * 0x9E3779B97F4A7C15u;  // 2^64 / golden ratio: spreads the bits
    std::memcpy(m.data() + i * sizeof word, &word, sizeof word);
  }
  return m;
}

message reply_to(message request) {
  for (std::byte& b : request) b = ~b;
  return request;
}

void serve(endpoint& client, const workload& work, std::span<std::byte> arrival,
           std::vector<clock::time_point>& arrived) {
  for (unsigned pass = 0; pass < work.passes; ++pass) {
    recv_exactly(client, arrival);
    arrived.push_back(clock::now());

    if (std::memcmp(arrival.data(), work.file.data(), arrival.size()) != 0) {
      const auto wrong = std::mismatch(arrival.begin(), arrival.end(), work.file.begin()).first;
      throw std::runtime_error("byte " + std::to_string(wrong - arrival.begin()) + " of the file arrived changed");
    }
    const std::uint64_t sum = checksum(arrival);
    // Wiped, so that what this pass brought cannot stand in for what the next one fails to bring.
    std::fill(arrival.begin(), arrival.end(), std::byte{0xA5});
    client.send_all(std::as_bytes(std::span(&sum, 1)));
  }
  for (unsigned i = 0; i < work.requests; ++i) {
    message request;
    recv_exactly(client, request);
    if (request != request_number(i)) throw std::runtime_error("request " + std::to_string(i) + " arrived changed");
    client.send_all(reply_to(request));
  }
}

std::vector<clock::time_point> send_file(endpoint& server, const workload& work) {
  const std::uint64_t expected = checksum(work.file);
  std::vector<clock::time_point> started;
  started.reserve(work.passes);
  for (unsigned pass = 0; pass < work.passes; ++pass) {
    started.push_back(clock::now());
    for (std::size_t at = 0; at < work.file.size(); at += write_bytes)
      server.send_all(work.file.subspan(at, std::min(write_bytes, work.file.size() - at)));
    std::uint64_t sum = 0;
    recv_exactly(server, std::as_writable_bytes(std::span(&sum, 1)));
    if (sum != expected) throw std::runtime_error("the server's checksum of the file differs");
  }
  return started;
}

std::vector<double> send_requests(endpoint& server, const workload& work) {
  std::vector<double> round_trips_us;
  round_trips_us.reserve(work.requests);
  for (unsigned i = 0; i < work.requests; ++i) {
    const message request = request_number(i);
    message reply;
    const auto start = clock::now();
    server.send_all(request);
    recv_exactly(server, reply);
    const std::chrono::duration<double, std::micro> took = clock::now() - start;
    if (reply != reply_to(request)) throw std::runtime_error("reply " + std::to_string(i) + " arrived changed");
    round_trips_us.push_back(took.count());
  }
  return round_trips_us;
}

}  // namespace

std::uint64_t checksum(std::span<const std::byte> bytes) noexcept {
  std::uint64_t sum = 0xCBF29CE484222325u;  // FNV-1a's offset basis and, below, its prime
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t n = std::min(sizeof word, bytes.size());
    std::memcpy(&word, bytes.data(), n);
    sum = (sum ^ word) * 0x100000001B3u;
    bytes = bytes.subspan(n);
  }
  return sum;
}

timings run_transfer(const connection& over, const workload& work, std::span<std::byte> arrival) {
  std::vector<clock::time_point> arrived;  // the server's; the client reads it after the join
  arrived.reserve(work.passes);
  std::string server_failure;
  std::thread server([&] {
    try {
      serve(*over.server, work, arrival, arrived);
    } catch (const std::exception& e) {
      server_failure = std::string("server: ") + e.what();
      over.server->close();
    }
  });

  std::vector<clock::time_point> started;
  std::vector<double> round_trips_us;
  std::string client_failure;
  try {
    started = send_file(*over.client, work);
    round_trips_us = send_requests(*over.client, work);
  } catch (const std::exception& e) {
    client_failure = std::string("client: ") + e.what();
    over.client->close();
  }
  server.join();
  if (!server_failure.empty() || !client_failure.empty()) {
    const bool both = !server_failure.empty() && !client_failure.empty();
    throw std::runtime_error(server_failure + (both ? "; " : "") + client_failure);
  }

  std::chrono::duration<double> sending{0};
  for (unsigned pass = 0; pass < work.passes; ++pass) sending += arrived[pass] - started[pass];
  const double sent_bytes = static_cast<double>(work.file.size()) * work.passes;
  return {sent_bytes / sending.count(), percentile(round_trips_us, 0.5), percentile(round_trips_us, 0.99)};
}

}  // namespace loopback_transfer
