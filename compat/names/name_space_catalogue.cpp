// name_space_catalogue: the WSC calls about name-space providers and their order, and the advertising of providers of version 2.
//
// There is one provider (name_spaces.hpp), and others cannot be installed: WSAEACCES, as for users who may not.
//
// Threads  any.
#include <sporder.h>
#include <winsock2.h>
#include <ws2spi.h>

#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/names/name_spaces.hpp"
#include "compat/startup.hpp"

namespace loopsock::compat {
namespace {

int refuse_installing(const WCHAR* identifier, const WCHAR* path, const GUID* provider) noexcept {
  const bool given = !nowhere(identifier) && !nowhere(path) && readable(provider);
  return set_error(given ? WSAEACCES : WSAEINVAL);
}

int refuse_change(const GUID* provider) noexcept {
  if (!readable(provider)) return set_error(WSAEFAULT);
  return set_error(*provider == name_provider ? WSAEACCES : WSAEINVAL);
}

// For 32-bit programs there is no provider at all.
int find_nothing(const GUID* provider) noexcept { return set_error(readable(provider) ? WSAEINVAL : WSAEFAULT); }

int refuse_order(const GUID* providers, DWORD count) noexcept {
  if (!readable(providers)) return WSAEFAULT;
  return count == 1 && *providers == name_provider ? WSANO_RECOVERY : WSAEINVAL;
}

int advertise(const GUID* provider, const NSPV2_ROUTINE* routines) noexcept {
  if (!started()) return set_error(WSANOTINITIALISED);
  const bool can_resolve = readable(provider) && readable(routines) && routines->NSPv2LookupServiceBegin != nullptr &&
                           routines->NSPv2LookupServiceNextEx != nullptr && routines->NSPv2LookupServiceEnd != nullptr;
  return set_error(can_resolve ? WSAEINVALIDPROVIDER : WSAEINVAL);
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

INT WSPAPI WSCInstallNameSpace(LPWSTR identifier, LPWSTR path, DWORD, DWORD, LPGUID provider) {
  return refuse_installing(identifier, path, provider);
}

INT WSPAPI WSCInstallNameSpace32(LPWSTR identifier, LPWSTR path, DWORD, DWORD, LPGUID provider) {
  return refuse_installing(identifier, path, provider);
}

INT WSPAPI WSCInstallNameSpaceEx(LPWSTR identifier, LPWSTR path, DWORD, DWORD, LPGUID provider, LPBLOB) {
  return refuse_installing(identifier, path, provider);
}

INT WSPAPI WSCInstallNameSpaceEx32(LPWSTR identifier, LPWSTR path, DWORD, DWORD, LPGUID provider, LPBLOB) {
  return refuse_installing(identifier, path, provider);
}

INT WSPAPI WSCUnInstallNameSpace(LPGUID provider) { return refuse_change(provider); }
INT WSPAPI WSCUnInstallNameSpace32(LPGUID provider) { return find_nothing(provider); }
INT WSPAPI WSCEnableNSProvider(LPGUID provider, BOOL) { return refuse_change(provider); }
INT WSPAPI WSCEnableNSProvider32(LPGUID provider, BOOL) { return find_nothing(provider); }

int WSPAPI WSCWriteNameSpaceOrder(LPGUID providers, DWORD count) { return refuse_order(providers, count); }
int WSPAPI WSCWriteNameSpaceOrder32(LPGUID providers, DWORD) { return nowhere(providers) ? WSAEFAULT : WSAEINVAL; }

INT WSAAPI WSAAdvertiseProvider(const GUID* provider, const LPCNSPV2_ROUTINE routines) {
  return advertise(provider, routines);
}

INT WSAAPI WSAUnadvertiseProvider(const GUID* provider) {
  if (!started()) return set_error(WSANOTINITIALISED);
  return set_error(readable(provider) ? WSAEINVALIDPROVIDER : WSAEINVAL);
}

// No provider of version 2 is ever called, so that no call of one is under way.
INT WSAAPI WSAProviderCompleteAsyncCall(HANDLE, INT) {
  return set_error(started() ? WSA_INVALID_PARAMETER : WSANOTINITIALISED);
}

}  // extern "C"
