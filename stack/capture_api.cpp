// capture_api: the functions of <loopsock/capture.h>.
#include <loopsock/capture.h>

#include "stack/capture/file_sink.hpp"
#include "stack/captures.hpp"

namespace {

using loopsock::capture::outcome;

int result_of(outcome what) noexcept {
  switch (what) {
    case outcome::ok: return LOOPSOCK_OK;
    case outcome::no_memory: return LOOPSOCK_NO_MEMORY;
    case outcome::cannot_write: return LOOPSOCK_CANNOT_WRITE;
    case outcome::no_such_session: return LOOPSOCK_NOT_FOUND;
  }
  return LOOPSOCK_BAD_ARGUMENT;
}

}  // namespace

extern "C" {

int loopsock_start_capture(const char* path, const struct loopsock_capture_options* options, uint32_t* capture) {
  if (path == nullptr || capture == nullptr) return LOOPSOCK_BAD_ARGUMENT;
  loopsock::capture_request request;
  if (options != nullptr) {
    if (options->size < sizeof *options) return LOOPSOCK_BAD_ARGUMENT;
    request.snap_length = options->snap_length;
    request.maximum_bytes = options->maximum_bytes;
    if (options->interfaces != nullptr) request.interfaces = options->interfaces;
  }
  auto file = loopsock::capture::open_file(path, false);
  if (file == nullptr) return LOOPSOCK_CANNOT_WRITE;
  return result_of(loopsock::start_capture(std::move(file), request, *capture));
}

int loopsock_stop_capture(uint32_t capture) {
  loopsock::capture::session_counts counts;
  return result_of(loopsock::stop_capture(capture, counts));
}

int loopsock_flush_capture(uint32_t capture) { return result_of(loopsock::capture::flush(capture)); }

int loopsock_query_capture(uint32_t capture, struct loopsock_capture_counts* counts) {
  if (counts == nullptr || counts->size < sizeof *counts) return LOOPSOCK_BAD_ARGUMENT;
  loopsock::capture::session_counts now;
  const outcome found = loopsock::capture::query(capture, now);
  if (found != outcome::ok) return result_of(found);
  counts->failed = now.failed ? 1 : 0;
  counts->packets = now.packets;
  counts->left_out = now.left_out;
  counts->bytes = now.bytes;
  return LOOPSOCK_OK;
}

}  // extern "C"
