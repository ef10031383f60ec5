// capture: packets for whoever watches.
//
//   loopback link ─┐                                        ┌─► session: everything ────► net.pcapng
//   fast path ─────┼─► note(interface, …) ─► capture's lock ┤
//   wires ─────────┘                                        └─► session: "alice:*" ─────► alice.pcapng
//
// Interfaces are there whether somebody watches or not, and say their names. While nobody does, attached() is false, and whoever has a packet
// looks no further: that is one load and a branch.
//
// A session that is opened sees what is noted from then on. The fast path makes its segments while attached() is so; it has to be attached, and
// calls that began before have to be over, when the first session is opened: stack/captures.hpp does it all.
//
// Threads  any; one lock, held while a packet is written into its files. It is taken last: callers may hold any other.
// Memory   packets are the caller's, for the time of the call.
// Errors   a session whose sink fails goes on counting what it leaves out, and says so when it is closed.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "stack/base/buffers.hpp"
#include "stack/capture/byte_sink.hpp"
#include "stack/capture/pcapng_writer.hpp"
#include "stack/capture/session.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::capture {

namespace detail {
// Writer: attach() and detach(); readers: everybody, relaxed. Who has to see it in time takes a lock in between (socket::follow_capture).
extern std::atomic<bool> attached;
}  // namespace detail

/// Whether a session may be open. A hint that becomes true before the first is opened.
inline bool attached() noexcept { return detail::attached.load(std::memory_order_relaxed); }
void attach() noexcept;
/// True: nobody watches any more. False: there is a session, and nothing was done.
bool detach() noexcept;

/// Something that packets go through, for as long as the object lives.
class interface {
 public:
  enum class view : bool { once, again };
  /// `name`: "lo", "alice:eth0"; several may be called the same. `seen` again: its packets are noted at another interface too, and sessions that name
  /// no interfaces leave this one out. Without memory the interface is in no file.
  interface(std::string_view name, std::string_view description, link_type type = link_type::raw_ip,
            view seen = view::once) noexcept;
  ~interface();
  interface(const interface&) = delete;
  interface& operator=(const interface&) = delete;

  [[nodiscard]] std::uint32_t number() const noexcept { return number_; }

 private:
  std::uint32_t number_ = 0;  // 0: it is in no file
};

/// A packet went through, at `when`; or would have, and `comment` says why it did not. Packets of one interface are in the file in the
/// order of these calls.
void note(const interface& at, host::time_point when, direction which, const_buffers packet,
          std::string_view comment = {}) noexcept;
/// The same, now: the times of all that is noted this way never go back.
void note_now(const interface& at, direction which, const_buffers packet, std::string_view comment = {}) noexcept;
/// A name has an address from now on.
void note_name(const known_name& one) noexcept;

// ---- sessions

using session_number = std::uint32_t;  // 0: none
enum class outcome : std::uint8_t { ok, no_memory, cannot_write, no_such_session };

/// attached() must be so.
outcome open(std::unique_ptr<byte_sink> to, const session_settings& settings, session_number& out) noexcept;
/// cannot_write: some of it is missing in the file.
outcome flush(session_number which) noexcept;
outcome query(session_number which, session_counts& out) noexcept;
/// Ends it, whatever the outcome.
outcome close(session_number which, session_counts& out) noexcept;

}  // namespace loopsock::capture
