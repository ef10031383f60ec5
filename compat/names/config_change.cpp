// config_change: WSAProviderConfigChange: a notice when a provider is installed or removed.
//
// The first call gives a handle at once. A later one would wait for a change, and there can be none: WSAEOPNOTSUPP, which Microsoft's page
// has for systems whose providers do not change without a restart. So nobody waits for ever.
//
// Threads  any.
#include <winsock2.h>

#include <new>

#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/startup.hpp"
#include "compat/win32/object.hpp"

namespace loopsock::compat {
namespace {

/// What the handle names: nothing but itself. CloseHandle ends it.
class config_notice final : public kernel_object {
 public:
  config_notice() noexcept : kernel_object(object_kind::other) {}
};

bool is_notice(HANDLE handle) noexcept {
  const ref<kernel_object> object = find_object(handle);
  return object && dynamic_cast<config_notice*>(object.get()) != nullptr;
}

int give_notice(HANDLE& out) noexcept {
  auto* const made = new (std::nothrow) config_notice;
  if (made == nullptr) return set_error(WSA_NOT_ENOUGH_MEMORY);
  const HANDLE handle = open_handle(ref<kernel_object>::adopt(made));
  if (handle == nullptr) return set_error(WSA_NOT_ENOUGH_MEMORY);
  out = handle;
  set_last_error(0);
  return 0;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" INT WSAAPI WSAProviderConfigChange(LPHANDLE notification, LPWSAOVERLAPPED,
                                              LPWSAOVERLAPPED_COMPLETION_ROUTINE) {
  using namespace loopsock::compat;
  if (!started()) return set_error(WSANOTINITIALISED);
  if (!writable(notification)) return set_error(WSAEFAULT);
  if (*notification == nullptr) return give_notice(*notification);
  return set_error(is_notice(*notification) ? WSAEOPNOTSUPP : WSA_INVALID_HANDLE);
}
