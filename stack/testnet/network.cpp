// network: packets from wire to wire, and the order of what happens.
#include <algorithm>
#include <cstring>
#include <queue>

#include "stack/base/deferred.hpp"
#include "stack/lwip/core.hpp"
#include "stack/socket/socket.hpp"
#include "stack/socket/socket_table.hpp"
#include "stack/testnet/hand_driver.hpp"
#include "stack/testnet/inside.hpp"
#include "stack/testnet/ip_header.hpp"

namespace loopsock::testnet {
namespace {

bool is_for_all(const ip_address& to, const host::impl& from) noexcept {
  if (to.is_multicast() || to == ip_address::v4(255, 255, 255, 255)) return true;
  for (const auto& own : from.addresses) {
    if (!own.address.is_v4() || !to.is_v4() || own.prefix_bits >= 31) continue;
    const auto word = [](const ip_address& a) {
      return std::uint32_t{a.bytes[0]} << 24 | std::uint32_t{a.bytes[1]} << 16 | std::uint32_t{a.bytes[2]} << 8 |
             a.bytes[3];
    };
    const std::uint32_t hosts_part = own.prefix_bits == 0 ? ~0u : (1u << (32 - own.prefix_bits)) - 1;
    if (word(to) == (word(own.address) | hosts_part)) return true;
  }
  return false;
}

void see(const capture::interface& at, capture::direction which, std::span<const std::byte> packet,
         std::string_view comment = {}) noexcept {
  if (!capture::attached()) return;
  const const_buffer whole{packet.data(), packet.size()};
  capture::note(at, ::loopsock::host::now(), which, {&whole, 1}, comment);
}

void mix(std::uint64_t& hash, std::uint64_t word) noexcept {
  hash ^= word;
  hash *= 0x9fb21c651e98df25u;
  hash ^= hash >> 32;
}

}  // namespace

// --------------------------------------------------------------------------------------------------------------------- ways

std::shared_ptr<const route> network::way(host::impl& from, host::impl& to) {
  std::shared_ptr<const route>& known = routes_[{&from, &to}];
  if (known != nullptr) return known;
  auto fresh = std::make_shared<route>();
  if (const auto pair = overlays.find({&from, &to}); pair != overlays.end()) fresh->push_back(&pair->second->out);
  if (const auto pair = overlays.find({&to, &from}); pair != overlays.end()) fresh->push_back(&pair->second->back);
  fresh->push_back(&from.cable.out);
  // Breadth first, so over the fewest links; among as many, over those that were made first.
  std::map<lan::impl*, std::pair<lan::impl*, direction::impl*>> reached{{&from.on, {nullptr, nullptr}}};
  std::queue<lan::impl*> edge;
  for (edge.push(&from.on); !edge.empty() && !reached.contains(&to.on); edge.pop()) {
    for (const auto& [next, over] : edge.front()->neighbours) {
      if (reached.try_emplace(next, edge.front(), over).second) edge.push(next);
    }
  }
  const auto end = reached.find(&to.on);
  if (end == reached.end()) return nullptr;
  std::vector<direction::impl*> backwards;
  for (auto at = end; at->second.second != nullptr; at = reached.find(at->second.first))
    backwards.push_back(at->second.second);
  fresh->insert(fresh->end(), backwards.rbegin(), backwards.rend());
  fresh->push_back(&to.cable.back);
  return known = std::move(fresh);
}

void network::send(host::impl& from, std::span<const std::byte> packet) noexcept {
  const std::lock_guard hold(mutex_);
  if (!from.up) return;
  see(from.eye, capture::direction::outbound, packet);
  const ip_address to = destination_of(packet);
  if (is_for_all(to, from)) {
    for (host::impl* const other : from.on.hosts) {
      if (other != &from) send_to(from, *other, packet);
    }
    return;
  }
  const auto found = by_address.find(to);
  if (found != by_address.end()) return send_to(from, *found->second, packet);
  note(from.cable.out, "nobody has this address", packet, ::loopsock::host::now());
}

void network::send_to(host::impl& from, host::impl& to, std::span<const std::byte> packet) {
  std::shared_ptr<const route> over = way(from, to);
  if (over == nullptr) return note(from.cable.out, "there is no way", packet, ::loopsock::host::now());
  flight one;
  one.bytes.assign(packet.begin(), packet.end());
  one.way = std::move(over);
  one.to = &to;
  enter(std::move(one), ::loopsock::host::now());
}

// ------------------------------------------------------------------------------------------------------------------ flights

void network::enter(flight&& one, time_point now) {
  direction::impl& through = *(*one.way)[one.hop];
  one.sent = now;
  if (through.holds) {
    through.held.push_back(std::move(one));
    return;
  }
  if (through.routed && !take_hop(one.bytes)) return note(through, "no hops left", one.bytes, now);
  const auto judged = through.judge(one.bytes.size(), now);
  note(through, judged.dropped, one.bytes, now);
  if (judged.dropped != nullptr) return;
  if (judged.damaged) {
    const std::uint64_t bit = through.chance.below(one.bytes.size() * 8);
    one.bytes[bit / 8] ^= std::byte(1u << bit % 8);
  }
  if (judged.twice) {
    flight second = one;
    flights_.emplace(key{through.draw_arrival(judged.through), ++flown_}, std::move(second));
  }
  flights_.emplace(key{judged.through, ++flown_}, std::move(one));
}

void network::judge_again(direction::impl& one) {
  const std::lock_guard hold(mutex_);
  const time_point now = ::loopsock::host::now();
  std::vector<flight> affected;
  for (auto at = flights_.begin(); at != flights_.end();) {
    if ((*at->second.way)[at->second.hop] == &one) {
      affected.push_back(std::move(at->second));
      at = flights_.erase(at);
    } else {
      ++at;
    }
  }
  one.last_arrival = one.free_at = {};
  for (flight& each : affected) {
    const time_point sent = each.sent;
    --one.counts.carried;  // it is counted anew
    const auto judged = one.judge(each.bytes.size(), sent);
    if (judged.dropped != nullptr) {
      note(one, judged.dropped, each.bytes, now);
      continue;
    }
    flights_.emplace(key{std::max(now, judged.through), ++flown_}, std::move(each));
  }
}

void network::release(direction::impl& one) {
  const std::lock_guard hold(mutex_);
  one.holds = false;
  const time_point now = ::loopsock::host::now();
  for (flight& each : std::exchange(one.held, {})) enter(std::move(each), now);
}

void network::note(const direction::impl& where, const char* dropped, std::span<const std::byte> packet,
                   time_point when) noexcept {
  if (dropped != nullptr) see(eye_, capture::direction::unknown, packet, dropped);
  mix(hash, static_cast<std::uint64_t>(when.time_since_epoch().count()));
  for (const char letter : where.name) mix(hash, static_cast<unsigned char>(letter));
  mix(hash, dropped == nullptr ? 1 : 2);
  std::size_t at = 0;
  for (; at + 8 <= packet.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, packet.data() + at, sizeof word);
    mix(hash, word);
  }
  for (; at < packet.size(); ++at) mix(hash, std::to_integer<std::uint64_t>(packet[at]));
}

void network::arrive(flight& one) noexcept {
  host::impl& to = *one.to;
  see(eye_, capture::direction::unknown, one.bytes, to.up ? "" : "the host is down");
  if (to.up) see(to.eye, capture::direction::inbound, one.bytes);
  if (!to.up) return;
  if (to.scripted) {
    to.inbox.push_back(std::move(one.bytes));
    to.came.fetch_add(1, std::memory_order_release);
    ::loopsock::host::waiting->wake(to.came, true);
    return;
  }
  deferred work;
  {
    const lwip::core_guard core(work, *to.node);
    to.wire->receive(one.bytes);
  }
  work.run();
}

// ------------------------------------------------------------------------------------------------------------ what is due when

void network::timer_moved(lwip::node& of) noexcept {
  const std::lock_guard hold(mutex_);
  const time_point due = lwip::next_timer(of);
  const auto [known, fresh] = timer_of_.try_emplace(of.number, due);
  if (!fresh) {
    timers_.erase({known->second, of.number});
    known->second = due;
  }
  if (due != ::loopsock::host::never) timers_.emplace(due, of.number);
}

void network::note_unanswered(handle number, std::uint32_t attempt) {
  constexpr std::chrono::seconds patience{21};  // as long as lwIP's and Windows'
  const std::lock_guard hold(mutex_);
  unanswered_.emplace(key{::loopsock::host::now() + patience, ++flown_}, std::pair(number, attempt));
}

void network::forget_timer(const lwip::node& of) noexcept {
  const std::lock_guard hold(mutex_);
  const auto known = timer_of_.find(of.number);
  if (known == timer_of_.end()) return;
  timers_.erase({known->second, of.number});
  timer_of_.erase(known);
}

time_point network::next() noexcept {
  const std::lock_guard hold(mutex_);
  const time_point packet = flights_.empty() ? ::loopsock::host::never : flights_.begin()->first.first;
  const time_point timer = timers_.empty() ? ::loopsock::host::never : timers_.begin()->first;
  const time_point given_up = unanswered_.empty() ? ::loopsock::host::never : unanswered_.begin()->first.first;
  return std::min({packet, timer, given_up, next_by_hand()});
}

void network::run() noexcept {
  const time_point now = ::loopsock::host::now();
  for (;;) {
    flight one;
    lwip::node* timer = nullptr;
    bool process = false;
    std::pair<handle, std::uint32_t> given_up{};
    {
      const std::lock_guard hold(mutex_);
      const bool packet_due = !flights_.empty() && flights_.begin()->first.first <= now;
      const bool timer_due = !timers_.empty() && timers_.begin()->first <= now;
      // At the same moment packets come first.
      if (packet_due && (!timer_due || flights_.begin()->first.first <= timers_.begin()->first)) {
        one = std::move(flights_.extract(flights_.begin()).mapped());
        if (++one.hop != one.way->size()) {
          enter(std::move(one), now);
          continue;
        }
      } else if (timer_due) {
        timer = lwip::node_at(timers_.begin()->second);
      } else if (!unanswered_.empty() && unanswered_.begin()->first.first <= now) {
        given_up = unanswered_.extract(unanswered_.begin()).mapped();
      } else if (next_by_hand() <= now) {
        process = true;
      } else {
        return;
      }
    }
    if (timer != nullptr) {
      lwip::run_timers(*timer);
      timer_moved(*timer);
    } else if (process) {
      run_by_hand();
    } else if (given_up.first != 0) {
      if (socket* const asking = sockets().find(given_up.first))
        asking->give_up_connect(given_up.first, given_up.second);
    } else {
      arrive(one);
    }
  }
}

bool network::on_stuck() noexcept {
  if (left == hope::all) {
    left = hope::halted;
    for (const auto& one : hosts) one->halt();
    return true;
  }
  if (left == hope::none || awaited == nullptr) return false;
  left = hope::none;
  ::loopsock::host::waiting->wake(*awaited, true);
  return true;
}

}  // namespace loopsock::testnet
