#include "compat/socket_handles.hpp"

#include <winsock2.h>

#include "compat/duplicates.hpp"
#include "compat/error_map.hpp"
#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/socket_side.hpp"
#include "compat/win32/foreign_handles.hpp"

namespace loopsock::compat {
namespace {

bool owns(std::uint64_t number) noexcept { return static_cast<bool>(find_quietly(number)); }

bool close(std::uint64_t number) noexcept { return closesocket(number) == 0; }

// As WSADuplicateSocket and WSASocket do together.
HANDLE duplicate(std::uint64_t number) noexcept {
  const open_socket one = find(number);
  if (!one) return nullptr;
  handle name = 0;
  const error failed = add_duplicate(one.number, name);
  if (failed != error::none) {
    fail(failed);
    return nullptr;
  }
  static_cast<void>(claim_duplicate(name));
  return reinterpret_cast<HANDLE>(std::uintptr_t{name});
}

// A socket is signalled from the end of an operation whose OVERLAPPED names no event until the next one is started.
ref<kernel_object> waitable(std::uint64_t number) noexcept {
  const open_socket one = find(number);
  if (!one) return {};
  socket_side* const side = socket_side::of(one);
  ref<port_link> link;
  if (side != nullptr) link = side->link_of(one);
  ref<event_object> signal;
  if (link) signal = link->signal();
  if (!signal) set_last_error(ERROR_NOT_ENOUGH_MEMORY);
  return signal;
}

constexpr foreign_handles sockets_as_handles{
    .owns = owns, .close = close, .duplicate = duplicate, .waitable = waitable};

}  // namespace

void install_socket_handles() noexcept { set_foreign_handles(sockets_as_handles); }

}  // namespace loopsock::compat
