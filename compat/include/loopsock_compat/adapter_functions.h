// adapter_functions: which adapters, addresses and routes this machine has. The machine is the stack inside this process, not the one
// around it.
//
// There is the loopback adapter, number 1, with 127.0.0.1 and ::1, and one more for each address that loopsock_add_address() gave.
// Numbers are those of IP_PKTINFO. Answers are returned, not left as the last error. Lists go into the caller's buffer: with too small a
// one, or none, the call says through `bytes` what is needed. Any thread, without WSAStartup.
#pragma once

#include "adapter_types.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

// The adapters of a family, or AF_UNSPEC, as a list. NO_ERROR, ERROR_BUFFER_OVERFLOW, ERROR_INVALID_PARAMETER, ERROR_NO_DATA (there are
// none), ERROR_NOT_ENOUGH_MEMORY.
ULONG WINAPI GetAdaptersAddresses(ULONG family, ULONG flags, PVOID reserved, PIP_ADAPTER_ADDRESSES adapters, PULONG bytes)
    LOOPSOCK_WS_SYMBOL(GetAdaptersAddresses);
// Those with an IPv4 address, without loopback's. ERROR_NO_DATA if there are no others.
DWORD WINAPI GetAdaptersInfo(PIP_ADAPTER_INFO adapters, PULONG bytes) LOOPSOCK_WS_SYMBOL(GetAdaptersInfo);
DWORD WINAPI GetNumberOfInterfaces(PDWORD count) LOOPSOCK_WS_SYMBOL(GetNumberOfInterfaces);

// IPv4's routes: 127.0.0.0/8, and each own address to itself. NO_ERROR, ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_PARAMETER.
DWORD WINAPI GetIpForwardTable(PMIB_IPFORWARDTABLE table, PULONG bytes, BOOL sorted) LOOPSOCK_WS_SYMBOL(GetIpForwardTable);
// The adapter by which an IPv4 address (in network byte order), or any one, is reached. ERROR_NETWORK_UNREACHABLE where there is none.
DWORD WINAPI GetBestInterface(ULONG address, PDWORD index) LOOPSOCK_WS_SYMBOL(GetBestInterface);
DWORD WINAPI GetBestInterfaceEx(struct sockaddr *address, PDWORD index) LOOPSOCK_WS_SYMBOL(GetBestInterfaceEx);

// "loopback_1", "virtual_2". 0, or NULL, for what there is not. The buffer has NDIS_IF_MAX_STRING_SIZE + 1 characters.
NET_IFINDEX WINAPI if_nametoindex(PCSTR name) LOOPSOCK_WS_SYMBOL(if_nametoindex);
PCHAR WINAPI if_indextoname(NET_IFINDEX index, PCHAR name) LOOPSOCK_WS_SYMBOL(if_indextoname);

LOOPSOCK_COMPAT_END

#ifdef __cplusplus
// Windows' ULONG is an unsigned long, and C++ sources hand over the address of one; here it has 64 bits.
static inline ULONG GetAdaptersAddresses(ULONG family, ULONG flags, PVOID reserved, PIP_ADAPTER_ADDRESSES adapters, unsigned long *bytes)
{
    ULONG narrow = bytes ? (ULONG)*bytes : 0;
    const ULONG result = GetAdaptersAddresses(family, flags, reserved, adapters, bytes ? &narrow : (PULONG)0);
    if (bytes)
        *bytes = narrow;
    return result;
}
static inline DWORD GetAdaptersInfo(PIP_ADAPTER_INFO adapters, unsigned long *bytes)
{
    ULONG narrow = bytes ? (ULONG)*bytes : 0;
    const DWORD result = GetAdaptersInfo(adapters, bytes ? &narrow : (PULONG)0);
    if (bytes)
        *bytes = narrow;
    return result;
}
#endif

#endif
