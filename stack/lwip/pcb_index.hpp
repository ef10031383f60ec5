// pcb_index: finds the pcbs that are parked (parked_pcbs.hpp) by the hash of their 4-tuple.
//
//   hash & mask ──►  chains_[ ●  ·  ●  · ]
//                             │     └─► berth
//                             └─► berth ─► berth        each lies in its stream
//
// Two 4-tuples may have one hash. Whoever wakes a pcb that was not meant has done no harm, so nobody compares the tuples but one who
// ends a connection.
//
// Threads  the core lock is held.
// Memory   one table, which doubles when there are more berths than chains, and never shrinks. Without memory for the larger one the
//          chains become longer. A look-up, an insertion that finds the table large enough and a removal allocate nothing.
#pragma once

#include <cstddef>
#include <cstdint>

#include "stack/lwip/stream_link.hpp"

struct tcp_pcb;

namespace loopsock::lwip {

/// Where a pcb lies.
enum class pcb_place : std::uint8_t {
  none,       // there is no pcb
  listed,     // at lwIP: tcp_active_pcbs, or not yet connecting
  time_wait,  // at lwIP: tcp_tw_pcbs
  // Parked: on no list of lwIP's.
  resting,  // no timer of lwIP's has anything to do for it
  alarmed,  // nothing before the tick `due`
  ticking,  // something with each tick
  waiting,  // in TIME-WAIT
};

/// What a stream keeps about the place of its pcb. The link is for the parked of one kind.
struct pcb_berth : stream_link {
  tcp_pcb* pcb = nullptr;
  pcb_berth* next_in_chain = nullptr;
  pcb_berth** chained_at = nullptr;  // what points to it in its chain; nullptr: it is not in the index
  std::uint32_t hash = 0;
  std::uint32_t due = 0;  // alarmed: one of lwIP's slow ticks
  pcb_place place = pcb_place::none;

  [[nodiscard]] bool parked() const noexcept { return place >= pcb_place::resting; }
};

/// Puts it in under its `hash`.
void index_pcb(pcb_berth& one) noexcept;
/// Takes it out, if it is in.
void unindex_pcb(pcb_berth& one) noexcept;

/// Gives the table's memory back; nothing is in it.
void free_pcb_index() noexcept;

/// The table; its size is a power of two.
struct pcb_chains {
  pcb_berth** first;
  std::uint32_t mask;  // the number of chains less one
};
extern pcb_chains the_pcb_chains;

/// `one`, or the next behind it with this hash; nullptr: none.
[[nodiscard]] inline pcb_berth* with_hash(pcb_berth* one, std::uint32_t hash) noexcept {
  while (one != nullptr && one->hash != hash) one = one->next_in_chain;
  return one;
}
/// The first of those with this hash, and the next; nullptr: no more. Inline, because each packet asks.
[[nodiscard]] inline pcb_berth* first_indexed(std::uint32_t hash) noexcept {
  return with_hash(the_pcb_chains.first[hash & the_pcb_chains.mask], hash);
}
[[nodiscard]] inline pcb_berth* next_indexed(const pcb_berth& one) noexcept {
  return with_hash(one.next_in_chain, one.hash);
}

}  // namespace loopsock::lwip
