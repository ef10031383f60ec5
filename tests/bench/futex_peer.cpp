// futex_peer: every send is one FUTEX_WAKE, every recv sleeps at once in FUTEX_WAIT unless the message is there. No spinning
// and no guess whether the peer sleeps: nothing is saved, and nothing is done that a sleeper does not need. (A client that
// spins instead is not woken; its server is.)
//
//     number   counts the messages; the sender writes it, the receiver waits for another one than it saw
//     bytes    written before the number
//
// Memory  both lanes are shared by the two ends and go with the last.
#include "futex_peer.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <climits>
#include <cstdint>
#include <cstring>
#include <utility>

#include "spin.hpp"

namespace loopsock_bars {
namespace {

struct alignas(two_lines) lane {
  std::atomic<std::uint32_t> number{0};
  std::atomic<bool> ended{false};
  bool reader_spins = false;
  std::size_t size = 0;
  std::array<std::byte, 64> bytes;

  // release: pairs with wait(); the bytes, or the end, are there.
  void announce() {
    number.fetch_add(1, std::memory_order_release);
    if (!reader_spins) ::syscall(SYS_futex, &number, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
  }

  void wait(std::uint32_t seen) {
    for (spin waiting; number.load(std::memory_order_acquire) == seen;)
      if (reader_spins)
        waiting.once();
      else
        ::syscall(SYS_futex, &number, FUTEX_WAIT_PRIVATE, seen, nullptr, nullptr, 0);
  }
};

class futex_endpoint final : public endpoint {
 public:
  futex_endpoint(std::shared_ptr<lane> out, std::shared_ptr<lane> in) : out_(std::move(out)), in_(std::move(in)) {}
  ~futex_endpoint() override { close(); }

  void send_all(std::span<const std::byte> bytes) override {
    out_->size = std::min(bytes.size(), out_->bytes.size());
    std::memcpy(out_->bytes.data(), bytes.data(), out_->size);
    out_->announce();
  }

  std::size_t recv_some(std::span<std::byte> room) override {
    in_->wait(seen_);
    if (in_->ended.load(std::memory_order_relaxed)) return 0;
    ++seen_;
    const std::size_t n = std::min(room.size(), in_->size);
    std::memcpy(room.data(), in_->bytes.data(), n);
    return n;
  }

  void close() noexcept override {
    out_->ended.store(true, std::memory_order_relaxed);
    out_->announce();
  }

 private:
  std::shared_ptr<lane> out_;
  std::shared_ptr<lane> in_;
  std::uint32_t seen_ = 0;
};

}  // namespace

connection open_futex(bool client_spins) {
  const auto there = std::make_shared<lane>();
  const auto back = std::make_shared<lane>();
  back->reader_spins = client_spins;
  return {std::make_unique<futex_endpoint>(there, back), std::make_unique<futex_endpoint>(back, there)};
}

}  // namespace loopsock_bars
