// node: see the header.
#include "stack/lwip/node.hpp"

#include <cassert>
#include <cstring>
#include <new>
#include <utility>

#include "stack/base/node_state.hpp"
#include "stack/lwip/core_lock.hpp"

// The ends of the section, by the linker's own names for them.
extern "C" {
[[gnu::visibility("hidden")]] extern std::byte __start_loopsock_node[];
[[gnu::visibility("hidden")]] extern std::byte __stop_loopsock_node[];
}

namespace loopsock::lwip {
namespace {

constinit node first_node;

// All guarded by the core lock.
constinit std::atomic<node*> slots[most_nodes] = {&first_node};
constinit node* in_place = &first_node;
constinit std::byte* fresh_image = nullptr;  // of a node that has done nothing; taken before the first one does
constinit std::size_t slots_made = 1;

constinit std::atomic<node*> default_node{nullptr};  // writer: set_default_node(); readers: threads without one
thread_local constinit node* threads_node = nullptr;

std::size_t image_bytes() noexcept { return static_cast<std::size_t>(__stop_loopsock_node - __start_loopsock_node); }

std::byte* make_image() noexcept { return new (std::nothrow) std::byte[image_bytes()]; }

/// Core lock held.
node* free_slot() noexcept {
  for (std::size_t i = 1; i < slots_made; ++i) {
    node* const one = slots[i].load(std::memory_order_relaxed);
    if (!one->taken) return one;
  }
  if (slots_made == most_nodes) return nullptr;
  node* const made = new (std::nothrow) node;
  if (made == nullptr) return nullptr;
  made->number = static_cast<node_number>(slots_made);
  // release: pairs with node_at().
  slots[slots_made++].store(made, std::memory_order_release);
  return made;
}

}  // namespace

node& own_node() noexcept { return first_node; }

node* node_at(node_number number) noexcept {
  // acquire: pairs with free_slot().
  return number < most_nodes ? slots[number].load(std::memory_order_acquire) : nullptr;
}

bool remember_fresh_state() noexcept {
  if (fresh_image != nullptr) return true;
  assert(in_place == &first_node && !first_node.started);
  fresh_image = make_image();
  if (fresh_image == nullptr) return false;
  std::memcpy(fresh_image, __start_loopsock_node, image_bytes());
  return true;
}

node* make_node() noexcept {
  node* made;
  {
    const plain_core_lock lock(own_node());
    if ((made = free_slot()) == nullptr) return nullptr;
    made->taken = true;
  }
  if (renew_node(*made)) return made;
  give_back_node(*made);
  return nullptr;
}

bool renew_node(node& ended) noexcept {
  const plain_core_lock lock(own_node());
  assert(ended.taken && ended.image == nullptr);
  if (!remember_fresh_state()) return false;
  if (first_node.image == nullptr && (first_node.image = make_image()) == nullptr) return false;
  if ((ended.image = make_image()) == nullptr) return false;
  std::memcpy(ended.image, fresh_image, image_bytes());
  ended.down.store(false, std::memory_order_release);
  ended.next_due.store(host::never.time_since_epoch().count(), std::memory_order_relaxed);
  return true;
}

void end_node(node& ended) noexcept {
  assert(&ended != &first_node);
  ended.down.store(true, std::memory_order_release);
  free_state_of(ended);
  const plain_core_lock lock(own_node());
  delete[] std::exchange(ended.image, nullptr);
  ended.started = false;
}

void give_back_node(node& ended) noexcept {
  const plain_core_lock lock(own_node());
  ended.timer_moved.store(nullptr, std::memory_order_relaxed);
  ended.taken = false;
}

node& this_threads_node() noexcept {
  if (threads_node != nullptr) return *threads_node;
  node* const usual = default_node.load(std::memory_order_acquire);
  return usual != nullptr ? *usual : first_node;
}

node* set_this_threads_node(node* on) noexcept { return std::exchange(threads_node, on); }

void set_default_node(node* on) noexcept { default_node.store(on, std::memory_order_release); }

node& node_in_place() noexcept { return *in_place; }

void put_in_place(node& wanted) noexcept {
  assert(core_is_locked());
  if (&wanted == in_place) return;
  std::memcpy(in_place->image, __start_loopsock_node, image_bytes());
  std::memcpy(__start_loopsock_node, wanted.image, image_bytes());
  in_place = &wanted;
}

}  // namespace loopsock::lwip
