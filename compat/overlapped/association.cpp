#include "compat/overlapped/association.hpp"

#include <winsock2.h>

#include "compat/handles.hpp"
#include "compat/socket_side.hpp"

namespace loopsock::compat {

int link_of(HANDLE file, ref<port_link>& out) noexcept {
  const open_socket one = find_quietly(reinterpret_cast<SOCKET>(file));
  if (!one) return find_object(file) ? ERROR_INVALID_PARAMETER : ERROR_INVALID_HANDLE;
  if (!one->made_overlapped()) return ERROR_INVALID_PARAMETER;
  socket_side* const side = socket_side::of(one);
  if (side == nullptr) return ERROR_NOT_ENOUGH_MEMORY;
  out = side->link_of(one);
  if (out) return 0;
  return one->number() == one.number ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_HANDLE;
}

int associate_with(HANDLE file, completion_port& port, ULONG_PTR key, link_keeper* keeper) noexcept {
  ref<port_link> link;
  const int unfit = link_of(file, link);
  if (unfit != 0) return unfit;
  return link->associate(port, key, keeper) ? 0 : ERROR_INVALID_PARAMETER;
}

}  // namespace loopsock::compat
