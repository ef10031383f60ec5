// filters: the functions of <loopsock/filter.h>: the application's callouts as the stack's.
//
// While a callout runs, Winsock calls of its thread answer WSAEINPROGRESS (callback_guard.hpp), and the thread's last error is kept: the
// callout may run in the middle of somebody's call.
//
// Threads  any. Memory  the copy of the application's structure lives in the registry's entry.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <loopsock/filter.h>

#include <memory>
#include <new>

#include "compat/callback_guard.hpp"
#include "compat/error_map.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/socket_address.hpp"
#include "stack/filter/registry.hpp"

namespace loopsock::compat {
namespace {

using filter::layer;
using filter::verdict;

constexpr std::uint32_t bit(layer one) noexcept { return static_cast<std::uint32_t>(one); }
static_assert(bit(layer::connect) == LOOPSOCK_LAYER_CONNECT && bit(layer::listen) == LOOPSOCK_LAYER_LISTEN);
static_assert(bit(layer::accept) == LOOPSOCK_LAYER_ACCEPT && bit(layer::established) == LOOPSOCK_LAYER_ESTABLISHED);
static_assert(bit(layer::stream) == LOOPSOCK_LAYER_STREAM && bit(layer::fast_path) == LOOPSOCK_LAYER_FAST_PATH);
constexpr std::uint32_t known_layers = bit(layer::fast_path) * 2 - 1;

verdict verdict_of(loopsock_verdict word, bool of_stream) noexcept {
  switch (word) {
    case LOOPSOCK_PERMIT: return verdict::permit;
    case LOOPSOCK_ORDINARY_PATH: return verdict::ordinary_path;
    case LOOPSOCK_DROP_CONNECTION: return of_stream ? verdict::drop : verdict::block;
    case LOOPSOCK_BLOCK: break;
  }
  return verdict::block;
}

/// The application's view of a flow. It points into itself, so it stays where it was made.
struct shown_flow {
  explicit shown_flow(const filter::flow& from) noexcept {
    shown.size = sizeof shown;
    shown.host = from.host;
    shown.flow = from.number;
    shown.socket = from.socket;
    shown.protocol = from.protocol;
    shown.path = static_cast<std::uint32_t>(from.path);
    if (from.local.address.family != ip_family::none) {
      shown.local_bytes = static_cast<std::uint32_t>(to_sockaddr(from.local, local));
      shown.local = &local.head;
    }
    if (from.remote.address.family != ip_family::none) {
      shown.remote_bytes = static_cast<std::uint32_t>(to_sockaddr(from.remote, remote));
      shown.remote = &remote.head;
    }
  }
  shown_flow(const shown_flow&) = delete;
  shown_flow& operator=(const shown_flow&) = delete;

  any_sockaddr local, remote;
  loopsock_flow shown{};
};

/// Inside a callout.
class callout_scope {
 public:
  callout_scope() noexcept = default;
  ~callout_scope() { set_last_error(before_); }
  callout_scope(const callout_scope&) = delete;
  callout_scope& operator=(const callout_scope&) = delete;

 private:
  const int before_ = last_error();
  const callback_guard guard_;
};

class application_filter final : public filter::callouts {
 public:
  explicit application_filter(const loopsock_filter& from) noexcept : from_(from) {}
  ~application_filter() override {
    if (from_.released != nullptr) from_.released(from_.context);
  }

  verdict decide(layer at, const filter::flow& about) noexcept override {
    const shown_flow flow(about);
    const callout_scope scope;
    return verdict_of(callout_of(at)(from_.context, &flow.shown), false);
  }
  void established(const filter::flow& about) noexcept override {
    const shown_flow flow(about);
    const callout_scope scope;
    from_.established(from_.context, &flow.shown);
  }
  verdict inspect(const filter::flow& about, const filter::portion& piece) noexcept override {
    const shown_flow flow(about);
    std::uint32_t flags = 0;
    if (piece.sent) flags |= LOOPSOCK_STREAM_SENT;
    if (piece.urgent) flags |= LOOPSOCK_STREAM_URGENT;
    if (piece.end) flags |= LOOPSOCK_STREAM_END;
    const loopsock_stream_data data{.size = sizeof(loopsock_stream_data),
                                    .flags = flags,
                                    .offset = piece.offset,
                                    .data = piece.data,
                                    .length = piece.size};
    const callout_scope scope;
    return verdict_of(from_.stream(from_.context, &flow.shown, &data), true);
  }

 private:
  using deciding = decltype(loopsock_filter::connect);
  [[nodiscard]] deciding callout_of(layer at) const noexcept {
    switch (at) {
      case layer::connect: return from_.connect;
      case layer::listen: return from_.listen;
      case layer::accept: return from_.accept;
      case layer::fast_path: return from_.fast_path;
      case layer::established:
      case layer::stream: break;
    }
    return nullptr;
  }

  const loopsock_filter from_;
};

bool complete(const loopsock_filter& one) noexcept {
  const auto missing = [&](layer at, bool given) { return (one.layers & bit(at)) != 0 && !given; };
  return one.layers != 0 && (one.layers & ~known_layers) == 0 && !missing(layer::connect, one.connect != nullptr) &&
         !missing(layer::listen, one.listen != nullptr) && !missing(layer::accept, one.accept != nullptr) &&
         !missing(layer::established, one.established != nullptr) && !missing(layer::stream, one.stream != nullptr) &&
         !missing(layer::fast_path, one.fast_path != nullptr);
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

int loopsock_add_filter(const struct loopsock_filter* filter, loopsock_filter_id* out) {
  using namespace loopsock::compat;
  if (!readable(filter, sizeof filter->size) || !writable(out)) return set_error(WSAEFAULT);
  if (filter->size < sizeof *filter) return set_error(WSAEINVAL);
  if (!readable(filter)) return set_error(WSAEFAULT);
  if (!complete(*filter)) return set_error(WSAEINVAL);
  std::unique_ptr<loopsock::filter::callouts> mine(new (std::nothrow) application_filter(*filter));
  if (!mine) return set_error(WSAENOBUFS);
  return done(loopsock::filter::add(std::move(mine), filter->layers, *out));
}

int loopsock_remove_filter(loopsock_filter_id filter) {
  return loopsock::compat::done(loopsock::filter::remove(filter));
}

}  // extern "C"
