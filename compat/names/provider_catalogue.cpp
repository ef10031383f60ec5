// provider_catalogue: the WSC calls about transport providers and their order, and the one WPU call that is exported.
//
// The catalogue is that of WSAEnumProtocols (protocols.hpp) and cannot be changed: WSANO_RECOVERY is what Microsoft's pages name for users
// without the right to. Nothing here needs WSAStartup, and the error is a parameter, which some programs leave out.
//
// Threads  any.
#include <sporder.h>
#include <winsock2.h>
#include <ws2spi.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "compat/memory_probe.hpp"
#include "compat/protocol_list.hpp"
#include "compat/protocols.hpp"

namespace loopsock::compat {
namespace {

// LoadLibrary and GetModuleHandle of ours know this name.
constexpr std::wstring_view provider_path = L"ws2_32.dll";

/// Ends a call: 0, or SOCKET_ERROR with the error in *error.
int end_with(int failed, LPINT error) noexcept {
  if (failed == 0) return 0;
  if (!nowhere(error)) *error = failed;
  return SOCKET_ERROR;
}

bool is_known(const GUID& provider) noexcept {
  WSAPROTOCOL_INFOW info;
  for (int i = 0; i < protocol_count(); ++i) {
    protocol_entry_at(i, info);
    if (info.ProviderId == provider) return true;
  }
  return false;
}

bool is_entry(DWORD id) noexcept {
  WSAPROTOCOL_INFOW info;
  for (int i = 0; i < protocol_count(); ++i) {
    protocol_entry_at(i, info);
    if (info.dwCatalogEntryId == id) return true;
  }
  return false;
}

int give_path(const GUID* provider, WCHAR* path, LPINT length) noexcept {
  if (!readable(provider) || !writable(length)) return WSAEFAULT;
  if (*length < 0 || !is_known(*provider)) return WSAEINVAL;
  constexpr int needed = static_cast<int>(provider_path.size()) + 1;
  const bool fits = *length >= needed && writable(path, needed * sizeof *path);
  *length = needed;
  if (!fits) return WSAEFAULT;
  *std::copy(provider_path.begin(), provider_path.end(), path) = 0;
  return 0;
}

// A base provider has no category.
int give_info(const GUID* provider, WSC_PROVIDER_INFO_TYPE type, PBYTE info, size_t* bytes) noexcept {
  if (!readable(provider)) return WSAEFAULT;
  if (!is_known(*provider)) return WSANO_RECOVERY;
  if (type != ProviderInfoLspCategories) return WSAEINVAL;
  if (!writable(bytes)) return WSAEFAULT;
  constexpr DWORD categories = 0;
  const bool fits = *bytes >= sizeof categories && writable(info, sizeof categories);
  *bytes = sizeof categories;
  if (!fits) return WSAEFAULT;
  std::memcpy(info, &categories, sizeof categories);
  return 0;
}

int refuse_info(const GUID* provider, const void* info) noexcept {
  return readable(provider) && !nowhere(info) ? WSANO_RECOVERY : WSAEFAULT;
}

int refuse_installing(const GUID* provider, const WCHAR* path, const WSAPROTOCOL_INFOW* list, DWORD count) noexcept {
  if (!readable(provider) || nowhere(path) || nowhere(list)) return WSAEFAULT;
  return count == 0 ? WSAEINVAL : WSANO_RECOVERY;
}

int refuse_removing(const GUID* provider) noexcept {
  if (!readable(provider)) return WSAEFAULT;
  return is_known(*provider) ? WSANO_RECOVERY : WSAEINVAL;
}

int find_category(const WCHAR* path, DWORD length, const DWORD* categories) noexcept {
  if (nowhere(path) || nowhere(categories)) return WSAEFAULT;
  return length == 0 ? WSAEINVAL : WSASERVICE_NOT_FOUND;
}

// The whole catalogue in another order: that would be a change.
int refuse_order(const DWORD* entries, DWORD count) noexcept {
  if (nowhere(entries)) return WSAEFAULT;
  if (count != static_cast<DWORD>(protocol_count())) return WSAEINVAL;
  return std::all_of(entries, entries + count, is_entry) ? WSANO_RECOVERY : WSAEINVAL;
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

int WSPAPI WSCEnumProtocols(LPINT protocols, LPWSAPROTOCOL_INFOW out, LPDWORD bytes, LPINT error) {
  int count = 0;
  const int failed = list_protocols(protocols, listed::all, out, bytes, count);
  return failed == 0 ? count : end_with(failed, error);
}

int WSPAPI WSCEnumProtocols32(LPINT, LPWSAPROTOCOL_INFOW, LPDWORD bytes, LPINT error) {
  return end_with(bytes == nullptr ? WSAEFAULT : 0, error);
}

int WSPAPI WSCGetProviderPath(LPGUID provider, WCHAR* path, LPINT length, LPINT error) {
  return end_with(give_path(provider, path, length), error);
}

int WSPAPI WSCGetProviderPath32(LPGUID provider, WCHAR*, LPINT length, LPINT error) {
  return end_with(provider == nullptr || length == nullptr ? WSAEFAULT : WSAEINVAL, error);
}

int WSPAPI WSCGetProviderInfo(LPGUID provider, WSC_PROVIDER_INFO_TYPE type, PBYTE info, size_t* bytes, DWORD,
                              LPINT error) {
  return end_with(give_info(provider, type, info, bytes), error);
}

int WSPAPI WSCGetProviderInfo32(LPGUID provider, WSC_PROVIDER_INFO_TYPE, PBYTE, size_t*, DWORD, LPINT error) {
  return end_with(provider == nullptr ? WSAEFAULT : WSANO_RECOVERY, error);
}

int WSPAPI WSCSetProviderInfo(LPGUID provider, WSC_PROVIDER_INFO_TYPE, PBYTE info, size_t, DWORD, LPINT error) {
  return end_with(refuse_info(provider, info), error);
}

int WSPAPI WSCSetProviderInfo32(LPGUID provider, WSC_PROVIDER_INFO_TYPE, PBYTE info, size_t, DWORD, LPINT error) {
  return end_with(refuse_info(provider, info), error);
}

int WSPAPI WSCGetApplicationCategory(LPCWSTR path, DWORD path_length, LPCWSTR, DWORD, DWORD* categories, LPINT error) {
  return end_with(find_category(path, path_length, categories), error);
}

int WSPAPI WSCSetApplicationCategory(LPCWSTR path, DWORD path_length, LPCWSTR, DWORD, DWORD, DWORD*, LPINT error) {
  return end_with(nowhere(path) ? WSAEFAULT : path_length == 0 ? WSAEINVAL : WSANO_RECOVERY, error);
}

int WSPAPI WSCInstallProvider(LPGUID provider, const WCHAR* path, const LPWSAPROTOCOL_INFOW list, DWORD count,
                              LPINT error) {
  return end_with(refuse_installing(provider, path, list, count), error);
}

int WSPAPI WSCInstallProvider64_32(LPGUID provider, const WCHAR* path, const LPWSAPROTOCOL_INFOW list, DWORD count,
                                   LPINT error) {
  return end_with(refuse_installing(provider, path, list, count), error);
}

int WSPAPI WSCInstallProviderAndChains(LPGUID provider, const LPWSTR path, const LPWSTR name, DWORD,
                                       const LPWSAPROTOCOL_INFOW list, DWORD count, LPDWORD, LPINT error) {
  return end_with(nowhere(name) ? WSAEFAULT : refuse_installing(provider, path, list, count), error);
}

int WSPAPI WSCInstallProviderAndChains64_32(LPGUID provider, const LPWSTR path, const LPWSTR, const LPWSTR name, DWORD,
                                            const LPWSAPROTOCOL_INFOW list, DWORD count, LPDWORD, LPINT error) {
  return end_with(nowhere(name) ? WSAEFAULT : refuse_installing(provider, path, list, count), error);
}

int WSPAPI WSCUpdateProvider(LPGUID provider, const WCHAR* path, const LPWSAPROTOCOL_INFOW list, DWORD count,
                             LPINT error) {
  return end_with(refuse_installing(provider, path, list, count), error);
}

int WSPAPI WSCUpdateProvider32(LPGUID provider, const WCHAR* path, const LPWSAPROTOCOL_INFOW list, DWORD count,
                               LPINT error) {
  return end_with(refuse_installing(provider, path, list, count), error);
}

int WSPAPI WSCDeinstallProvider(LPGUID provider, LPINT error) { return end_with(refuse_removing(provider), error); }

int WSPAPI WSCDeinstallProvider32(LPGUID provider, LPINT error) {
  return end_with(readable(provider) ? WSAEINVAL : WSAEFAULT, error);
}

int WSPAPI WSCWriteProviderOrder(LPDWORD entries, DWORD count) { return refuse_order(entries, count); }

int WSPAPI WSCWriteProviderOrder32(LPDWORD entries, DWORD) { return nowhere(entries) ? WSAEFAULT : WSAEINVAL; }

int WSPAPI WPUCompleteOverlappedRequest(SOCKET, LPWSAOVERLAPPED, DWORD, DWORD, LPINT error) {
  return end_with(WSAEINVAL, error);
}

}  // extern "C"
