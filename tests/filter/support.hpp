// support: a filter that writes down what it sees and answers what the test says.
#pragma once

#include <loopsock/filter.h>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "tests/winsock/support.hpp"

namespace filter_test {

using namespace winsock_test;

/// A copy of what a callout was shown.
struct seen_flow {
  explicit seen_flow(const loopsock_flow& from)
      : socket(from.socket), protocol(from.protocol), path(from.path), flow(from.flow) {
    if (from.local != nullptr) std::memcpy(local.plain(), from.local, from.local_bytes);
    if (from.remote != nullptr) std::memcpy(remote.plain(), from.remote, from.remote_bytes);
    has_remote = from.remote != nullptr;
  }
  SOCKET socket;
  std::uint32_t protocol, path;
  std::uint64_t flow;
  socket_name local, remote;
  bool has_remote = false;
};

/// What one direction of one flow has shown.
struct seen_bytes {
  std::string text;
  std::size_t pieces = 0, urgent = 0;
  bool ended = false, gaps = false;
};

/// Everything of it may be called from any thread. Removed at the end of its life.
class watching_filter {
 public:
  using decision = std::function<loopsock_verdict(const loopsock_flow&)>;
  using inspection = std::function<loopsock_verdict(const loopsock_flow&, const loopsock_stream_data&)>;

  explicit watching_filter(std::uint32_t layers, decision decide = {}, inspection inspect = {})
      : decide_(std::move(decide)), inspect_(std::move(inspect)) {
    loopsock_filter filter{};
    filter.size = sizeof filter;
    filter.layers = layers;
    filter.context = this;
    filter.connect = &asked<LOOPSOCK_LAYER_CONNECT>;
    filter.listen = &asked<LOOPSOCK_LAYER_LISTEN>;
    filter.accept = &asked<LOOPSOCK_LAYER_ACCEPT>;
    filter.fast_path = &asked<LOOPSOCK_LAYER_FAST_PATH>;
    filter.established = [](void* self, const loopsock_flow* flow) {
      me(self).note(LOOPSOCK_LAYER_ESTABLISHED, *flow);
    };
    filter.stream = [](void* self, const loopsock_flow* flow, const loopsock_stream_data* data) {
      return me(self).inspected(*flow, *data);
    };
    filter.released = [](void* self) { ++me(self).released; };
    added = loopsock_add_filter(&filter, &id) == 0;
  }
  ~watching_filter() { remove(); }
  watching_filter(const watching_filter&) = delete;
  watching_filter& operator=(const watching_filter&) = delete;

  int remove() { return std::exchange(added, false) ? error_of(loopsock_remove_filter(id)) : 0; }

  std::vector<seen_flow> at(loopsock_layer layer) const {
    const std::lock_guard hold(lock_);
    const auto found = flows_.find(layer);
    return found != flows_.end() ? found->second : std::vector<seen_flow>{};
  }
  seen_bytes bytes(SOCKET s, bool sent) const {
    const std::lock_guard hold(lock_);
    const auto found = bytes_.find({s, sent});
    return found != bytes_.end() ? found->second : seen_bytes{};
  }

  loopsock_filter_id id = 0;
  bool added = false;
  std::atomic<int> released{0};

 private:
  static watching_filter& me(void* self) { return *static_cast<watching_filter*>(self); }
  template <loopsock_layer Layer>
  static loopsock_verdict asked(void* self, const loopsock_flow* flow) {
    me(self).note(Layer, *flow);
    return me(self).decide_ ? me(self).decide_(*flow) : LOOPSOCK_PERMIT;
  }
  void note(loopsock_layer layer, const loopsock_flow& flow) {
    const std::lock_guard hold(lock_);
    flows_[layer].emplace_back(flow);
  }
  loopsock_verdict inspected(const loopsock_flow& flow, const loopsock_stream_data& data) {
    {
      const std::lock_guard hold(lock_);
      seen_bytes& of = bytes_[{flow.socket, (data.flags & LOOPSOCK_STREAM_SENT) != 0}];
      if (data.offset != of.text.size()) of.gaps = true;
      of.text.append(static_cast<const char*>(data.data), data.length);
      ++of.pieces;
      if ((data.flags & LOOPSOCK_STREAM_URGENT) != 0) ++of.urgent;
      if ((data.flags & LOOPSOCK_STREAM_END) != 0) of.ended = true;
    }
    return inspect_ ? inspect_(flow, data) : LOOPSOCK_PERMIT;
  }

  const decision decide_;
  const inspection inspect_;
  mutable std::mutex lock_;
  std::map<loopsock_layer, std::vector<seen_flow>> flows_;
  std::map<std::pair<SOCKET, bool>, seen_bytes> bytes_;
};

inline watching_filter::decision always(loopsock_verdict word) {
  return [word](const loopsock_flow&) { return word; };
}

}  // namespace filter_test
