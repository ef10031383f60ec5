// path_query: the functions of <loopsock/path.h>.
//
// Structures are told apart by the size that the caller fills in. There is one version of each so far: a larger one is a
// program built for a later library, and only what this one knows is written.
//
// Threads  any.
#include <winsock2.h>

#include <loopsock/path.h>

#include <cstring>

#include "compat/error_map.hpp"
#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "stack/socket/path.hpp"
#include "stack/socket/whole_stack.hpp"

namespace loopsock::compat {
namespace {

/// Whether `out` is a structure that we can fill: 0, WSAEFAULT or WSAEINVAL.
template <class Info>
int check_structure(Info* out) noexcept {
  if (!writable(out, sizeof out->size)) return WSAEFAULT;
  if (out->size < sizeof(Info)) return WSAEINVAL;
  return writable(out) ? 0 : WSAEFAULT;
}

/// `from` has its `size` member copied too, so it must bear the caller's.
template <class Info>
void write_structure(Info& from, Info* out) noexcept {
  from.size = out->size;
  std::memcpy(out, &from, sizeof from);
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

int loopsock_query_path(SOCKET s, struct loopsock_path_info* info) {
  using namespace loopsock::compat;
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  const int unfit = check_structure(info);
  if (unfit != 0) return set_error(unfit);
  loopsock::socket_facts facts;
  if (!facts_of(one, facts)) return SOCKET_ERROR;
  if (facts.spec.kind != loopsock::socket_kind::stream) return set_error(WSAEOPNOTSUPP);
  loopsock::path_record record;
  bool requested = false;
  const loopsock::error failed = one->path(one.number, record, requested);
  if (failed != loopsock::error::none) return fail(failed);
  loopsock_path_info found{.size = 0,
                           .requested = requested ? 1u : 0u,
                           .path = static_cast<std::uint32_t>(record.path),
                           .reason = static_cast<std::uint32_t>(record.reason)};
  write_structure(found, info);
  return 0;
}

int loopsock_query_counters(struct loopsock_counters* out) {
  using namespace loopsock::compat;
  const int unfit = check_structure(out);
  if (unfit != 0) return set_error(unfit);
  loopsock_counters counted{};
  loopsock::read_counters(counted);
  write_structure(counted, out);
  return 0;
}

int loopsock_set_fast_path_policy(enum loopsock_fast_path_policy policy) {
  switch (policy) {
    case LOOPSOCK_FAST_PATH_BY_REQUEST:
    case LOOPSOCK_FAST_PATH_OFF:
    case LOOPSOCK_FAST_PATH_ALWAYS:
    case LOOPSOCK_FAST_PATH_FORBIDDEN: loopsock::set_policy(policy); return 0;
  }
  return loopsock::compat::set_error(WSAEINVAL);  // a C program can pass any number
}

}  // extern "C"
