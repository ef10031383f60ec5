// borrowed_packet: see the header.
#include "stack/netif/borrowed_packet.hpp"

#include <lwip/pbuf.h>
#include <lwip/prot/ip.h>
#include <lwip/prot/ip4.h>
#include <lwip/prot/ip6.h>
#include <lwip/prot/tcp.h>

#include <cstddef>
#include <cstring>
#include <new>

namespace loopsock::links {
namespace {

// Below this, copying costs less than an allocation more.
constexpr u16_t small_packet = 1024;
// IPv6 without extension headers, and TCP with all options it can have.
constexpr u16_t longest_headers = IP6_HLEN + 60;

/// One allocation for the two pbufs that stand for a segment.
struct borrowed_segment {
  pbuf_custom headers;
  pbuf_custom payload;
  pbuf* source;
  unsigned parts;  // of the two, how many lwIP still holds
  alignas(8) std::byte copied[longest_headers];
};

void drop_part(borrowed_segment* segment) noexcept {
  if (--segment->parts == 0) delete segment;
}

void headers_freed(pbuf* p) {
  drop_part(reinterpret_cast<borrowed_segment*>(reinterpret_cast<char*>(p) - offsetof(borrowed_segment, headers)));
}

void payload_freed(pbuf* p) {
  auto* segment = reinterpret_cast<borrowed_segment*>(reinterpret_cast<char*>(p) - offsetof(borrowed_segment, payload));
  pbuf_free(segment->source);
  drop_part(segment);
}

struct tcp_shape {
  u16_t headers = 0;  // bytes of IP and TCP header; 0: not a TCP segment whose headers lie in one piece
  bool takes_sequence = false;
};

tcp_shape shape_of(const pbuf* packet) noexcept {
  const auto* bytes = static_cast<const u8_t*>(packet->payload);
  u16_t ip = 0;
  if (packet->len >= IP_HLEN + TCP_HLEN && bytes[0] == 0x45 && bytes[9] == IP_PROTO_TCP) ip = IP_HLEN;  // no IP options
  if (packet->len >= IP6_HLEN + TCP_HLEN && (bytes[0] >> 4) == 6 && bytes[6] == IP_PROTO_TCP) ip = IP6_HLEN;
  if (ip == 0) return {};
  const u8_t* tcp = bytes + ip;
  const u16_t headers = static_cast<u16_t>(ip + (tcp[12] >> 4) * 4);
  if (headers > packet->len || headers > longest_headers) return {};
  return {headers, (tcp[13] & (TCP_SYN | TCP_FIN)) != 0};
}

/// lwIP's own memory, in one piece, that nobody else refers to: what tcp_write() makes.
bool is_plain(const pbuf* packet) noexcept {
  return packet->next == nullptr && packet->ref == 1 && (packet->flags & PBUF_FLAG_IS_CUSTOM) == 0 &&
         pbuf_match_allocsrc(packet, PBUF_TYPE_ALLOC_SRC_MASK_STD_HEAP);
}

pbuf* refer_to(pbuf* sent, u16_t headers) noexcept {
  auto* segment = new (std::nothrow) borrowed_segment;
  if (segment == nullptr) return nullptr;
  auto* payload = static_cast<u8_t*>(sent->payload) + headers;
  const auto length = static_cast<u16_t>(sent->len - headers);
  std::memcpy(segment->copied, sent->payload, headers);
  segment->source = sent;
  segment->parts = 2;
  segment->headers.custom_free_function = headers_freed;
  segment->payload.custom_free_function = payload_freed;
  // Neither can fail: the memory is large enough by construction.
  pbuf* head = pbuf_alloced_custom(PBUF_RAW, headers, PBUF_RAM, &segment->headers, segment->copied, longest_headers);
  pbuf* body = pbuf_alloced_custom(PBUF_RAW, length, PBUF_REF, &segment->payload, payload, length);
  pbuf_ref(sent);
  pbuf_cat(head, body);
  return head;
}

}  // namespace

pbuf* borrow_packet(pbuf* sent) noexcept {
  if (is_plain(sent)) {
    if (const tcp_shape shape = shape_of(sent); shape.headers != 0) {
      if (shape.headers == sent->tot_len && !shape.takes_sequence) {
        pbuf_ref(sent);
        return sent;
      }
      if (sent->tot_len > small_packet) return refer_to(sent, shape.headers);
    }
  }
  return pbuf_clone(PBUF_RAW, PBUF_RAM, sent);
}

}  // namespace loopsock::links
