// conversation: from what happened to segments.
#include "stack/capture/conversation.hpp"

#include <algorithm>
#include <cassert>
#include <string_view>

#include "stack/capture/checksums.hpp"
#include "stack/capture/tcp_headers.hpp"

namespace loopsock::capture {
namespace {

// A segment's bytes may lie in several pieces; from more of them, two segments are made.
constexpr std::size_t most_pieces = completed_packet::most_pieces - 1;

constexpr std::string_view introduction =
    "fast path: the segments of this connection were not sent, but would have been";

/// A stretch of a list of pieces, as a list of its own.
struct stretch {
  std::array<const_buffer, most_pieces> pieces;
  std::size_t count = 0;
  std::size_t bytes = 0;

  stretch(const_buffers of, std::size_t skip, std::size_t wanted) noexcept {
    for (const const_buffer& piece : of) {
      if (bytes == wanted || count == most_pieces) return;
      if (skip >= piece.size) {
        skip -= piece.size;
        continue;
      }
      const std::size_t step = std::min(wanted - bytes, piece.size - skip);
      pieces[count++] = {piece.data + skip, step};
      bytes += step;
      skip = 0;
    }
  }
  [[nodiscard]] const_buffers list() const noexcept { return {pieces.data(), count}; }
};

/// The same in every run, so that two runs can be compared.
std::uint32_t mixed(const endpoint& from, const endpoint& to, std::uint32_t salt) noexcept {
  std::uint64_t sum = 0xcbf29ce484222325u;  // FNV-1a, and a finaliser for its upper half
  const auto add = [&](std::uint8_t byte) { sum = (sum ^ byte) * 0x100000001b3u; };
  for (const endpoint* one : {&from, &to}) {
    for (const std::uint8_t byte : one->address.bytes) add(byte);
    add(static_cast<std::uint8_t>(one->port >> 8));
    add(static_cast<std::uint8_t>(one->port));
  }
  for (unsigned i = 0; i < 4; ++i) add(static_cast<std::uint8_t>(salt >> (8 * i)));
  sum ^= sum >> 32;
  return static_cast<std::uint32_t>(sum * 0x9e3779b97f4a7c15u >> 32);
}

}  // namespace

conversation::conversation(const interface& at, const segment_rules& rules, const speakers& who,
                           std::uint32_t salt) noexcept
    : at_(&at), rules_(rules) {
  for (unsigned end = 0; end < 2; ++end) {
    ends_[end].is = who[end];
    ends_[end].initial = mixed(who[end].at, who[1 - end].at, salt);
  }
  for (unsigned end = 0; end < 2; ++end) {  // as if all that could be said had just been said
    ends_[end].acknowledged = arrived(end);
    ends_[end].edge = edge_now(end);
  }
  check_invariants();
}

void conversation::established() noexcept {
  emit(0, tcp_syn, {});
  emit(1, tcp_syn | tcp_ack, {});
  emit(0, tcp_ack, {});
  check_invariants();
}

void conversation::refused() noexcept {
  ends_[1].initial = ~0u;  // nobody is there who could choose one: the reset has number 0 (RFC 9293, 3.10.7.1)
  emit(0, tcp_syn, {});
  broke(1);
}

void conversation::sent(unsigned by, const_buffers data, std::size_t bytes, std::size_t direct,
                        stream_position urgent_end) noexcept {
  if (over_) return;
  speaker& me = ends_[by].is;
  speaker& reader = ends_[1 - by].is;
  const stream_position begin = me.sent, read_directly = begin + direct;
  while (me.sent != begin + bytes) {
    const auto done = static_cast<std::size_t>(me.sent - begin);
    const stretch part(data, done, fitting(by, bytes - done));
    if (part.bytes == 0) break;  // there are fewer than was said
    std::uint8_t flags = tcp_ack;
    if (done + part.bytes == bytes) flags |= tcp_psh;
    std::uint16_t urgent = 0;
    if (urgent_end > me.sent && urgent_end - me.sent <= 0xffff) {
      flags |= tcp_urg;
      urgent = static_cast<std::uint16_t>(urgent_end - me.sent - (ends_[by].manner.rfc1122_urgent ? 1 : 0));
    }
    emit(by, flags, part.list(), urgent);
    me.sent += part.bytes;
    reader.taken = std::max(reader.taken, std::min(me.sent, read_directly));
  }
  me.sent = begin + bytes;
  check_invariants();
}

void conversation::sent_in_vain(unsigned by, const_buffers data) noexcept {
  if (over_) return;
  const stretch part(data, 0, fitting(by, total_size(data)));
  emit(by, tcp_ack | tcp_psh, part.list());
  ends_[by].is.sent += part.bytes;
}

void conversation::took(unsigned by, stream_position up_to) noexcept {
  ends_[by].is.taken = std::max(ends_[by].is.taken, up_to);
  acknowledge_if_due(by);
  check_invariants();
}

void conversation::set_window(unsigned by, std::uint32_t bytes) noexcept {
  if (ends_[by].is.window == bytes) return;
  ends_[by].is.window = bytes;
  acknowledge_if_due(by);
}

void conversation::finished(unsigned by) noexcept {
  if (over_ || ends_[by].is.finished) return;
  emit(by, tcp_fin | tcp_ack, {});
  ends_[by].is.finished = true;
  emit(1 - by, tcp_ack, {});
  check_invariants();
}

void conversation::broke(unsigned by) noexcept {
  if (over_) return;
  emit(by, tcp_rst | tcp_ack, {});
  over_ = true;
}

// ---------------------------------------------------------------------------------------------------------------- windows

/// All that the other end has sent, its FIN counted as one.
stream_position conversation::arrived(unsigned by) const noexcept {
  const speaker& other = ends_[1 - by].is;
  return other.sent + (other.finished ? 1 : 0);
}

/// Up to where the other end may send. A window that was said is not taken back.
stream_position conversation::edge_now(unsigned by) const noexcept {
  const speaker& me = ends_[by].is;
  const stream_position sent = ends_[1 - by].is.sent;
  const stream_position unread = sent - std::min(sent, me.taken);
  const stream_position room = me.window - std::min<stream_position>(me.window, unread);
  const stream_position most = stream_position{0xffff} << rules_.window_shift;
  return std::max(ends_[by].edge, sent + std::min(room, most));
}

/// How long the next segment is. Where it would use up the window that the reader has told of, the reader tells of more first, if there is more.
std::size_t conversation::fitting(unsigned by, std::size_t bytes) noexcept {
  const stream_position from = ends_[by].is.sent;
  const state& reader = ends_[1 - by];
  std::size_t fits = std::min<std::size_t>(bytes, rules_.segment_bytes);
  if (from + fits >= reader.edge && edge_now(1 - by) > reader.edge) emit(1 - by, tcp_ack, {});
  if (from < reader.edge) fits = static_cast<std::size_t>(std::min<stream_position>(fits, reader.edge - from));
  return fits;
}

void conversation::acknowledge_if_due(unsigned by) noexcept {
  if (over_) return;
  const state& me = ends_[by];
  const bool all_taken = arrived(by) > me.acknowledged && me.is.taken >= ends_[1 - by].is.sent;
  const std::uint32_t worth_telling =
      std::min(std::max(me.is.window / 2, 1u << rules_.window_shift), 2u * rules_.segment_bytes);
  const bool wider = !ends_[1 - by].is.finished && edge_now(by) - me.edge >= worth_telling;
  if (all_taken || wider) emit(by, tcp_ack, {});
}

// --------------------------------------------------------------------------------------------------------------- segments

void conversation::emit(unsigned by, std::uint8_t flags, const_buffers payload, std::uint16_t urgent) noexcept {
  state& me = ends_[by];
  const state& other = ends_[1 - by];
  const bool syn = (flags & tcp_syn) != 0;
  if (syn) {
    me.edge = std::min<stream_position>(me.is.window, 0xffff);  // not scaled, and the first that is said
  } else {
    me.edge = edge_now(by);
  }
  me.acknowledged = arrived(by);
  const stream_position window = me.edge - std::min(me.edge, other.is.sent);
  const std::uint16_t field = syn ? static_cast<std::uint16_t>(window) : window_field(window, rules_.window_shift);

  tcp_segment one{.from = me.is.at, .to = other.is.at, .flags = flags, .urgent = urgent};
  one.sequence = me.initial + static_cast<std::uint32_t>(me.is.sent + (me.is.finished ? 1 : 0)) + (syn ? 0u : 1u);
  if ((flags & tcp_ack) != 0) one.acknowledged = other.initial + 1 + static_cast<std::uint32_t>(me.acknowledged);
  one.window = field;
  one.segment_bytes = rules_.segment_bytes;
  one.window_shift = rules_.window_shift;
  one.hop_limit = me.manner.hop_limit;
  one.traffic_class = me.manner.traffic_class;
  one.identification = me.identification++;
  one.payload = total_size(payload);

  const header_bytes headers = headers_of(one);
  std::array<const_buffer, completed_packet::most_pieces> packet;
  packet[0] = {headers.bytes.data(), headers.size};
  std::copy(payload.begin(), payload.end(), packet.begin() + 1);
  const completed_packet whole(const_buffers(packet.data(), 1 + payload.size()));
  note_now(*at_, direction::inbound, whole.pieces(), introduced_ ? std::string_view() : introduction);
  introduced_ = true;
}

void conversation::check_invariants() const noexcept {
  for (unsigned end = 0; end < 2; ++end) {
    // Nobody has read what was not sent, nor said that it has come.
    assert(ends_[end].is.taken <= ends_[1 - end].is.sent);
    assert(ends_[end].acknowledged <= arrived(end));
  }
}

}  // namespace loopsock::capture
