// ring_peer: a ring for one writer and one reader.
//
//     written_            the writer's: bytes put in since the beginning
//     closed_             the writer's: that was all
//     read_               the reader's: bytes taken out. written_ - read_ never exceeds the ring
//     read_seen_          what the writer last saw of read_; it looks again only when that is not enough
//     written_seen_       what the reader last saw of written_, likewise
//
// Memory  the two rings are shared by the two ends and go with the last.
#include "ring_peer.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "spin.hpp"

namespace loopsock_bars {
namespace {

constexpr std::size_t ring_bytes = 256 * 1024;

class ring {
 public:
  void write(std::span<const std::byte> bytes) {
    spin waiting;
    while (!bytes.empty()) {
      const std::uint64_t written = written_.load(std::memory_order_relaxed);
      // acquire: pairs with read(); the reader has finished with what we write over.
      if (ring_bytes - (written - read_seen_) < bytes.size()) read_seen_ = read_.load(std::memory_order_acquire);
      const std::uint64_t free = ring_bytes - (written - read_seen_);
      const std::size_t at = written % ring_bytes;
      const std::size_t n = std::min({bytes.size(), static_cast<std::size_t>(free), ring_bytes - at});
      if (n == 0) {
        waiting.once();
        continue;
      }
      std::memcpy(memory_.data() + at, bytes.data(), n);
      // release: pairs with read(); the bytes are there.
      written_.store(written + n, std::memory_order_release);
      bytes = bytes.subspan(n);
    }
  }

  std::size_t read(std::span<std::byte> room) {
    spin waiting;
    for (;;) {
      const std::uint64_t read = read_.load(std::memory_order_relaxed);
      // acquire: pairs with close(). Asked first, so that what was written before the end is still seen.
      const bool closed = closed_.load(std::memory_order_acquire);
      // acquire: pairs with write().
      if (written_seen_ - read < room.size()) written_seen_ = written_.load(std::memory_order_acquire);
      const std::uint64_t there = written_seen_ - read;
      const std::size_t at = read % ring_bytes;
      const std::size_t n = std::min({room.size(), static_cast<std::size_t>(there), ring_bytes - at});
      if (n > 0) {
        std::memcpy(room.data(), memory_.data() + at, n);
        // release: pairs with write(); the place is free.
        read_.store(read + n, std::memory_order_release);
        return n;
      }
      if (closed) return 0;
      waiting.once();
    }
  }

  // release: pairs with read().
  void close() { closed_.store(true, std::memory_order_release); }

 private:
  std::vector<std::byte> memory_ = std::vector<std::byte>(ring_bytes);
  alignas(two_lines) std::atomic<std::uint64_t> written_{0};
  std::uint64_t read_seen_ = 0;  // the writer's alone
  alignas(two_lines) std::atomic<std::uint64_t> read_{0};
  std::uint64_t written_seen_ = 0;  // the reader's alone
  alignas(two_lines) std::atomic<bool> closed_{false};
};

class ring_endpoint final : public endpoint {
 public:
  ring_endpoint(std::shared_ptr<ring> out, std::shared_ptr<ring> in) : out_(std::move(out)), in_(std::move(in)) {}
  ~ring_endpoint() override { close(); }
  void send_all(std::span<const std::byte> bytes) override { out_->write(bytes); }
  std::size_t recv_some(std::span<std::byte> room) override { return in_->read(room); }
  void close() noexcept override { out_->close(); }

 private:
  std::shared_ptr<ring> out_;
  std::shared_ptr<ring> in_;
};

}  // namespace

connection open_ring() {
  const auto there = std::make_shared<ring>();
  const auto back = std::make_shared<ring>();
  return {std::make_unique<ring_endpoint>(there, back), std::make_unique<ring_endpoint>(back, there)};
}

}  // namespace loopsock_bars
