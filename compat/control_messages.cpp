// control_messages: see the header. The layout is that of the WSA_CMSG_ macros (Microsoft's page of WSAMSG).
//
// What a message is called differs between asking and telling: IP_RECVTTL asks for IP_TTL, IP_RECVTOS for IP_TOS, as Windows has it since
// 2017. When sending, Windows also takes the older names IP_HOPLIMIT and IP_TCLASS, and so does this.
#include "compat/control_messages.hpp"

#include <ws2tcpip.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>

namespace loopsock::compat {
namespace {

constexpr std::size_t header_bytes = WSA_CMSG_LEN(0);

// ---------------------------------------------------------------------------------------------------------------- received

IN_ADDR v4_of(const ip_address& address) noexcept {
  IN_ADDR out{};
  std::memcpy(&out, address.bytes.data(), sizeof out);
  return out;
}

IN6_ADDR v6_of(const ip_address& address) noexcept {
  IN6_ADDR out{};
  std::memcpy(&out, address.bytes.data(), sizeof out);
  return out;
}

class control_writer {
 public:
  explicit control_writer(const WSABUF& room) noexcept : room_(room) {}

  template <class Data>
  void add(int level, int type, const Data& data) noexcept {
    static_assert(std::is_trivially_copyable_v<Data>);
    // Behind one that found no room there is none: the rest must not look as if nothing were missing before it.
    const std::size_t left = done_.truncated ? 0 : room_.len - done_.bytes;
    if (left < header_bytes + sizeof data) {
      done_.truncated = true;
      return;
    }
    WSACMSGHDR header{};
    header.cmsg_len = WSA_CMSG_LEN(sizeof data);
    header.cmsg_level = level;
    header.cmsg_type = type;
    char* const at = room_.buf + done_.bytes;
    std::memcpy(at, &header, sizeof header);
    std::memcpy(at + header_bytes, &data, sizeof data);
    // The padding behind the last message is the only thing that may be missing.
    const std::size_t whole = std::min<std::size_t>(WSA_CMSG_SPACE(sizeof data), left);
    std::memset(at + header_bytes + sizeof data, 0, whole - header_bytes - sizeof data);
    done_.bytes += static_cast<ULONG>(whole);
  }

  [[nodiscard]] written_control done() const noexcept { return done_; }

 private:
  WSABUF room_;
  written_control done_;
};

void write_v4(const datagram_label& label, control_writer& out) noexcept {
  const int level = IPPROTO_IP;
  const IN_PKTINFO arrival{v4_of(label.to), static_cast<ULONG>(label.link)};
  if ((label.told & tell_arrival) != 0) out.add(level, IP_PKTINFO, arrival);
  if ((label.told & tell_arrival_and_zone) != 0) {
    IN_PKTINFO_EX with_zone{};
    with_zone.pkt_info = arrival;
    out.add(level, IP_PKTINFO_EX, with_zone);
  }
  if ((label.told & tell_destination) != 0) out.add(level, IP_RECVDSTADDR, arrival.ipi_addr);
}

void write_v6(const datagram_label& label, control_writer& out) noexcept {
  const int level = IPPROTO_IPV6;
  const IN6_PKTINFO arrival{v6_of(label.to), static_cast<ULONG>(label.link)};
  if ((label.told & tell_arrival) != 0) out.add(level, IPV6_PKTINFO, arrival);
  if ((label.told & tell_arrival_and_zone) != 0) {
    IN6_PKTINFO_EX with_zone{};
    with_zone.pkt_info = arrival;
    with_zone.scope_id.Value = static_cast<ULONG>(label.to.scope);
    out.add(level, IPV6_PKTINFO_EX, with_zone);
  }
  if ((label.told & tell_destination) != 0) out.add(level, IPV6_RECVDSTADDR, arrival.ipi6_addr);
}

// -------------------------------------------------------------------------------------------------------------------- sent

/// One message of the application's: its header, and where its data lies.
struct message_view {
  WSACMSGHDR header;
  const char* data;
};

template <class Data>
bool read_data(const message_view& message, Data& out) noexcept {
  if (message.header.cmsg_len < WSA_CMSG_LEN(sizeof out)) return false;
  std::memcpy(&out, message.data, sizeof out);
  return true;
}

/// A field of the header as an INT; -1 leaves it to the socket.
bool read_field(const message_view& message, int largest, std::optional<std::uint8_t>& out) noexcept {
  INT value = 0;
  if (!read_data(message, value) || value < -1 || value > largest) return false;
  if (value == -1) {
    out.reset();
  } else {
    out = static_cast<std::uint8_t>(value);
  }
  return true;
}

constexpr int largest_byte = 255;
constexpr int largest_congestion = 2;  // 3 is "congestion experienced"

bool read_arrival_v4(const message_view& message, datagram_manner& how) noexcept {
  IN_PKTINFO wished{};
  if (!read_data(message, wished)) return false;
  how.source = ip_address::any_v4();
  std::memcpy(how.source.bytes.data(), &wished.ipi_addr, sizeof wished.ipi_addr);
  how.link = static_cast<std::uint32_t>(wished.ipi_ifindex);
  return true;
}

bool read_arrival_v6(const message_view& message, datagram_manner& how) noexcept {
  IN6_PKTINFO wished{};
  if (!read_data(message, wished)) return false;
  how.source = ip_address::any_v6();
  std::memcpy(how.source.bytes.data(), &wished.ipi6_addr, sizeof wished.ipi6_addr);
  how.link = static_cast<std::uint32_t>(wished.ipi6_ifindex);
  return true;
}

bool read_v4(const message_view& message, datagram_manner& how) noexcept {
  switch (message.header.cmsg_type) {
    case IP_PKTINFO:
    case IP_PKTINFO_EX: return read_arrival_v4(message, how);  // the longer one begins with the shorter
    case IP_TTL:
    case IP_HOPLIMIT: return read_field(message, largest_byte, how.hop_limit);
    case IP_TOS:
    case IP_TCLASS: return read_field(message, largest_byte, how.traffic_class);
    case IP_ECN: return read_field(message, largest_congestion, how.congestion);
    default: return false;
  }
}

bool read_v6(const message_view& message, datagram_manner& how) noexcept {
  switch (message.header.cmsg_type) {
    case IPV6_PKTINFO:
    case IPV6_PKTINFO_EX: return read_arrival_v6(message, how);
    case IPV6_HOPLIMIT: return read_field(message, largest_byte, how.hop_limit);
    case IPV6_TCLASS: return read_field(message, largest_byte, how.traffic_class);
    case IPV6_ECN: return read_field(message, largest_congestion, how.congestion);
    default: return false;
  }
}

}  // namespace

written_control write_control(const datagram_label& label, const WSABUF& room) noexcept {
  control_writer out(room);
  const bool v6 = label.to.is_v6();
  const int level = v6 ? static_cast<int>(IPPROTO_IPV6) : static_cast<int>(IPPROTO_IP);
  v6 ? write_v6(label, out) : write_v4(label, out);
  const auto link = static_cast<ULONG>(label.link);
  if ((label.told & tell_link) != 0) out.add(level, v6 ? IPV6_RECVIF : IP_RECVIF, link);
  if ((label.told & tell_first_link) != 0) out.add(level, IP_ORIGINAL_ARRIVAL_IF, link);
  if ((label.told & tell_hop_limit) != 0) out.add(level, v6 ? IPV6_HOPLIMIT : IP_TTL, INT{label.hop_limit});
  if ((label.told & tell_traffic_class) != 0) out.add(level, v6 ? IPV6_TCLASS : IP_TOS, INT{label.traffic_class});
  if ((label.told & tell_congestion) != 0) out.add(level, v6 ? IPV6_ECN : IP_ECN, INT{label.traffic_class & 3});
  return out.done();
}

int read_control(const WSABUF& control, bool to_v6, datagram_manner& how) noexcept {
  const int level = to_v6 ? static_cast<int>(IPPROTO_IPV6) : static_cast<int>(IPPROTO_IP);
  for (std::size_t at = 0; control.len - at >= header_bytes;) {
    message_view message{};
    std::memcpy(&message.header, control.buf + at, sizeof message.header);
    message.data = control.buf + at + header_bytes;
    const std::size_t left = control.len - at;
    if (message.header.cmsg_len < header_bytes || message.header.cmsg_len > left) return WSAEINVAL;
    if (message.header.cmsg_level != level) return WSAEINVAL;
    if (!(to_v6 ? read_v6(message, how) : read_v4(message, how))) return WSAEINVAL;
    at += std::min<std::size_t>(WSA_CMSGHDR_ALIGN(message.header.cmsg_len), left);
  }
  return 0;
}

}  // namespace loopsock::compat
