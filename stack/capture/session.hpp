// session: one capture into one sink: which interfaces, how much of each packet, how much in all.
//
// It begins with a section of its own, so a file may hold several, one behind the other. It ends when the sink fails, and takes no further
// packets when it is full; packets that are not written for either reason are counted.
//
// Threads  one at a time: the capture's lock.
// Memory   the sink is the session's. Packets are not kept.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "stack/capture/pcapng_writer.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::capture {

struct session_settings {
  std::string_view interfaces = {};          // name_pattern.hpp; copied
  std::uint32_t snap_length = 0;             // bytes of each packet; 0: all
  std::uint64_t maximum_bytes = 0;           // of this section; 0: no limit
  std::chrono::nanoseconds to_wall_clock{};  // from the stack's time to that since 1970
  std::span<const known_name> names = {};    // copied
};

struct session_counts {
  std::uint64_t packets = 0;   // written
  std::uint64_t left_out = 0;  // not written: the file is full, or could not be written
  std::uint64_t bytes = 0;
  bool failed = false;  // the file could not be written
};

/// What there is to know of an interface; the number is the process's, never used again.
struct interface_facts {
  std::uint32_t number = 0;
  std::string name, description;
  link_type type = link_type::raw_ip;
  bool again = false;  // its packets are seen elsewhere too: only a session that names it wants them
};

class session {
 public:
  /// std::bad_alloc.
  session(std::unique_ptr<byte_sink> to, const session_settings& settings, host::time_point now);

  /// std::bad_alloc: the interface is not in the file.
  void add_interface(const interface_facts& one, host::time_point now);
  void add_names(std::span<const known_name> list) noexcept;
  void note(std::uint32_t interface, host::time_point when, direction which, const_buffers packet,
            std::string_view comment) noexcept;
  bool flush() noexcept { return writer_.flush(); }
  /// The statistics of its interfaces. Nothing may follow. False: the file is not whole.
  bool finish(host::time_point now) noexcept;

  [[nodiscard]] session_counts counts() const noexcept;

 private:
  struct seen_interface {
    std::uint32_t index = 0;  // in the file
    interface_counts counts = {};
  };

  [[nodiscard]] since_1970 wall(host::time_point when) const noexcept {
    return when.time_since_epoch() + to_wall_clock_;
  }
  [[nodiscard]] bool has_room_for(std::size_t bytes) const noexcept;
  void flush_now_and_then(host::time_point when) noexcept;

  std::unique_ptr<byte_sink> sink_;
  pcapng_writer writer_;
  const std::string patterns_;
  const std::uint32_t snap_length_;
  const std::uint64_t maximum_bytes_;
  const std::chrono::nanoseconds to_wall_clock_;
  std::unordered_map<std::uint32_t, seen_interface> interfaces_;  // by number
  std::uint64_t packets_ = 0, left_out_ = 0;
  host::time_point flushed_at_;
  bool good_ = true;
};

}  // namespace loopsock::capture
