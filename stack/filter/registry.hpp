// registry: the filters of the process, and asking them.
//
//   add ─► [ 1 ][ 2 ][ 3 ]     asked from the first on; each is held while its callout runs, and only then
//              remove ┘ marks it, and waits until nobody holds it
//
// The callouts run with no lock held. So that a filter can be removed while others ask, whoever asks counts itself in at the entry, under
// the registry's small lock, and out again afterwards; the last one out of a removed entry frees it, or wakes the remover who waits to.
//
// Who only wants to know whether anybody has to be asked reads one word (installed()): without filters that is all that a connect pays,
// and data pays nothing.
//
// Threads  any. Errors  in loopsock::error.
// Memory   an entry owns its callouts; their destructor runs with no lock held, when the filter is gone for good.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include <loopsock/error.hpp>

#include "stack/filter/flow.hpp"

namespace loopsock::filter {

/// What a filter is made of. Called with no lock held, by several threads at once.
class callouts {
 public:
  callouts() = default;
  callouts(const callouts&) = delete;
  callouts& operator=(const callouts&) = delete;
  virtual ~callouts() = default;

  /// connect, listen, accept, fast_path.
  virtual verdict decide(layer at, const flow& about) noexcept = 0;
  virtual void established(const flow& about) noexcept = 0;
  virtual verdict inspect(const flow& about, const portion& piece) noexcept = 0;
};

using filter_id = std::uint64_t;

/// no_buffers.
error add(std::unique_ptr<callouts> what, std::uint32_t layers, filter_id& out) noexcept;
/// Waits until no callout of it runs, unless this thread is in a callout. invalid_argument: no such filter.
error remove(filter_id which) noexcept;

/// The layers at which somebody wants to be asked. Writers: add() and remove(), under the registry's lock; readers: whoever connects,
/// listens or sends a datagram. relaxed: who has to see a filter was told of it by whoever added it.
inline std::atomic<std::uint32_t> layers_installed{0};
inline bool installed(layer which) noexcept {
  const std::uint32_t wanted = layers_installed.load(std::memory_order_relaxed) & static_cast<std::uint32_t>(which);
  return __builtin_expect(wanted != 0, 0) != 0;  // mostly there are no filters, and then nobody jumps
}

/// Asks all filters of that layer. No lock held.
verdict decide(layer at, const flow& about) noexcept;
/// Tells all filters of the layer "established".
void established(const flow& about) noexcept;
/// Asks the filters that were there at the moment `since` (latest()).
verdict inspect(const flow& about, const portion& piece, filter_id since) noexcept;

/// How many there are.
std::size_t count() noexcept;
/// The youngest filter there ever was.
filter_id latest() noexcept;
/// A number for an established flow.
std::uint64_t next_flow() noexcept;

}  // namespace loopsock::filter
