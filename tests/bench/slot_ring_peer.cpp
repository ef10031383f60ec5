// slot_ring_peer: 64 slots per direction.
//
//     written_, read_seen_     the writer's: messages put in since the beginning; what it last saw of read_
//     read_, written_seen_     the reader's: messages taken out; what it last saw of written_
//
// Memory  the two queues are shared by the two ends and go with the last.
#include "slot_ring_peer.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "spin.hpp"

namespace loopsock_bars {
namespace {

constexpr std::size_t message_bytes = 64;
constexpr std::size_t slots = 64;
constexpr std::uint64_t the_end = ~std::uint64_t{0};

struct alignas(64) slot {
  std::array<std::byte, message_bytes> bytes;
};

class slot_ring {
 public:
  void write(const std::byte* bytes) {
    spin waiting;
    const std::uint64_t written = written_.load(std::memory_order_relaxed);
    // acquire: pairs with read(); the reader has finished with the slot.
    while (written - read_seen_ == slots) {
      read_seen_ = read_.load(std::memory_order_acquire);
      if (written - read_seen_ == slots) waiting.once();
    }
    std::memcpy(slots_[written % slots].bytes.data(), bytes, message_bytes);
    // release: pairs with read(); the message is there.
    written_.store(written + 1, std::memory_order_release);
  }

  bool read(std::byte* room) {
    spin waiting;
    const std::uint64_t read = read_.load(std::memory_order_relaxed);
    // acquire: pairs with write() and close().
    while (written_seen_ == read) {
      written_seen_ = written_.load(std::memory_order_acquire);
      if (written_seen_ == read) waiting.once();
    }
    if (written_seen_ == the_end) return false;
    std::memcpy(room, slots_[read % slots].bytes.data(), message_bytes);
    // release: pairs with write(); the slot is free.
    read_.store(read + 1, std::memory_order_release);
    return true;
  }

  // Round trips leave nothing behind that is not read, so the end may take the counter's place.
  void close() { written_.store(the_end, std::memory_order_release); }

 private:
  std::array<slot, slots> slots_;
  alignas(two_lines) std::atomic<std::uint64_t> written_{0};
  std::uint64_t read_seen_ = 0;
  alignas(two_lines) std::atomic<std::uint64_t> read_{0};
  std::uint64_t written_seen_ = 0;
};

class slot_ring_endpoint final : public endpoint {
 public:
  slot_ring_endpoint(std::shared_ptr<slot_ring> out, std::shared_ptr<slot_ring> in)
      : out_(std::move(out)), in_(std::move(in)) {}
  ~slot_ring_endpoint() override { close(); }

  void send_all(std::span<const std::byte> bytes) override {
    if (bytes.size() != message_bytes) throw std::logic_error("slot ring: messages have 64 bytes");
    out_->write(bytes.data());
  }

  std::size_t recv_some(std::span<std::byte> room) override {
    if (room.size() < message_bytes) throw std::logic_error("slot ring: messages have 64 bytes");
    return in_->read(room.data()) ? message_bytes : 0;
  }

  void close() noexcept override { out_->close(); }

 private:
  std::shared_ptr<slot_ring> out_;
  std::shared_ptr<slot_ring> in_;
};

}  // namespace

connection open_slot_ring() {
  const auto there = std::make_shared<slot_ring>();
  const auto back = std::make_shared<slot_ring>();
  return {std::make_unique<slot_ring_endpoint>(there, back), std::make_unique<slot_ring_endpoint>(back, there)};
}

}  // namespace loopsock_bars
