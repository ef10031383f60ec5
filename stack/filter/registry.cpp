// registry: see the header.
#include "stack/filter/registry.hpp"

#include <algorithm>
#include <mutex>
#include <new>
#include <utility>

#include "stack/base/accept_gate.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/host/wake_word.hpp"

namespace loopsock::filter {
namespace {

struct entry {
  std::unique_ptr<callouts> what;
  std::uint32_t layers = 0;
  filter_id id = 0;
  std::uint32_t running = 0;           // threads in a callout of it
  bool removed = false;                // nobody comes in any more
  host::wake_word* remover = nullptr;  // who waits for the last one to leave, and frees it then
  entry* next = nullptr;
};

// Guards the list, oldest first, and what its entries say besides `what`.
constinit host::spin_mutex lock;
constinit entry* first = nullptr;
constinit filter_id last_id = 0;
// Writers: next_flow(), whoever has a connection.
constinit std::atomic<std::uint64_t> flows{0};

/// How deep this thread is in callouts. Written and read by its own thread only.
thread_local unsigned inside = 0;

// Lock held.
void note_layers() noexcept {
  std::uint32_t all = 0;
  for (const entry* at = first; at != nullptr; at = at->next) {
    if (!at->removed) all |= at->layers;
  }
  layers_installed.store(all, std::memory_order_relaxed);
  accept_gate::hold_all((all & static_cast<std::uint32_t>(layer::accept)) != 0);
}

void unlink(const entry& gone) noexcept {
  entry** place = &first;
  while (*place != &gone) place = &(*place)->next;
  *place = gone.next;
}

/// The first behind `after` that wants to be asked, counted in.
entry* enter(filter_id after, layer at, filter_id since) noexcept {
  const std::lock_guard hold(lock);
  for (entry* one = first; one != nullptr; one = one->next) {
    const bool wants = (one->layers & static_cast<std::uint32_t>(at)) != 0;
    if (one->id <= after || one->id > since || one->removed || !wants) continue;
    ++one->running;
    ++inside;
    return one;
  }
  return nullptr;
}

void leave(entry& one) noexcept {
  --inside;
  host::wake_word* remover = nullptr;
  {
    const std::lock_guard hold(lock);
    if (--one.running != 0 || !one.removed) return;
    unlink(one);
    remover = one.remover;
  }
  if (remover != nullptr) {
    remover->signal();  // the entry is the remover's now
  } else {
    delete &one;
  }
}

template <class Ask>
verdict ask_all(layer at, filter_id since, Ask ask) noexcept {
  verdict heaviest = verdict::permit;
  for (filter_id after = 0; heaviest < verdict::block;) {
    entry* const one = enter(after, at, since);
    if (one == nullptr) break;
    after = one->id;
    heaviest = std::max(heaviest, ask(*one->what));
    leave(*one);
  }
  return heaviest;
}

constexpr filter_id all_of_them = ~filter_id{0};

}  // namespace

error add(std::unique_ptr<callouts> what, std::uint32_t layers, filter_id& out) noexcept {
  auto* const fresh = new (std::nothrow) entry;
  if (fresh == nullptr) return error::no_buffers;
  fresh->what = std::move(what);
  fresh->layers = layers;
  const std::lock_guard hold(lock);
  out = fresh->id = ++last_id;
  entry** place = &first;
  while (*place != nullptr) place = &(*place)->next;
  *place = fresh;
  note_layers();
  return error::none;
}

error remove(filter_id which) noexcept {
  host::wake_word nobody_runs;
  entry* gone = nullptr;
  bool wait = false;
  {
    const std::lock_guard hold(lock);
    for (gone = first; gone != nullptr && (gone->id != which || gone->removed);) gone = gone->next;
    if (gone == nullptr) return error::invalid_argument;
    gone->removed = true;
    note_layers();
    if (gone->running == 0) {
      unlink(*gone);
    } else {
      if (inside != 0) return error::none;  // the last one out frees it
      gone->remover = &nobody_runs;
      wait = true;
    }
  }
  if (wait) nobody_runs.await();
  delete gone;
  return error::none;
}

verdict decide(layer at, const flow& about) noexcept {
  return ask_all(at, all_of_them, [&](callouts& one) { return one.decide(at, about); });
}

void established(const flow& about) noexcept {
  ask_all(layer::established, all_of_them, [&](callouts& one) {
    one.established(about);
    return verdict::permit;
  });
}

verdict inspect(const flow& about, const portion& piece, filter_id since) noexcept {
  return ask_all(layer::stream, since, [&](callouts& one) { return one.inspect(about, piece); });
}

std::size_t count() noexcept {
  const std::lock_guard hold(lock);
  std::size_t sum = 0;
  for (const entry* at = first; at != nullptr; at = at->next) sum += at->removed ? 0 : 1;
  return sum;
}

filter_id latest() noexcept {
  const std::lock_guard hold(lock);
  return last_id;
}

std::uint64_t next_flow() noexcept { return flows.fetch_add(1, std::memory_order_relaxed) + 1; }

}  // namespace loopsock::filter
