// session: what is written, and what is left out.
#include "stack/capture/session.hpp"

#include <algorithm>
#include <vector>

#include "stack/capture/name_pattern.hpp"

namespace loopsock::capture {
namespace {

// So much may be missing in the file of a process that was killed, or to somebody who looks while it grows.
constexpr std::chrono::milliseconds between_flushes{100};

}  // namespace

session::session(std::unique_ptr<byte_sink> to, const session_settings& settings, host::time_point now)
    : sink_(std::move(to)),
      writer_(*sink_),
      patterns_(settings.interfaces),
      snap_length_(settings.snap_length),
      maximum_bytes_(settings.maximum_bytes),
      to_wall_clock_(settings.to_wall_clock),
      flushed_at_(now) {
  good_ = writer_.section("loopsock");
  add_names(settings.names);
}

void session::add_interface(const interface_facts& one, host::time_point now) {
  if (!matches(patterns_, one.name) || (one.again && patterns_.empty())) return;
  seen_interface& made = interfaces_[one.number];
  made.index = static_cast<std::uint32_t>(interfaces_.size() - 1);
  made.counts.first = wall(now);
  good_ = writer_.interface(one.name, one.description, one.type, snap_length_) && good_;
}

void session::add_names(std::span<const known_name> list) noexcept {
  if (!list.empty()) good_ = writer_.names(list) && good_;
}

void session::note(std::uint32_t interface, host::time_point when, direction which, const_buffers packet,
                   std::string_view comment) noexcept {
  const auto found = interfaces_.find(interface);
  if (found == interfaces_.end()) return;
  seen_interface& at = found->second;
  ++at.counts.received;
  std::size_t captured = total_size(packet);
  if (snap_length_ != 0) captured = std::min<std::size_t>(captured, snap_length_);
  const bool room = has_room_for(pcapng_writer::packet_bytes(captured, comment));
  if (room) good_ = writer_.packet(at.index, wall(when), which, packet, captured, comment) && good_;
  if (!room || !good_) {
    ++at.counts.dropped;
    ++left_out_;
    return;
  }
  ++at.counts.written;
  ++packets_;
  flush_now_and_then(when);
}

bool session::has_room_for(std::size_t bytes) const noexcept {
  const std::size_t to_come = interfaces_.size() * pcapng_writer::statistics_bytes;
  return maximum_bytes_ == 0 || writer_.bytes_written() + bytes + to_come <= maximum_bytes_;
}

void session::flush_now_and_then(host::time_point when) noexcept {
  if (when - flushed_at_ < between_flushes) return;
  flushed_at_ = when;
  good_ = writer_.flush() && good_;
}

bool session::finish(host::time_point now) noexcept {
  // In the order of the interfaces, whatever the map's is. (Sought again each time: no memory is needed, and there are few.)
  for (std::uint32_t index = 0; index < interfaces_.size(); ++index) {
    for (auto& [number, at] : interfaces_) {
      if (at.index != index) continue;
      at.counts.last = wall(now);
      good_ = writer_.statistics(index, wall(now), at.counts) && good_;
    }
  }
  return good_ = writer_.flush() && good_;
}

session_counts session::counts() const noexcept { return {packets_, left_out_, writer_.bytes_written(), !good_}; }

}  // namespace loopsock::capture
