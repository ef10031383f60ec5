// carrier: what the contract suite needs of a socket API, in neutral words.
//
// The suite is written once against this and runs over our ordinary path, our fast path and the operating system's own
// sockets. A difference between them is a bug or a line in the suite that says so.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace contract {

enum class outcome {
  ok,
  would_block,
  reset,
  aborted,
  refused,
  timed_out,
  shut_down,
  not_connected,
  interrupted,
  invalid,
  other
};

struct result {
  std::size_t bytes = 0;
  outcome how = outcome::ok;
  friend bool operator==(const result&, const result&) = default;
};

enum flags : unsigned { none = 0, peek = 1, urgent = 2, wait_all = 4 };

struct name {
  std::string address;
  std::uint16_t port = 0;
  friend bool operator==(const name&, const name&) = default;
};

/// A connected socket; closed by its destructor in the ordinary way.
class stream {
 public:
  virtual ~stream() = default;
  virtual result send(std::span<const std::byte> bytes, unsigned flags = none) = 0;
  virtual result receive(std::span<std::byte> into, unsigned flags = none) = 0;
  virtual outcome finish_sending() = 0;
  virtual outcome stop_receiving() = 0;
  virtual void close() = 0;
  /// SO_LINGER on with 0 seconds, then close.
  virtual void abort() = 0;
  virtual void set_nonblocking(bool on) = 0;
  virtual void set_receive_buffer(int bytes) = 0;
  virtual void set_receive_timeout(std::chrono::milliseconds time) = 0;
  virtual void set_send_timeout(std::chrono::milliseconds time) = 0;
  virtual void set_urgent_inline(bool on) = 0;
  virtual std::size_t unread() = 0;  // FIONREAD
  virtual bool wait_readable(std::chrono::milliseconds time) = 0;
  virtual bool wait_writable(std::chrono::milliseconds time) = 0;
  virtual bool wait_urgent(std::chrono::milliseconds time) = 0;
  virtual name local() = 0;
  virtual name remote() = 0;
};

class acceptor {
 public:
  virtual ~acceptor() = default;
  virtual std::unique_ptr<stream> accept() = 0;
  virtual std::uint16_t port() = 0;
  virtual bool wait_readable(std::chrono::milliseconds time) = 0;
};

class carrier {
 public:
  virtual ~carrier() = default;
  virtual std::string_view title() const = 0;
  /// `receive_buffer` 0: the default.
  virtual std::unique_ptr<acceptor> listen(int backlog, int receive_buffer = 0) = 0;
  /// nullptr and the reason in `how` when it fails.
  virtual std::unique_ptr<stream> connect(std::uint16_t port, outcome& how) = 0;
  /// Whether this is one of loopsock's paths: the kernel differs where a test says so.
  virtual bool ours() const = 0;
  /// Whether the connection takes the path that this carrier stands for.
  virtual bool is_on_path(stream& s) = 0;

  std::pair<std::unique_ptr<stream>, std::unique_ptr<stream>> connected_pair(int receive_buffer = 0) {
    const auto door = listen(5, receive_buffer);
    outcome how{};
    auto client = connect(door->port(), how);
    auto server = client ? door->accept() : nullptr;
    return {std::move(client), std::move(server)};
  }
};

std::unique_ptr<carrier> make_winsock_carrier(bool fast, bool v6);
/// Over the ordinary path, through a filter that looks at every byte.
std::unique_ptr<carrier> make_filtered_carrier();
std::unique_ptr<carrier> make_kernel_carrier(bool v6);

}  // namespace contract
