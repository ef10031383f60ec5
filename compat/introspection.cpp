// introspection: the functions of <loopsock/netstat.h>.
//
// Threads  any.
#include <winsock2.h>

#include <loopsock/netstat.h>

#include <cstring>
#include <new>
#include <string>

#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/win32/handle_table.hpp"
#include "stack/netstat.hpp"

namespace loopsock::compat {
namespace {

const char* name_of(object_kind kind) noexcept {
  switch (kind) {
    case object_kind::event: return "event";
    case object_kind::thread: return "thread";
    case object_kind::process: return "process";
    case object_kind::completion_port: return "completion port";
    case object_kind::file: return "file";
    case object_kind::semaphore: return "semaphore";
    case object_kind::mutex: return "mutex";
    case object_kind::timer: return "timer";
    case object_kind::registered_buffer: return "registered buffer";
    case object_kind::completion_queue: return "registered completion queue";
    case object_kind::request_queue: return "registered request queue";
    case object_kind::other: return "other";
  }
  return "?";
}

std::vector<netstat::other_leak> open_objects() {
  std::vector<netstat::other_leak> found;
  const object_census counts = handles().count_open();
  for (std::size_t kind = 0; kind < counts.size(); ++kind)
    found.push_back({name_of(static_cast<object_kind>(kind)), counts[kind]});
  return found;
}

/// Hands out what `make` makes. 0 or SOCKET_ERROR.
template <class Make>
int give_text(char* buffer, size_t bytes, size_t* needed, Make make) noexcept {
  if (needed != nullptr && !writable(needed)) return set_error(WSAEFAULT);
  if (bytes != 0 && !writable(buffer, bytes)) return set_error(WSAEFAULT);
  try {
    const std::string text = make();
    if (needed != nullptr) *needed = text.size() + 1;
    if (text.size() >= bytes) return set_error(WSAENOBUFS);
    std::memcpy(buffer, text.c_str(), text.size() + 1);
    return 0;
  } catch (const std::bad_alloc&) {
    if (needed != nullptr) *needed = 0;
    return set_error(WSAENOBUFS);
  }
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

int loopsock_netstat(enum loopsock_netstat_format format, char* buffer, size_t bytes, size_t* needed) {
  using namespace loopsock;
  if (format != LOOPSOCK_NETSTAT_TEXT && format != LOOPSOCK_NETSTAT_JSON) return compat::set_error(WSAEINVAL);
  return compat::give_text(buffer, bytes, needed, [format] {
    const netstat::snapshot seen = netstat::collect();
    return format == LOOPSOCK_NETSTAT_JSON ? netstat::json_of(seen) : netstat::text_of(seen);
  });
}

int loopsock_leak_report(char* buffer, size_t bytes, size_t* needed) {
  using namespace loopsock;
  return compat::give_text(buffer, bytes, needed,
                           [] { return netstat::leaks_of(netstat::collect(), compat::open_objects()); });
}

}  // extern "C"
