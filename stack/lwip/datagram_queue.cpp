// datagram_queue: see the header.
#include "stack/lwip/datagram_queue.hpp"

#include <lwip/pbuf.h>

#include <algorithm>
#include <cassert>
#include <new>

namespace loopsock::lwip {
namespace {

// A queued datagram costs some 200 bytes beside its payload. Charging all of it would let 64 KB hold 300 small datagrams where
// Windows holds thousands; 32 bounds the memory of a full queue to about six times its limit.
constexpr std::size_t least_charge = 32;

std::size_t charge_of(const pbuf* data) noexcept { return std::max<std::size_t>(data->tot_len, least_charge); }

}  // namespace

bool datagram_queue::push(pbuf* data, const endpoint& from, const datagram_label& label, std::size_t limit) noexcept {
  const std::size_t charge = charge_of(data);
  const bool fits = first_ == nullptr || (charge_ <= limit && charge <= limit - charge_);
  datagram* entry = fits ? new (std::nothrow) datagram{nullptr, data, from, label} : nullptr;
  if (entry == nullptr) {
    pbuf_free(data);
    return false;
  }
  (last_ != nullptr ? last_->next : first_) = entry;
  last_ = entry;
  bytes_ += data->tot_len;
  charge_ += charge;
  check_invariants();
  return true;
}

void datagram_queue::drop_first() noexcept {
  datagram* entry = first_;
  if (entry == nullptr) return;
  first_ = entry->next;
  if (first_ == nullptr) last_ = nullptr;
  bytes_ -= entry->data->tot_len;
  charge_ -= charge_of(entry->data);
  pbuf_free(entry->data);
  delete entry;
  check_invariants();
}

void datagram_queue::clear() noexcept {
  while (first_ != nullptr) drop_first();
}

void datagram_queue::check_invariants() const noexcept {
  // The two ends exist together.
  assert((first_ == nullptr) == (last_ == nullptr));
  // Nothing is counted when nothing waits, and what waits is counted.
  assert((first_ == nullptr) == (charge_ == 0));
  // No datagram counts less than its bytes.
  assert(bytes_ <= charge_);
}

}  // namespace loopsock::lwip
