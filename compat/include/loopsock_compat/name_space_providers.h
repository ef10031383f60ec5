// name_space_providers: what a name-space provider is made of, and the calls that would install one (ws2spi.h).
//
// This stack has one name space and loads no others: installing fails with WSAEACCES, advertising with WSAEINVALIDPROVIDER.
// Any thread. 0 (enumerations: a number of entries) or SOCKET_ERROR, and WSAGetLastError tells why.
#pragma once

#include "functions_name_spaces.h"
#include "provider_functions.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

typedef INT(WSAAPI *LPNSPCLEANUP)(LPGUID provider);
typedef INT(WSAAPI *LPNSPLOOKUPSERVICEBEGIN)(LPGUID provider, LPWSAQUERYSETW query, LPWSASERVICECLASSINFOW info, DWORD flags,
                                             LPHANDLE lookup);
typedef INT(WSAAPI *LPNSPLOOKUPSERVICENEXT)(HANDLE lookup, DWORD flags, LPDWORD bytes, LPWSAQUERYSETW result);
typedef INT(WSAAPI *LPNSPLOOKUPSERVICEEND)(HANDLE lookup);
typedef INT(WSAAPI *LPNSPIOCTL)(HANDLE lookup, DWORD code, LPVOID in, DWORD in_bytes, LPVOID out, DWORD out_bytes,
                                LPDWORD returned_bytes, LPWSACOMPLETION completion, LPWSATHREADID thread);
typedef INT(WSAAPI *LPNSPSETSERVICE)(LPGUID provider, LPWSASERVICECLASSINFOW info, LPWSAQUERYSETW service,
                                     WSAESETSERVICEOP operation, DWORD flags);
typedef INT(WSAAPI *LPNSPINSTALLSERVICECLASS)(LPGUID provider, LPWSASERVICECLASSINFOW info);
typedef INT(WSAAPI *LPNSPREMOVESERVICECLASS)(LPGUID provider, LPGUID service_class);
typedef INT(WSAAPI *LPNSPGETSERVICECLASSINFO)(LPGUID provider, LPDWORD bytes, LPWSASERVICECLASSINFOW info);

typedef struct _NSP_ROUTINE {
    DWORD cbSize;
    DWORD dwMajorVersion;
    DWORD dwMinorVersion;
    LPNSPCLEANUP NSPCleanup;
    LPNSPLOOKUPSERVICEBEGIN NSPLookupServiceBegin;
    LPNSPLOOKUPSERVICENEXT NSPLookupServiceNext;
    LPNSPLOOKUPSERVICEEND NSPLookupServiceEnd;
    LPNSPSETSERVICE NSPSetService;
    LPNSPINSTALLSERVICECLASS NSPInstallServiceClass;
    LPNSPREMOVESERVICECLASS NSPRemoveServiceClass;
    LPNSPGETSERVICECLASSINFO NSPGetServiceClassInfo;
    LPNSPIOCTL NSPIoctl;
} NSP_ROUTINE, *LPNSP_ROUTINE;

typedef INT(WSAAPI *LPNSPSTARTUP)(LPGUID provider, LPNSP_ROUTINE routines);

// Version 2.
typedef INT(WSAAPI *LPNSPV2STARTUP)(LPGUID provider, LPVOID *session);
typedef INT(WSAAPI *LPNSPV2CLEANUP)(LPGUID provider, LPVOID session);
typedef INT(WSAAPI *LPNSPV2LOOKUPSERVICEBEGIN)(LPGUID provider, LPWSAQUERYSET2W query, DWORD flags, LPVOID session, LPHANDLE lookup);
typedef VOID(WSAAPI *LPNSPV2LOOKUPSERVICENEXTEX)(HANDLE call, HANDLE lookup, DWORD flags, LPDWORD bytes, LPWSAQUERYSET2W result);
typedef INT(WSAAPI *LPNSPV2LOOKUPSERVICEEND)(HANDLE lookup);
typedef VOID(WSAAPI *LPNSPV2SETSERVICEEX)(HANDLE call, LPGUID provider, LPWSAQUERYSET2W service, WSAESETSERVICEOP operation,
                                          DWORD flags, LPVOID session);
typedef VOID(WSAAPI *LPNSPV2CLIENTSESSIONRUNDOWN)(LPGUID provider, LPVOID session);

typedef struct _NSPV2_ROUTINE {
    DWORD cbSize;
    DWORD dwMajorVersion;
    DWORD dwMinorVersion;
    LPNSPV2STARTUP NSPv2Startup;
    LPNSPV2CLEANUP NSPv2Cleanup;
    LPNSPV2LOOKUPSERVICEBEGIN NSPv2LookupServiceBegin;
    LPNSPV2LOOKUPSERVICENEXTEX NSPv2LookupServiceNextEx;
    LPNSPV2LOOKUPSERVICEEND NSPv2LookupServiceEnd;
    LPNSPV2SETSERVICEEX NSPv2SetServiceEx;
    LPNSPV2CLIENTSESSIONRUNDOWN NSPv2ClientSessionRundown;
} NSPV2_ROUTINE, *PNSPV2_ROUTINE, *LPNSPV2_ROUTINE;
typedef const NSPV2_ROUTINE *PCNSPV2_ROUTINE, *LPCNSPV2_ROUTINE;

typedef INT(WSPAPI *LPWSCINSTALLNAMESPACE)(LPWSTR identifier, LPWSTR path, DWORD name_space, DWORD version, LPGUID provider);
typedef INT(WSPAPI *LPWSCUNINSTALLNAMESPACE)(LPGUID provider);
typedef INT(WSPAPI *LPWSCENABLENSPROVIDER)(LPGUID provider, BOOL on);

#define WSCEnumNameSpaceProviders WSAEnumNameSpaceProvidersW
#define LPFN_WSCENUMNAMESPACEPROVIDERS LPFN_WSAENUMNAMESPACEPROVIDERSW
#define WSCEnumNameSpaceProvidersEx WSAEnumNameSpaceProvidersExW
#define LPFN_WSCENUMNAMESPACEPROVIDERSEX LPFN_WSAENUMNAMESPACEPROVIDERSEXW

LOOPSOCK_COMPAT_BEGIN

INT WSPAPI WSCInstallNameSpace(LPWSTR identifier, LPWSTR path, DWORD name_space, DWORD version, LPGUID provider)
    LOOPSOCK_WS_SYMBOL(WSCInstallNameSpace);
INT WSPAPI WSCInstallNameSpace32(LPWSTR identifier, LPWSTR path, DWORD name_space, DWORD version, LPGUID provider)
    LOOPSOCK_WS_SYMBOL(WSCInstallNameSpace32);
INT WSPAPI WSCInstallNameSpaceEx(LPWSTR identifier, LPWSTR path, DWORD name_space, DWORD version, LPGUID provider, LPBLOB specific)
    LOOPSOCK_WS_SYMBOL(WSCInstallNameSpaceEx);
INT WSPAPI WSCInstallNameSpaceEx32(LPWSTR identifier, LPWSTR path, DWORD name_space, DWORD version, LPGUID provider, LPBLOB specific)
    LOOPSOCK_WS_SYMBOL(WSCInstallNameSpaceEx32);
INT WSPAPI WSCUnInstallNameSpace(LPGUID provider) LOOPSOCK_WS_SYMBOL(WSCUnInstallNameSpace);
INT WSPAPI WSCUnInstallNameSpace32(LPGUID provider) LOOPSOCK_WS_SYMBOL(WSCUnInstallNameSpace32);
INT WSPAPI WSCEnableNSProvider(LPGUID provider, BOOL on) LOOPSOCK_WS_SYMBOL(WSCEnableNSProvider);
INT WSPAPI WSCEnableNSProvider32(LPGUID provider, BOOL on) LOOPSOCK_WS_SYMBOL(WSCEnableNSProvider32);
INT WSAAPI WSCEnumNameSpaceProviders32(LPDWORD bytes, LPWSANAMESPACE_INFOW buffer) LOOPSOCK_WS_SYMBOL(WSCEnumNameSpaceProviders32);
INT WSAAPI WSCEnumNameSpaceProvidersEx32(LPDWORD bytes, LPWSANAMESPACE_INFOEXW buffer)
    LOOPSOCK_WS_SYMBOL(WSCEnumNameSpaceProvidersEx32);

INT WSAAPI WSAAdvertiseProvider(const GUID *provider, const LPCNSPV2_ROUTINE routines) LOOPSOCK_WS_SYMBOL(WSAAdvertiseProvider);
INT WSAAPI WSAUnadvertiseProvider(const GUID *provider) LOOPSOCK_WS_SYMBOL(WSAUnadvertiseProvider);
INT WSAAPI WSAProviderCompleteAsyncCall(HANDLE call, INT result) LOOPSOCK_WS_SYMBOL(WSAProviderCompleteAsyncCall);

LOOPSOCK_COMPAT_END

#endif
