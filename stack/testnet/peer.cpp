// peer: the test itself on a lan.
#include "stack/testnet/inside.hpp"

namespace loopsock::testnet {

const std::string& peer::address() const noexcept { return impl_.first4; }
const std::string& peer::address6() const noexcept { return impl_.first6; }
link& peer::link() noexcept { return impl_.cable.face; }
std::size_t peer::waiting() const noexcept { return impl_.inbox.size(); }

void peer::send(std::span<const std::byte> packet) { impl_.net.send(impl_, packet); }

std::vector<std::byte> peer::receive(nanoseconds within) {
  const time_point until = ::loopsock::host::now() + within;
  while (impl_.inbox.empty()) {
    const std::uint32_t so_far = impl_.came.load(std::memory_order_acquire);
    if (!::loopsock::host::waiting->wait(impl_.came, so_far, until)) break;
  }
  if (impl_.inbox.empty()) return {};
  std::vector<std::byte> first = std::move(impl_.inbox.front());
  impl_.inbox.pop_front();
  return first;
}

}  // namespace loopsock::testnet
