// conditions: what one direction of a link does to a packet.
#include <algorithm>

#include "stack/testnet/inside.hpp"

namespace loopsock::testnet {

struct delay_of {
  static nanoseconds draw(const delay& d, draws& chance) noexcept {
    using shape = delay::shape;
    const auto between = [&](nanoseconds least, nanoseconds most) {
      if (most <= least) return least;
      return least + nanoseconds(static_cast<std::int64_t>(
                         chance.below(static_cast<std::uint64_t>((most - least).count()) + 1)));
    };
    switch (d.shape_) {
      case shape::uniform: return between(d.least_, d.most_);
      case shape::normal:
        return d.least_ +
               nanoseconds(static_cast<std::int64_t>(chance.normal() * static_cast<double>(d.most_.count())));
      case shape::long_tail: return chance.happens(d.share_) ? between(d.least_, d.most_) : d.least_;
    }
    return {};
  }
};

time_point direction::impl::draw_arrival(time_point from) noexcept {
  time_point arrival = from + std::max(nanoseconds(0), delay_of::draw(set.latency, chance));
  if (!set.reorders) arrival = std::max(arrival, last_arrival);
  last_arrival = std::max(last_arrival, arrival);
  return arrival;
}

direction::impl::outcome direction::impl::judge(std::size_t bytes, time_point now) noexcept {
  const auto drop = [](std::uint64_t& count, const char* why) {
    ++count;
    outcome lost;
    lost.dropped = why;
    return lost;
  };
  if (is_cut) return drop(counts.cut, "the link is cut");
  if (partitions != 0) return drop(counts.cut, "partition");
  if (set.mtu != 0 && bytes > set.mtu) return drop(counts.too_large, "larger than the link's MTU");
  if (set.burst) {
    bad = bad ? !chance.happens(set.burst->end) : chance.happens(set.burst->begin);
    if (chance.happens(bad ? set.burst->loss_inside : set.burst->loss_outside))
      return drop(counts.lost, "lost in a burst");
  }
  if (chance.happens(set.loss)) return drop(counts.lost, "lost");

  time_point sent = now;
  if (set.bandwidth != 0) {
    const double seconds_per_byte = 8.0 / static_cast<double>(set.bandwidth);
    const auto takes = [&](std::size_t count) {
      return nanoseconds(static_cast<std::int64_t>(static_cast<double>(count) * seconds_per_byte * 1e9));
    };
    if (free_at > now && free_at - now > takes(set.queue_bytes))
      return drop(counts.queue_full, "the link's queue is full");
    sent = free_at = std::max(free_at, now) + takes(bytes);
  }
  outcome passes;
  passes.damaged = chance.happens(set.corruption);
  passes.twice = chance.happens(set.duplication);
  passes.through = draw_arrival(sent);
  counts.corrupted += passes.damaged ? 1 : 0;
  counts.duplicated += passes.twice ? 1 : 0;
  ++counts.carried;
  return passes;
}

// -------------------------------------------------------------------------------------------------------- what the test says

void direction::set(const conditions& now, under_way packets) {
  const auto share = [](double one) { return one >= 0 && one <= 1; };
  const bool right = share(now.loss) && share(now.duplication) && share(now.corruption) &&
                     (!now.burst || (share(now.burst->begin) && share(now.burst->end) &&
                                     share(now.burst->loss_inside) && share(now.burst->loss_outside)));
  if (!right) throw std::invalid_argument("testnet: a share is from 0 to 1");
  impl_.set = now;
  if (packets == under_way::too) impl_.net.judge_again(impl_);
}

const conditions& direction::now() const noexcept { return impl_.set; }
void direction::cut() noexcept { impl_.is_cut = true; }
void direction::mend() noexcept { impl_.is_cut = false; }
void direction::hold() noexcept { impl_.holds = true; }
void direction::release() { impl_.net.release(impl_); }
traffic direction::so_far() const noexcept { return impl_.counts; }

void link::set(const conditions& now, under_way packets) {
  out_.set(now, packets);
  back_.set(now, packets);
}
void link::cut() noexcept {
  out_.cut();
  back_.cut();
}
void link::mend() noexcept {
  out_.mend();
  back_.mend();
}
void link::hold() noexcept {
  out_.hold();
  back_.hold();
}
void link::release() {
  out_.release();
  back_.release();
}

const std::string& lan::name() const noexcept { return impl_.name; }

}  // namespace loopsock::testnet
