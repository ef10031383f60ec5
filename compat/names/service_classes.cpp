// service_classes: the registration of services and of classes of services.
//
// The name space of DNS keeps neither. Microsoft's page of WSASetService says so of DNS: to register and to deregister are nothing to do.
// Classes cannot be installed (WSAEOPNOTSUPP), so that none is ever found.
//
// Threads  any.
#include <winsock2.h>

#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/names/name_spaces.hpp"
#include "compat/startup.hpp"

namespace loopsock::compat {
namespace {

template <class Info>
int install(const Info* info) noexcept {
  if (!started()) return set_error(WSANOTINITIALISED);
  if (!readable(info) || info->lpServiceClassId == nullptr || info->lpszServiceClassName == nullptr)
    return set_error(WSAEINVAL);
  return set_error(WSAEOPNOTSUPP);
}

int find_class(const GUID* provider, const GUID* service_class, const DWORD* bytes) noexcept {
  if (!started()) return set_error(WSANOTINITIALISED);
  const bool given = readable(provider) && readable(service_class) && readable(bytes);
  if (!given || *provider != name_provider) return set_error(WSAEINVAL);
  return set_error(WSATYPE_NOT_FOUND);
}

int find_class_name(const GUID* service_class, const void* name, const DWORD* length) noexcept {
  if (!started()) return set_error(WSANOTINITIALISED);
  if (!readable(service_class)) return set_error(WSA_INVALID_PARAMETER);
  if (!readable(length) || nowhere(name)) return set_error(WSAEFAULT);
  return set_error(WSANO_DATA);
}

template <class Set>
int set_service(const Set* service, WSAESETSERVICEOP operation) noexcept {
  if (!started()) return set_error(WSANOTINITIALISED);
  if (!readable(service) || service->dwSize < sizeof *service || service->lpServiceClassId == nullptr ||
      service->lpszServiceInstanceName == nullptr)
    return set_error(WSAEINVAL);
  if (service->lpNSProviderId != nullptr && !readable(service->lpNSProviderId)) return set_error(WSAEINVAL);
  if (const int unknown = check_name_space(service->dwNameSpace, service->lpNSProviderId)) return set_error(unknown);
  switch (operation) {
    case RNRSERVICE_REGISTER:
    case RNRSERVICE_DEREGISTER: set_last_error(0); return 0;
    case RNRSERVICE_DELETE: return set_error(WSASERVICE_NOT_FOUND);
  }
  return set_error(WSAEINVAL);  // a C program can pass any number
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

INT WSAAPI WSAInstallServiceClassA(LPWSASERVICECLASSINFOA info) { return loopsock::compat::install(info); }
INT WSAAPI WSAInstallServiceClassW(LPWSASERVICECLASSINFOW info) { return loopsock::compat::install(info); }

INT WSAAPI WSARemoveServiceClass(LPGUID service_class) {
  using namespace loopsock::compat;
  if (!started()) return set_error(WSANOTINITIALISED);
  return set_error(readable(service_class) ? WSATYPE_NOT_FOUND : WSAEINVAL);
}

INT WSAAPI WSAGetServiceClassInfoA(LPGUID provider, LPGUID service_class, LPDWORD bytes, LPWSASERVICECLASSINFOA) {
  return loopsock::compat::find_class(provider, service_class, bytes);
}

INT WSAAPI WSAGetServiceClassInfoW(LPGUID provider, LPGUID service_class, LPDWORD bytes, LPWSASERVICECLASSINFOW) {
  return loopsock::compat::find_class(provider, service_class, bytes);
}

INT WSAAPI WSAGetServiceClassNameByClassIdA(LPGUID service_class, LPSTR name, LPDWORD length) {
  return loopsock::compat::find_class_name(service_class, name, length);
}

INT WSAAPI WSAGetServiceClassNameByClassIdW(LPGUID service_class, LPWSTR name, LPDWORD length) {
  return loopsock::compat::find_class_name(service_class, name, length);
}

INT WSAAPI WSASetServiceA(LPWSAQUERYSETA service, WSAESETSERVICEOP operation, DWORD) {
  return loopsock::compat::set_service(service, operation);
}

INT WSAAPI WSASetServiceW(LPWSAQUERYSETW service, WSAESETSERVICEOP operation, DWORD) {
  return loopsock::compat::set_service(service, operation);
}

}  // extern "C"
