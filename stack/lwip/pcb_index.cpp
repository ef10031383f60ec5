// pcb_index: see the header.
#include "stack/lwip/pcb_index.hpp"

#include <cassert>
#include <new>

#include "stack/base/node_state.hpp"

namespace loopsock::lwip {
namespace {

// What a program with few connections gets along with.
constexpr std::uint32_t first_count = 128;
LOOPSOCK_NODE_STATE pcb_berth* first_table[first_count] = {};

}  // namespace

// Guarded by the core lock, as is all here.
LOOPSOCK_NODE_STATE pcb_chains the_pcb_chains{first_table, first_count - 1};

namespace {

LOOPSOCK_NODE_STATE std::size_t indexed = 0;

void put_in(pcb_berth& one) noexcept {
  pcb_berth*& chain = the_pcb_chains.first[one.hash & the_pcb_chains.mask];
  one.next_in_chain = chain;
  one.chained_at = &chain;
  if (chain != nullptr) chain->chained_at = &one.next_in_chain;
  chain = &one;
}

void grow() noexcept {
  const pcb_chains smaller = the_pcb_chains;
  const std::size_t count = std::size_t{smaller.mask} + 1;
  auto* const larger = new (std::nothrow) pcb_berth* [2 * count] {};
  if (larger == nullptr) return;
  the_pcb_chains = {larger, static_cast<std::uint32_t>(2 * count - 1)};
  for (std::size_t i = 0; i < count; ++i) {
    for (pcb_berth* one = smaller.first[i]; one != nullptr;) {
      pcb_berth* const next = one->next_in_chain;
      put_in(*one);
      one = next;
    }
  }
  if (smaller.first != first_table) delete[] smaller.first;
}

}  // namespace

void index_pcb(pcb_berth& one) noexcept {
  assert(one.chained_at == nullptr);
  if (indexed > the_pcb_chains.mask) grow();
  put_in(one);
  ++indexed;
}

void unindex_pcb(pcb_berth& one) noexcept {
  if (one.chained_at == nullptr) return;
  *one.chained_at = one.next_in_chain;
  if (one.next_in_chain != nullptr) one.next_in_chain->chained_at = one.chained_at;
  one.chained_at = nullptr;
  one.next_in_chain = nullptr;
  --indexed;
}

void free_pcb_index() noexcept {
  if (the_pcb_chains.first != first_table) delete[] the_pcb_chains.first;
  the_pcb_chains = {first_table, first_count - 1};
}

}  // namespace loopsock::lwip
