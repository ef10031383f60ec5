// tap_device_linux: /dev/net/tun, and ioctls on a socket for what concerns the interface (Linux: Documentation/networking/tuntap).
#include "stack/netif/tap_device.hpp"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>

namespace loopsock::links {
namespace {

error error_of_open(int code) noexcept {
  switch (code) {
    case EPERM:
    case EACCES: return error::access_denied;
    case EBUSY: return error::address_in_use;
    case EINVAL: return error::address_in_use;  // an interface of that name is no TAP, or one of several queues
    case ENOENT:
    case ENODEV:
    case ENXIO: return error::not_supported;
    default: return error::no_buffers;
  }
}

/// `name` is short enough, and `into` is zeroed.
void copy_name(char (&into)[IFNAMSIZ], const char* name) noexcept { std::memcpy(into, name, std::strlen(name)); }

/// A socket to ask about interfaces by name, in the network namespace that the TAP was opened in.
class question {
 public:
  explicit question(const char* name) noexcept : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    copy_name(request_.ifr_name, name);
  }
  ~question() {
    if (socket_ >= 0) ::close(socket_);
  }
  question(const question&) = delete;
  question& operator=(const question&) = delete;

  [[nodiscard]] bool ask(unsigned long code) noexcept { return ::ioctl(socket_, code, &request_) == 0; }
  [[nodiscard]] ifreq& answer() noexcept { return request_; }

 private:
  ifreq request_{};
  int socket_;
};

/// Where we may not, somebody else brings it up, now or later.
void bring_up(question& interface) noexcept {
  if (!interface.ask(SIOCGIFFLAGS) || (interface.answer().ifr_flags & IFF_UP) != 0) return;
  interface.answer().ifr_flags |= IFF_UP;
  (void)interface.ask(SIOCSIFFLAGS);
}

bool set_non_blocking(int descriptor) noexcept {
  const int flags = ::fcntl(descriptor, F_GETFL);
  return flags >= 0 && ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0;
}

/// What the kernel puts in front of a frame (virtio 1.2, 5.1.6). The kernel's own <linux/virtio_net.h> is no C++.
struct description {
  std::uint8_t flags, segmentation;
  std::uint16_t head_bytes, segment_bytes, sum_from, sum_at;
};
static_assert(sizeof(description) == 10);
constexpr std::uint8_t sum_is_missing = 1, sum_is_right = 2;
constexpr std::uint8_t cut_tcp4 = 1, cut_tcp6 = 4;

/// Whether the kernel describes its frames, and leaves us those that it has not cut yet.
bool ask_for_large_frames(int descriptor) noexcept {
  int bytes = sizeof(description);
  return ::ioctl(descriptor, TUNSETVNETHDRSZ, &bytes) == 0 &&
         ::ioctl(descriptor, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6) == 0;
}

tap_device::outcome outcome_of(int code) noexcept {
  switch (code) {
    case EAGAIN:
    case EINTR:
    case ENOBUFS: return tap_device::outcome::not_now;
    case EBADFD:  // the interface was deleted
    case EBADF:
    case ENODEV:
    case ECONNREFUSED:
    case ENOTCONN:
    case EPIPE: return tap_device::outcome::gone;
    default: return tap_device::outcome::refused;
  }
}

}  // namespace

error tap_device::open(const char* name) noexcept {
  if (name == nullptr || *name == '\0' || std::strlen(name) >= IFNAMSIZ || std::strchr(name, '%') != nullptr)
    return error::invalid_argument;
  const int opened = ::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (opened < 0) return error_of_open(errno);
  ifreq request{};
  copy_name(request.ifr_name, name);
  request.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
  if (::ioctl(opened, TUNSETIFF, &request) != 0 || !ask_for_large_frames(opened)) {
    const error failed = error_of_open(errno);
    ::close(opened);
    return failed;
  }
  close();
  descriptor_ = opened;
  described_ = true;
  question interface(request.ifr_name);
  bring_up(interface);
  if (interface.ask(SIOCGIFMTU)) mtu_ = static_cast<std::size_t>(interface.answer().ifr_mtu);
  peer_mac_.reset();
  if (interface.ask(SIOCGIFHWADDR)) {
    peer_mac_.emplace();
    std::memcpy(peer_mac_->data(), interface.answer().ifr_hwaddr.sa_data, peer_mac_->size());
  }
  try {
    name_ = request.ifr_name;
  } catch (const std::exception&) {
    close();
    return error::no_buffers;
  }
  return error::none;
}

error tap_device::adopt(int descriptor) noexcept {
  if (!set_non_blocking(descriptor)) return error::invalid_argument;
  close();
  descriptor_ = descriptor;
  name_.clear();
  described_ = false;
  mtu_ = 1500;
  peer_mac_.reset();
  return error::none;
}

void tap_device::close() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

tap_device::outcome tap_device::read(buffer into, arrival& what) noexcept {
  description head{};
  const std::size_t head_bytes = described_ ? sizeof head : 0;
  iovec pieces[] = {{&head, head_bytes}, {into.data, into.size}};
  const ssize_t got = ::readv(descriptor_, pieces, 2);
  what.bytes = got > static_cast<ssize_t>(head_bytes) ? static_cast<std::size_t>(got) - head_bytes : 0;
  what.vouched_for = (head.flags & (sum_is_missing | sum_is_right)) != 0;
  if (got > 0) return outcome::done;
  if (got == 0) return outcome::gone;  // the other end of a pair of sockets was closed
  const outcome failed = outcome_of(errno);
  return failed == outcome::refused ? outcome::not_now : failed;
}

tap_device::outcome tap_device::write(const_buffers frame, const offload& left_to_do) noexcept {
  description head{};
  if (left_to_do.sum_from != 0) {
    head.flags = sum_is_missing;
    head.sum_from = left_to_do.sum_from;
    head.sum_at = left_to_do.sum_at;
  }
  if (left_to_do.segment_bytes != 0) {
    head.segmentation = left_to_do.ip6 ? cut_tcp6 : cut_tcp4;
    head.segment_bytes = left_to_do.segment_bytes;
    head.head_bytes = left_to_do.head_bytes;
  }
  iovec pieces[1 + most_pieces];
  std::size_t count = 0;
  if (described_) pieces[count++] = {&head, sizeof head};
  for (const const_buffer& piece : frame) pieces[count++] = {const_cast<std::byte*>(piece.data), piece.size};
  return ::writev(descriptor_, pieces, static_cast<int>(count)) >= 0 ? outcome::done : outcome_of(errno);
}

}  // namespace loopsock::links
