// peers: the list. Two rows without `open` are limits that are no connection; their measurements know them.
#include "peers.hpp"

#include <stdexcept>
#include <string>

#include "futex_peer.hpp"
#include "kernel_peer.hpp"
#include "lent_peer.hpp"
#include "lwip_peer.hpp"
#include "pipe_peer.hpp"
#include "posted_peer.hpp"
#include "ring_peer.hpp"
#include "slot_ring_peer.hpp"
#include "unix_peer.hpp"
#include "winsock_peer.hpp"

namespace loopsock_bars {
namespace {

constexpr peer list[] = {
    {"hand_off", "raw hand-off of a cache line", nullptr},
    {"memcpy", "memcpy in one thread", nullptr},
    {"slots", "raw ring of 64-byte slots", open_slot_ring},
    {"ring", "raw ring of 256 KiB, two memcpy", open_ring},
    {"lent", "raw copy from core to core", open_lent},
    {"futex", "raw futex", [] { return open_futex(false); }},
    {"futex_spin", "  its client spins", [] { return open_futex(true); }},
    {"fast", "loopsock, fast path", [] { return open_winsock({.marked = true}); }},
    {"fast_port", "  receives posted, port", [] { return open_posted(posted_by::port); }},
    {"fast_event", "  receives posted, events", [] { return open_posted(posted_by::event); }},
    {"fast_nagle", "  with Nagle's algorithm", [] { return open_winsock({.marked = true, .nagle = true}); }},
    {"ordinary", "loopsock, ordinary path", [] { return open_winsock({}); }},
    {"ordinary_nagle", "  with Nagle's algorithm", [] { return open_winsock({.nagle = true}); }},
    {"kernel", "kernel TCP loopback", [] { return open_kernel(kernel_style::blocking); }},
    {"kernel_spin", "  non-blocking, spinning", [] { return open_kernel(kernel_style::spinning); }},
    {"kernel_nagle", "  with Nagle's algorithm", [] { return open_kernel(kernel_style::nagle); }},
    {"unix", "Unix stream socket", open_unix},
    {"pipe", "pipe", open_pipe},
    {"lwip", "lwIP's own socket layer", open_lwip},
};

}  // namespace

const peer& peer_named(std::string_view key) {
  for (const peer& p : list)
    if (p.key == key) return p;
  throw std::logic_error("no peer is called " + std::string(key));
}

}  // namespace loopsock_bars
