// captures: the order of things at the first start and the last stop.
#include "stack/captures.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <new>
#include <vector>

#include "stack/capture/file_sink.hpp"
#include "stack/host/waiting.hpp"
#include "stack/socket/fast_capture.hpp"
#include "stack/socket/resolver.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {
namespace {

struct all_captures {
  std::mutex exclusive;  // starts and stops, one at a time; never taken on a data path
  // Writers: the first start, the last stop, the end of the process.
  std::atomic<capture::session_number> of_environment{0};
  bool file_was_begun = false;  // a start's
};

all_captures& captures() noexcept {
  static all_captures& one = *new all_captures;  // leaked: the end of the process still needs it
  return one;
}

/// std::bad_alloc.
std::vector<capture::known_name> names_now() {
  std::vector<capture::known_name> list;
  names().table().each([&](const std::string& name, const ip_address& address) { list.push_back({address, name}); });
  return list;
}

// These two under `exclusive`.

void watch_if_first() noexcept {
  if (capture::attached()) return;
  capture::attach();
  socket::follow_capture();
  fast_capture::forget_all();
}

void leave_if_last() noexcept {
  if (!capture::attached() || !capture::detach()) return;
  socket::follow_capture();
  fast_capture::forget_all();
}

void close_at_exit() noexcept { stop_environment_capture(); }

}  // namespace

capture::outcome start_capture(std::unique_ptr<capture::byte_sink> to, const capture_request& request,
                               capture::session_number& out) noexcept try {
  const std::vector<capture::known_name> known = names_now();
  const capture::session_settings settings{
      .interfaces = request.interfaces,
      .snap_length = request.snap_length,
      .maximum_bytes = request.maximum_bytes,
      .to_wall_clock = host::waiting->since_1970() - host::now().time_since_epoch(),
      .names = known};
  const std::lock_guard hold(captures().exclusive);
  watch_if_first();
  const capture::outcome result = capture::open(std::move(to), settings, out);
  if (result != capture::outcome::ok) leave_if_last();
  return result;
} catch (const std::bad_alloc&) {
  return capture::outcome::no_memory;
}

capture::outcome stop_capture(capture::session_number which, capture::session_counts& counts) noexcept {
  const std::lock_guard hold(captures().exclusive);
  const capture::outcome result = capture::close(which, counts);
  leave_if_last();
  return result;
}

void start_environment_capture() noexcept {
  all_captures& the = captures();
  const char* const path = std::getenv("LOOPSOCK_CAPTURE");
  if (path == nullptr || *path == '\0') return;
  const bool again = the.file_was_begun;
  auto file = capture::open_file(path, again);
  capture::session_number number = 0;
  if (file == nullptr || start_capture(std::move(file), {}, number) != capture::outcome::ok) {
    std::fprintf(stderr, "loopsock: LOOPSOCK_CAPTURE: '%s' cannot be written\n", path);
    return;
  }
  the.file_was_begun = true;
  the.of_environment = number;
  if (!again) std::atexit(close_at_exit);
}

void stop_environment_capture() noexcept {
  const capture::session_number number = captures().of_environment.exchange(0);
  if (number == 0) return;
  capture::session_counts counts;
  if (stop_capture(number, counts) == capture::outcome::cannot_write)
    std::fprintf(stderr, "loopsock: LOOPSOCK_CAPTURE: the file is not whole\n");
}

}  // namespace loopsock
