// ready_segments: see the header.
#include "stack/lwip/ready_segments.hpp"

#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/tcp.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace loopsock::lwip {
namespace {

/// Walks through the pieces of a scattered write.
class byte_source {
 public:
  explicit byte_source(const_buffers from) noexcept : left_(from) {}

  void copy(std::byte* to, std::size_t bytes) noexcept {
    while (bytes != 0) {
      const const_buffer& piece = left_.front();
      const std::size_t part = std::min(bytes, piece.size - done_);
      if (part != 0) std::memcpy(to, piece.data + done_, part);  // an empty piece may have no memory
      to += part;
      bytes -= part;
      done_ += part;
      if (done_ != piece.size) continue;
      left_ = left_.subspan(1);
      done_ = 0;
    }
  }

 private:
  const_buffers left_;
  std::size_t done_ = 0;  // of the first piece
};

/// Makes a segment around `data`, which it takes over (and frees when it fails).
tcp_seg* segment_around(pbuf* data, const tcp_pcb& pcb) noexcept {
  auto* const segment = static_cast<tcp_seg*>(memp_malloc(MEMP_TCP_SEG));
  const u16_t bytes = data->tot_len;
  if (segment == nullptr || pbuf_add_header(data, TCP_HLEN) != 0) {
    if (segment != nullptr) memp_free(MEMP_TCP_SEG, segment);
    pbuf_free(data);
    return nullptr;
  }
  *segment = tcp_seg{};
  segment->p = data;
  segment->len = bytes;
  segment->tcphdr = static_cast<tcp_hdr*>(data->payload);
  // What is missing here, tcp_output() fills in.
  segment->tcphdr->src = lwip_htons(pcb.local_port);
  segment->tcphdr->dest = lwip_htons(pcb.remote_port);
  segment->tcphdr->seqno = lwip_htonl(pcb.snd_lbb);
  TCPH_HDRLEN_FLAGS_SET(segment->tcphdr, TCP_HLEN / 4, 0);
  segment->tcphdr->urgp = 0;
  return segment;
}

}  // namespace

ready_segments::~ready_segments() {
  for (std::size_t i = 0; i < count_; ++i) {
    if (segments_[i] != nullptr) pbuf_free(segments_[i]);
  }
}

void ready_segments::fill(const_buffers from, std::size_t bytes, std::uint16_t segment) noexcept {
  byte_source source(from);
  longest_ = std::min<std::size_t>(bytes, segment);
  while (bytes != 0 && count_ != most) {
    const auto part = static_cast<u16_t>(std::min<std::size_t>(bytes, segment));
    pbuf* const one = pbuf_alloc(PBUF_TRANSPORT, part, PBUF_RAM);
    if (one == nullptr) return;
    source.copy(static_cast<std::byte*>(one->payload), part);
    segments_[count_++] = one;
    bytes -= part;
  }
}

std::size_t ready_segments::queue_on(tcp_pcb& pcb) noexcept {
  tcp_seg** end = &pcb.unsent;
  while (*end != nullptr) end = &(*end)->next;
  std::size_t bytes = 0;
  tcp_seg* last = nullptr;
  for (std::size_t i = 0; i < count_; ++i) {
    tcp_seg* const one = segment_around(std::exchange(segments_[i], nullptr), pcb);
    if (one == nullptr) break;
    last = *end = one;
    end = &one->next;
    ++pcb.snd_queuelen;
    pcb.snd_lbb += one->len;
    pcb.snd_buf -= one->len;
    bytes += one->len;
  }
  if (last != nullptr) {
    TCPH_SET_FLAG(last->tcphdr, TCP_PSH);
    pcb.unsent_oversize = 0;  // no room is left in the last one
  }
  return bytes;
}

}  // namespace loopsock::lwip
