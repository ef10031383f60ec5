// functions_name_spaces: look-ups in name spaces, in steps: WSALookupServiceBegin, Next for each result, End; who answers; and
// the registration of services, which this stack's name space refuses.
//
// Any thread; a look-up may be ended on another thread than it runs on. 0 or SOCKET_ERROR (WSAEnumNameSpaceProviders: a
// number of entries), and WSAGetLastError tells why. Answers are written into the caller's block; WSAEFAULT with the number
// of bytes needed says that it is too small. Arguments and errors are those of Microsoft's page of the same name.
#pragma once

#include "service_classes.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

INT WSAAPI WSALookupServiceBeginA(LPWSAQUERYSETA query, DWORD flags, LPHANDLE lookup) LOOPSOCK_WS_SYMBOL(WSALookupServiceBeginA);
INT WSAAPI WSALookupServiceBeginW(LPWSAQUERYSETW query, DWORD flags, LPHANDLE lookup) LOOPSOCK_WS_SYMBOL(WSALookupServiceBeginW);
INT WSAAPI WSALookupServiceNextA(HANDLE lookup, DWORD flags, LPDWORD bytes, LPWSAQUERYSETA result)
    LOOPSOCK_WS_SYMBOL(WSALookupServiceNextA);
INT WSAAPI WSALookupServiceNextW(HANDLE lookup, DWORD flags, LPDWORD bytes, LPWSAQUERYSETW result)
    LOOPSOCK_WS_SYMBOL(WSALookupServiceNextW);
INT WSAAPI WSALookupServiceEnd(HANDLE lookup) LOOPSOCK_WS_SYMBOL(WSALookupServiceEnd);
INT WSAAPI WSANSPIoctl(HANDLE lookup, DWORD code, LPVOID in, DWORD in_bytes, LPVOID out, DWORD out_bytes,
                       LPDWORD returned_bytes, LPWSACOMPLETION completion) LOOPSOCK_WS_SYMBOL(WSANSPIoctl);

INT WSAAPI WSAEnumNameSpaceProvidersA(LPDWORD bytes, LPWSANAMESPACE_INFOA buffer) LOOPSOCK_WS_SYMBOL(WSAEnumNameSpaceProvidersA);
INT WSAAPI WSAEnumNameSpaceProvidersW(LPDWORD bytes, LPWSANAMESPACE_INFOW buffer) LOOPSOCK_WS_SYMBOL(WSAEnumNameSpaceProvidersW);
INT WSAAPI WSAEnumNameSpaceProvidersExA(LPDWORD bytes, LPWSANAMESPACE_INFOEXA buffer)
    LOOPSOCK_WS_SYMBOL(WSAEnumNameSpaceProvidersExA);
INT WSAAPI WSAEnumNameSpaceProvidersExW(LPDWORD bytes, LPWSANAMESPACE_INFOEXW buffer)
    LOOPSOCK_WS_SYMBOL(WSAEnumNameSpaceProvidersExW);

// The first call gives a handle (CloseHandle takes it back); a later one waits for a change of the providers, of which there is none.
INT WSAAPI WSAProviderConfigChange(LPHANDLE notification, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
    LOOPSOCK_WS_SYMBOL(WSAProviderConfigChange);

INT WSAAPI WSAInstallServiceClassA(LPWSASERVICECLASSINFOA info) LOOPSOCK_WS_SYMBOL(WSAInstallServiceClassA);
INT WSAAPI WSAInstallServiceClassW(LPWSASERVICECLASSINFOW info) LOOPSOCK_WS_SYMBOL(WSAInstallServiceClassW);
INT WSAAPI WSARemoveServiceClass(LPGUID service_class) LOOPSOCK_WS_SYMBOL(WSARemoveServiceClass);
INT WSAAPI WSAGetServiceClassInfoA(LPGUID provider, LPGUID service_class, LPDWORD bytes, LPWSASERVICECLASSINFOA info)
    LOOPSOCK_WS_SYMBOL(WSAGetServiceClassInfoA);
INT WSAAPI WSAGetServiceClassInfoW(LPGUID provider, LPGUID service_class, LPDWORD bytes, LPWSASERVICECLASSINFOW info)
    LOOPSOCK_WS_SYMBOL(WSAGetServiceClassInfoW);
// `length` in characters, the final 0 too.
INT WSAAPI WSAGetServiceClassNameByClassIdA(LPGUID service_class, LPSTR name, LPDWORD length)
    LOOPSOCK_WS_SYMBOL(WSAGetServiceClassNameByClassIdA);
INT WSAAPI WSAGetServiceClassNameByClassIdW(LPGUID service_class, LPWSTR name, LPDWORD length)
    LOOPSOCK_WS_SYMBOL(WSAGetServiceClassNameByClassIdW);
INT WSAAPI WSASetServiceA(LPWSAQUERYSETA service, WSAESETSERVICEOP operation, DWORD flags) LOOPSOCK_WS_SYMBOL(WSASetServiceA);
INT WSAAPI WSASetServiceW(LPWSAQUERYSETW service, WSAESETSERVICEOP operation, DWORD flags) LOOPSOCK_WS_SYMBOL(WSASetServiceW);

LOOPSOCK_COMPAT_END

#ifdef UNICODE
#define WSALookupServiceBegin WSALookupServiceBeginW
#define WSALookupServiceNext WSALookupServiceNextW
#define WSAEnumNameSpaceProviders WSAEnumNameSpaceProvidersW
#define WSAEnumNameSpaceProvidersEx WSAEnumNameSpaceProvidersExW
#define WSAInstallServiceClass WSAInstallServiceClassW
#define WSAGetServiceClassInfo WSAGetServiceClassInfoW
#define WSAGetServiceClassNameByClassId WSAGetServiceClassNameByClassIdW
#define WSASetService WSASetServiceW
#define LPFN_WSALOOKUPSERVICEBEGIN LPFN_WSALOOKUPSERVICEBEGINW
#define LPFN_WSALOOKUPSERVICENEXT LPFN_WSALOOKUPSERVICENEXTW
#define LPFN_WSAENUMNAMESPACEPROVIDERS LPFN_WSAENUMNAMESPACEPROVIDERSW
#define LPFN_WSAENUMNAMESPACEPROVIDERSEX LPFN_WSAENUMNAMESPACEPROVIDERSEXW
#define LPFN_WSAINSTALLSERVICECLASS LPFN_WSAINSTALLSERVICECLASSW
#define LPFN_WSAGETSERVICECLASSINFO LPFN_WSAGETSERVICECLASSINFOW
#define LPFN_WSAGETSERVICECLASSNAMEBYCLASSID LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDW
#define LPFN_WSASETSERVICE LPFN_WSASETSERVICEW
#else
#define WSALookupServiceBegin WSALookupServiceBeginA
#define WSALookupServiceNext WSALookupServiceNextA
#define WSAEnumNameSpaceProviders WSAEnumNameSpaceProvidersA
#define WSAEnumNameSpaceProvidersEx WSAEnumNameSpaceProvidersExA
#define WSAInstallServiceClass WSAInstallServiceClassA
#define WSAGetServiceClassInfo WSAGetServiceClassInfoA
#define WSAGetServiceClassNameByClassId WSAGetServiceClassNameByClassIdA
#define WSASetService WSASetServiceA
#define LPFN_WSALOOKUPSERVICEBEGIN LPFN_WSALOOKUPSERVICEBEGINA
#define LPFN_WSALOOKUPSERVICENEXT LPFN_WSALOOKUPSERVICENEXTA
#define LPFN_WSAENUMNAMESPACEPROVIDERS LPFN_WSAENUMNAMESPACEPROVIDERSA
#define LPFN_WSAENUMNAMESPACEPROVIDERSEX LPFN_WSAENUMNAMESPACEPROVIDERSEXA
#define LPFN_WSAINSTALLSERVICECLASS LPFN_WSAINSTALLSERVICECLASSA
#define LPFN_WSAGETSERVICECLASSINFO LPFN_WSAGETSERVICECLASSINFOA
#define LPFN_WSAGETSERVICECLASSNAMEBYCLASSID LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDA
#define LPFN_WSASETSERVICE LPFN_WSASETSERVICEA
#endif

#if defined(INCL_WINSOCK_API_TYPEDEFS) && INCL_WINSOCK_API_TYPEDEFS
typedef __typeof__(&WSALookupServiceBeginA) LPFN_WSALOOKUPSERVICEBEGINA;
typedef __typeof__(&WSALookupServiceBeginW) LPFN_WSALOOKUPSERVICEBEGINW;
typedef __typeof__(&WSALookupServiceNextA) LPFN_WSALOOKUPSERVICENEXTA;
typedef __typeof__(&WSALookupServiceNextW) LPFN_WSALOOKUPSERVICENEXTW;
typedef __typeof__(&WSALookupServiceEnd) LPFN_WSALOOKUPSERVICEEND;
typedef __typeof__(&WSANSPIoctl) LPFN_WSANSPIOCTL;
typedef __typeof__(&WSAEnumNameSpaceProvidersA) LPFN_WSAENUMNAMESPACEPROVIDERSA;
typedef __typeof__(&WSAEnumNameSpaceProvidersW) LPFN_WSAENUMNAMESPACEPROVIDERSW;
typedef __typeof__(&WSAEnumNameSpaceProvidersExA) LPFN_WSAENUMNAMESPACEPROVIDERSEXA;
typedef __typeof__(&WSAEnumNameSpaceProvidersExW) LPFN_WSAENUMNAMESPACEPROVIDERSEXW;
typedef __typeof__(&WSAProviderConfigChange) LPFN_WSAPROVIDERCONFIGCHANGE;
typedef __typeof__(&WSAInstallServiceClassA) LPFN_WSAINSTALLSERVICECLASSA;
typedef __typeof__(&WSAInstallServiceClassW) LPFN_WSAINSTALLSERVICECLASSW;
typedef __typeof__(&WSARemoveServiceClass) LPFN_WSAREMOVESERVICECLASS;
typedef __typeof__(&WSAGetServiceClassInfoA) LPFN_WSAGETSERVICECLASSINFOA;
typedef __typeof__(&WSAGetServiceClassInfoW) LPFN_WSAGETSERVICECLASSINFOW;
typedef __typeof__(&WSAGetServiceClassNameByClassIdA) LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDA;
typedef __typeof__(&WSAGetServiceClassNameByClassIdW) LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDW;
typedef __typeof__(&WSASetServiceA) LPFN_WSASETSERVICEA;
typedef __typeof__(&WSASetServiceW) LPFN_WSASETSERVICEW;
#endif

#endif
