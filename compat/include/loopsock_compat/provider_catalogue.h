// provider_catalogue: the catalogue of transport providers: what is in it, and the calls that would change it (ws2spi.h).
//
// The catalogue of this stack is fixed. Reading it works. Changing it fails as it does for users who may not: WSANO_RECOVERY.
// Any thread, no WSAStartup. 0 (WSCEnumProtocols: a number of entries) or SOCKET_ERROR with the error in *error.
// The forms with 32 are about the providers of 32-bit programs, of which there are none.
#pragma once

#include "protocol_info.h"
#include "provider_functions.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "symbol.h"

// What a layered provider does to the data.
#define LSP_SYSTEM 0x80000000
#define LSP_INSPECTOR 0x00000001
#define LSP_REDIRECTOR 0x00000002
#define LSP_PROXY 0x00000004
#define LSP_FIREWALL 0x00000008
#define LSP_INBOUND_MODIFY 0x00000010
#define LSP_OUTBOUND_MODIFY 0x00000020
#define LSP_CRYPTO_COMPRESS 0x00000040
#define LSP_LOCAL_CACHE 0x00000080

typedef enum _WSC_PROVIDER_INFO_TYPE { ProviderInfoLspCategories, ProviderInfoAudit } WSC_PROVIDER_INFO_TYPE;

typedef struct _WSC_PROVIDER_AUDIT_INFO {
    DWORD RecordSize;
    PVOID Reserved;
} WSC_PROVIDER_AUDIT_INFO, *PWSC_PROVIDER_AUDIT_INFO;

LOOPSOCK_COMPAT_BEGIN

int WSPAPI WSCEnumProtocols(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD bytes, LPINT error)
    LOOPSOCK_WS_SYMBOL(WSCEnumProtocols);
int WSPAPI WSCEnumProtocols32(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD bytes, LPINT error)
    LOOPSOCK_WS_SYMBOL(WSCEnumProtocols32);

// `length` in characters, the final 0 too. A provider that is known has the path of this library's own module.
int WSPAPI WSCGetProviderPath(LPGUID provider, WCHAR *path, LPINT length, LPINT error) LOOPSOCK_WS_SYMBOL(WSCGetProviderPath);
int WSPAPI WSCGetProviderPath32(LPGUID provider, WCHAR *path, LPINT length, LPINT error) LOOPSOCK_WS_SYMBOL(WSCGetProviderPath32);

int WSPAPI WSCGetProviderInfo(LPGUID provider, WSC_PROVIDER_INFO_TYPE type, PBYTE info, size_t *bytes, DWORD flags, LPINT error)
    LOOPSOCK_WS_SYMBOL(WSCGetProviderInfo);
int WSPAPI WSCGetProviderInfo32(LPGUID provider, WSC_PROVIDER_INFO_TYPE type, PBYTE info, size_t *bytes, DWORD flags, LPINT error)
    LOOPSOCK_WS_SYMBOL(WSCGetProviderInfo32);
int WSPAPI WSCSetProviderInfo(LPGUID provider, WSC_PROVIDER_INFO_TYPE type, PBYTE info, size_t bytes, DWORD flags, LPINT error)
    LOOPSOCK_WS_SYMBOL(WSCSetProviderInfo);
int WSPAPI WSCSetProviderInfo32(LPGUID provider, WSC_PROVIDER_INFO_TYPE type, PBYTE info, size_t bytes, DWORD flags, LPINT error)
    LOOPSOCK_WS_SYMBOL(WSCSetProviderInfo32);

// Lengths in characters, without the final 0. No application has a category.
int WSPAPI WSCGetApplicationCategory(LPCWSTR path, DWORD path_length, LPCWSTR extra, DWORD extra_length, DWORD *categories,
                                     LPINT error) LOOPSOCK_WS_SYMBOL(WSCGetApplicationCategory);
int WSPAPI WSCSetApplicationCategory(LPCWSTR path, DWORD path_length, LPCWSTR extra, DWORD extra_length, DWORD categories,
                                     DWORD *before, LPINT error) LOOPSOCK_WS_SYMBOL(WSCSetApplicationCategory);

int WSPAPI WSCInstallProvider(LPGUID provider, const WCHAR *path, const LPWSAPROTOCOL_INFOW list, DWORD count, LPINT error)
    LOOPSOCK_WS_SYMBOL(WSCInstallProvider);
int WSPAPI WSCInstallProvider64_32(LPGUID provider, const WCHAR *path, const LPWSAPROTOCOL_INFOW list, DWORD count, LPINT error)
    LOOPSOCK_WS_SYMBOL(WSCInstallProvider64_32);
int WSPAPI WSCInstallProviderAndChains(LPGUID provider, const LPWSTR path, const LPWSTR name, DWORD flags,
                                       const LPWSAPROTOCOL_INFOW list, DWORD count, LPDWORD entry, LPINT error)
    LOOPSOCK_WS_SYMBOL(WSCInstallProviderAndChains);
int WSPAPI WSCInstallProviderAndChains64_32(LPGUID provider, const LPWSTR path, const LPWSTR path_32, const LPWSTR name, DWORD flags,
                                            const LPWSAPROTOCOL_INFOW list, DWORD count, LPDWORD entry, LPINT error)
    LOOPSOCK_WS_SYMBOL(WSCInstallProviderAndChains64_32);
int WSPAPI WSCUpdateProvider(LPGUID provider, const WCHAR *path, const LPWSAPROTOCOL_INFOW list, DWORD count, LPINT error)
    LOOPSOCK_WS_SYMBOL(WSCUpdateProvider);
int WSPAPI WSCUpdateProvider32(LPGUID provider, const WCHAR *path, const LPWSAPROTOCOL_INFOW list, DWORD count, LPINT error)
    LOOPSOCK_WS_SYMBOL(WSCUpdateProvider32);
int WSPAPI WSCDeinstallProvider(LPGUID provider, LPINT error) LOOPSOCK_WS_SYMBOL(WSCDeinstallProvider);
int WSPAPI WSCDeinstallProvider32(LPGUID provider, LPINT error) LOOPSOCK_WS_SYMBOL(WSCDeinstallProvider32);

// The one upcall that ws2_32 exports: for sockets that a provider made with WPUCreateSocketHandle. There are none: WSAEINVAL.
int WSPAPI WPUCompleteOverlappedRequest(SOCKET s, LPWSAOVERLAPPED overlapped, DWORD result, DWORD transferred, LPINT error)
    LOOPSOCK_WS_SYMBOL(WPUCompleteOverlappedRequest);

LOOPSOCK_COMPAT_END

typedef __typeof__(&WSCEnumProtocols) LPWSCENUMPROTOCOLS;
typedef __typeof__(&WSCGetProviderPath) LPWSCGETPROVIDERPATH;
typedef __typeof__(&WSCInstallProvider) LPWSCINSTALLPROVIDER;
typedef __typeof__(&WSCUpdateProvider) LPWSCUPDATEPROVIDER;
typedef __typeof__(&WSCDeinstallProvider) LPWSCDEINSTALLPROVIDER;

#endif
