// capture: the interfaces and sessions there are, and their one lock.
#include "stack/capture/capture.hpp"

#include <algorithm>
#include <mutex>
#include <new>
#include <vector>

#include "stack/host/spin_mutex.hpp"

namespace loopsock::capture {
namespace {

struct open_session {
  session_number number = 0;
  std::unique_ptr<session> one;
};

struct everything {
  host::spin_mutex lock;
  std::vector<interface_facts> interfaces;
  std::vector<open_session> sessions;
  std::uint32_t last_interface = 0;
  session_number last_session = 0;

  session* find(session_number number) noexcept {
    for (open_session& at : sessions)
      if (at.number == number) return at.one.get();
    return nullptr;
  }
};

everything& all() noexcept {
  static everything& one = *new everything;  // leaked: packets during exit must still find it
  return one;
}

constexpr outcome outcome_of(bool written) noexcept { return written ? outcome::ok : outcome::cannot_write; }

}  // namespace

std::atomic<bool> detail::attached{false};

void attach() noexcept { detail::attached.store(true, std::memory_order_relaxed); }

bool detach() noexcept {
  everything& the = all();
  const std::lock_guard hold(the.lock);
  if (the.sessions.empty()) detail::attached.store(false, std::memory_order_relaxed);
  return the.sessions.empty();
}

// ------------------------------------------------------------------------------------------------------------- interfaces

interface::interface(std::string_view name, std::string_view description, link_type type, view seen) noexcept try {
  everything& the = all();
  const std::lock_guard hold(the.lock);
  the.interfaces.push_back(
      {the.last_interface + 1, std::string(name), std::string(description), type, seen == view::again});
  number_ = ++the.last_interface;
  for (open_session& at : the.sessions) at.one->add_interface(the.interfaces.back(), host::now());
} catch (const std::bad_alloc&) {
  // The program goes on, and its packets are not seen.
}

interface::~interface() {
  everything& the = all();
  const std::lock_guard hold(the.lock);
  std::erase_if(the.interfaces, [&](const interface_facts& one) { return one.number == number_; });
}

// ---------------------------------------------------------------------------------------------------------------- packets

void note(const interface& at, host::time_point when, direction which, const_buffers packet,
          std::string_view comment) noexcept {
  everything& the = all();
  const std::lock_guard hold(the.lock);
  for (open_session& one : the.sessions) one.one->note(at.number(), when, which, packet, comment);
}

void note_now(const interface& at, direction which, const_buffers packet, std::string_view comment) noexcept {
  everything& the = all();
  const std::lock_guard hold(the.lock);
  const host::time_point now = host::now();  // under the lock, or a later one could be written first
  for (open_session& one : the.sessions) one.one->note(at.number(), now, which, packet, comment);
}

void note_name(const known_name& one) noexcept {
  everything& the = all();
  const std::lock_guard hold(the.lock);
  for (open_session& at : the.sessions) at.one->add_names({&one, 1});
}

// --------------------------------------------------------------------------------------------------------------- sessions

outcome open(std::unique_ptr<byte_sink> to, const session_settings& settings, session_number& out) noexcept try {
  everything& the = all();
  const std::lock_guard hold(the.lock);
  const host::time_point now = host::now();
  auto fresh = std::make_unique<session>(std::move(to), settings, now);
  for (const interface_facts& one : the.interfaces) fresh->add_interface(one, now);
  if (!fresh->flush()) return outcome::cannot_write;
  the.sessions.push_back({the.last_session + 1, std::move(fresh)});
  out = ++the.last_session;
  return outcome::ok;
} catch (const std::bad_alloc&) {
  return outcome::no_memory;
}

outcome flush(session_number which) noexcept {
  everything& the = all();
  const std::lock_guard hold(the.lock);
  session* const one = the.find(which);
  return one == nullptr ? outcome::no_such_session : outcome_of(one->flush());
}

outcome query(session_number which, session_counts& out) noexcept {
  everything& the = all();
  const std::lock_guard hold(the.lock);
  const session* const one = the.find(which);
  if (one == nullptr) return outcome::no_such_session;
  out = one->counts();
  return outcome::ok;
}

outcome close(session_number which, session_counts& out) noexcept {
  std::unique_ptr<session> mine;
  {
    everything& the = all();
    const std::lock_guard hold(the.lock);
    const auto at = std::find_if(the.sessions.begin(), the.sessions.end(),
                                 [&](const open_session& one) { return one.number == which; });
    if (at == the.sessions.end()) return outcome::no_such_session;
    mine = std::move(at->one);
    the.sessions.erase(at);
  }
  const bool whole = mine->finish(host::now());
  out = mine->counts();
  return outcome_of(whole);
}

}  // namespace loopsock::capture
