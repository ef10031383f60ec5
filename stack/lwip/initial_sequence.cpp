// initial_sequence: see the header.
#include "stack/lwip/initial_sequence.hpp"

#include <array>
#include <bit>
#include <optional>

#include "stack/base/node_state.hpp"
#include "stack/host/chance.hpp"
#include "stack/host/waiting.hpp"
#include "stack/lwip/ip_convert.hpp"

namespace loopsock::lwip {
namespace {

struct secret_key {
  std::uint64_t low, high;
};

LOOPSOCK_NODE_STATE std::optional<secret_key> drawn;
LOOPSOCK_NODE_STATE std::uint64_t numbers_given = 0;

const secret_key& key() noexcept {
  if (!drawn) drawn = secret_key{host::random_word(), host::random_word()};
  return *drawn;
}

/// SipHash-2-4 (Aumasson and Bernstein, 2012) of whole 64-bit words.
class siphash {
 public:
  explicit siphash(const secret_key& k) noexcept
      : v0_(k.low ^ 0x736f6d6570736575),
        v1_(k.high ^ 0x646f72616e646f6d),
        v2_(k.low ^ 0x6c7967656e657261),
        v3_(k.high ^ 0x7465646279746573) {}

  void add(std::uint64_t word) noexcept {
    v3_ ^= word;
    round();
    round();
    v0_ ^= word;
    ++words_;
  }

  std::uint64_t finish() noexcept {
    add(words_ * 8 << 56);  // the length in bytes, as the function's padding has it
    v2_ ^= 0xff;
    for (int i = 0; i < 4; ++i) round();
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

 private:
  void round() noexcept {
    v0_ += v1_;
    v1_ = std::rotl(v1_, 13) ^ v0_;
    v0_ = std::rotl(v0_, 32);
    v2_ += v3_;
    v3_ = std::rotl(v3_, 16) ^ v2_;
    v0_ += v3_;
    v3_ = std::rotl(v3_, 21) ^ v0_;
    v2_ += v1_;
    v1_ = std::rotl(v1_, 17) ^ v2_;
    v2_ = std::rotl(v2_, 32);
  }

  std::uint64_t v0_, v1_, v2_, v3_;
  std::uint64_t words_ = 0;
};

void add_address(siphash& hash, const ip_addr_t& address) noexcept {
  const auto words = std::bit_cast<std::array<std::uint64_t, 2>>(from_lwip(address).bytes);
  hash.add(words[0]);
  hash.add(words[1]);
}

}  // namespace

std::uint32_t initial_sequence(const ip_addr_t& local, std::uint16_t local_port, const ip_addr_t& remote,
                               std::uint16_t remote_port) noexcept {
  siphash hash(key());
  add_address(hash, local);
  add_address(hash, remote);
  hash.add((std::uint64_t{local_port} << 16) | remote_port);
  const auto ticks = host::now().time_since_epoch() / std::chrono::microseconds(4);
  return static_cast<std::uint32_t>(hash.finish()) + static_cast<std::uint32_t>(ticks);
}

void draw_secret() noexcept { (void)key(); }

std::uint32_t random_number() noexcept {
  // The same function over a counter: as hard to guess as its key.
  siphash hash(key());
  hash.add(++numbers_given);
  return static_cast<std::uint32_t>(hash.finish());
}

}  // namespace loopsock::lwip
