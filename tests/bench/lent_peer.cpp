// lent_peer: one loan at a time; the writer waits until all of it is taken, so a write is over when its bytes have arrived.
//
//     offered_, from_, size_   the writer's: how many loans there were, and where the last one lies
//     taken_                   the reader's: how many it has copied to the end
#include "lent_peer.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "spin.hpp"

namespace loopsock_bars {
namespace {

constexpr std::uint64_t the_end = ~std::uint64_t{0};

class loans {
 public:
  void lend(std::span<const std::byte> bytes) {
    from_ = bytes.data(), size_ = bytes.size();
    const std::uint64_t number = offered_.load(std::memory_order_relaxed) + 1;
    // release: pairs with take(); from_ and size_ are written.
    offered_.store(number, std::memory_order_release);
    // acquire: pairs with take(); the reader has finished with the bytes.
    for (spin waiting; taken_.load(std::memory_order_acquire) != number;) waiting.once();
  }

  std::size_t take(std::span<std::byte> room) {
    const std::uint64_t taken = taken_.load(std::memory_order_relaxed);
    std::uint64_t offered;
    // acquire: pairs with lend() and close().
    for (spin waiting; (offered = offered_.load(std::memory_order_acquire)) == taken;) waiting.once();
    if (offered == the_end) return 0;
    const std::size_t n = std::min(room.size(), size_ - done_);
    std::memcpy(room.data(), from_ + done_, n);
    done_ += n;
    if (done_ == size_) {
      done_ = 0;
      // release: pairs with lend().
      taken_.store(offered, std::memory_order_release);
    }
    return n;
  }

  void close() { offered_.store(the_end, std::memory_order_release); }

 private:
  alignas(two_lines) std::atomic<std::uint64_t> offered_{0};
  const std::byte* from_ = nullptr;
  std::size_t size_ = 0;
  alignas(two_lines) std::atomic<std::uint64_t> taken_{0};
  std::size_t done_ = 0;  // the reader's alone: what it has of this loan
};

class lender final : public endpoint {
 public:
  explicit lender(std::shared_ptr<loans> over) : over_(std::move(over)) {}
  ~lender() override { close(); }
  void send_all(std::span<const std::byte> bytes) override { over_->lend(bytes); }
  std::size_t recv_some(std::span<std::byte>) override { throw std::logic_error("lent: one direction only"); }
  void close() noexcept override { over_->close(); }

 private:
  std::shared_ptr<loans> over_;
};

class taker final : public endpoint {
 public:
  explicit taker(std::shared_ptr<loans> over) : over_(std::move(over)) {}
  void send_all(std::span<const std::byte>) override { throw std::logic_error("lent: one direction only"); }
  std::size_t recv_some(std::span<std::byte> room) override { return over_->take(room); }
  void close() noexcept override {}

 private:
  std::shared_ptr<loans> over_;
};

}  // namespace

connection open_lent() {
  const auto over = std::make_shared<loans>();
  return {std::make_unique<lender>(over), std::make_unique<taker>(over)};
}

}  // namespace loopsock_bars
