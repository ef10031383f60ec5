// functions_rtl: addresses to text and back as Windows' run-time library does it (mstcpip.h).
//
// Any thread, no WSAStartup. The plain AddressToString forms give a pointer to the final 0 that they wrote; their room must be
// enough for any address (16, 46 and 18 characters). The plain StringToAddress forms stop where the address ends and say
// where. The Ex forms take the whole text, with scope and port. 0 is success; otherwise STATUS_INVALID_PARAMETER, with the
// length needed in *length where that was the reason. Ports are in network byte order; lengths count the final 0 too.
#pragma once

#include "../in6addr.h"
#include "../inaddr.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "symbol.h"

typedef union _DL_EUI48 {
    UCHAR Byte[6];
} DL_EUI48, *PDL_EUI48;

LOOPSOCK_COMPAT_BEGIN

PSTR NTAPI RtlIpv4AddressToStringA(const IN_ADDR *address, PSTR text) LOOPSOCK_WS_SYMBOL(RtlIpv4AddressToStringA);
PWSTR NTAPI RtlIpv4AddressToStringW(const IN_ADDR *address, PWSTR text) LOOPSOCK_WS_SYMBOL(RtlIpv4AddressToStringW);
LONG NTAPI RtlIpv4AddressToStringExA(const IN_ADDR *address, USHORT port, PSTR text, PULONG length)
    LOOPSOCK_WS_SYMBOL(RtlIpv4AddressToStringExA);
LONG NTAPI RtlIpv4AddressToStringExW(const IN_ADDR *address, USHORT port, PWSTR text, PULONG length)
    LOOPSOCK_WS_SYMBOL(RtlIpv4AddressToStringExW);
LONG NTAPI RtlIpv4StringToAddressA(PCSTR text, BOOLEAN strict, PCSTR *end, IN_ADDR *address)
    LOOPSOCK_WS_SYMBOL(RtlIpv4StringToAddressA);
LONG NTAPI RtlIpv4StringToAddressW(PCWSTR text, BOOLEAN strict, PCWSTR *end, IN_ADDR *address)
    LOOPSOCK_WS_SYMBOL(RtlIpv4StringToAddressW);
LONG NTAPI RtlIpv4StringToAddressExA(PCSTR text, BOOLEAN strict, IN_ADDR *address, PUSHORT port)
    LOOPSOCK_WS_SYMBOL(RtlIpv4StringToAddressExA);
LONG NTAPI RtlIpv4StringToAddressExW(PCWSTR text, BOOLEAN strict, IN_ADDR *address, PUSHORT port)
    LOOPSOCK_WS_SYMBOL(RtlIpv4StringToAddressExW);

PSTR NTAPI RtlIpv6AddressToStringA(const IN6_ADDR *address, PSTR text) LOOPSOCK_WS_SYMBOL(RtlIpv6AddressToStringA);
PWSTR NTAPI RtlIpv6AddressToStringW(const IN6_ADDR *address, PWSTR text) LOOPSOCK_WS_SYMBOL(RtlIpv6AddressToStringW);
LONG NTAPI RtlIpv6AddressToStringExA(const IN6_ADDR *address, ULONG scope, USHORT port, PSTR text, PULONG length)
    LOOPSOCK_WS_SYMBOL(RtlIpv6AddressToStringExA);
LONG NTAPI RtlIpv6AddressToStringExW(const IN6_ADDR *address, ULONG scope, USHORT port, PWSTR text, PULONG length)
    LOOPSOCK_WS_SYMBOL(RtlIpv6AddressToStringExW);
LONG NTAPI RtlIpv6StringToAddressA(PCSTR text, PCSTR *end, IN6_ADDR *address) LOOPSOCK_WS_SYMBOL(RtlIpv6StringToAddressA);
LONG NTAPI RtlIpv6StringToAddressW(PCWSTR text, PCWSTR *end, IN6_ADDR *address) LOOPSOCK_WS_SYMBOL(RtlIpv6StringToAddressW);
LONG NTAPI RtlIpv6StringToAddressExA(PCSTR text, IN6_ADDR *address, PULONG scope, PUSHORT port)
    LOOPSOCK_WS_SYMBOL(RtlIpv6StringToAddressExA);
LONG NTAPI RtlIpv6StringToAddressExW(PCWSTR text, IN6_ADDR *address, PULONG scope, PUSHORT port)
    LOOPSOCK_WS_SYMBOL(RtlIpv6StringToAddressExW);

// "01-23-45-67-89-AB".
PSTR NTAPI RtlEthernetAddressToStringA(const DL_EUI48 *address, PSTR text) LOOPSOCK_WS_SYMBOL(RtlEthernetAddressToStringA);
PWSTR NTAPI RtlEthernetAddressToStringW(const DL_EUI48 *address, PWSTR text) LOOPSOCK_WS_SYMBOL(RtlEthernetAddressToStringW);
LONG NTAPI RtlEthernetStringToAddressA(PCSTR text, PCSTR *end, DL_EUI48 *address) LOOPSOCK_WS_SYMBOL(RtlEthernetStringToAddressA);
LONG NTAPI RtlEthernetStringToAddressW(PCWSTR text, PCWSTR *end, DL_EUI48 *address) LOOPSOCK_WS_SYMBOL(RtlEthernetStringToAddressW);

LOOPSOCK_COMPAT_END

#ifdef UNICODE
#define RtlIpv4AddressToString RtlIpv4AddressToStringW
#define RtlIpv4AddressToStringEx RtlIpv4AddressToStringExW
#define RtlIpv4StringToAddress RtlIpv4StringToAddressW
#define RtlIpv4StringToAddressEx RtlIpv4StringToAddressExW
#define RtlIpv6AddressToString RtlIpv6AddressToStringW
#define RtlIpv6AddressToStringEx RtlIpv6AddressToStringExW
#define RtlIpv6StringToAddress RtlIpv6StringToAddressW
#define RtlIpv6StringToAddressEx RtlIpv6StringToAddressExW
#define RtlEthernetAddressToString RtlEthernetAddressToStringW
#define RtlEthernetStringToAddress RtlEthernetStringToAddressW
#else
#define RtlIpv4AddressToString RtlIpv4AddressToStringA
#define RtlIpv4AddressToStringEx RtlIpv4AddressToStringExA
#define RtlIpv4StringToAddress RtlIpv4StringToAddressA
#define RtlIpv4StringToAddressEx RtlIpv4StringToAddressExA
#define RtlIpv6AddressToString RtlIpv6AddressToStringA
#define RtlIpv6AddressToStringEx RtlIpv6AddressToStringExA
#define RtlIpv6StringToAddress RtlIpv6StringToAddressA
#define RtlIpv6StringToAddressEx RtlIpv6StringToAddressExA
#define RtlEthernetAddressToString RtlEthernetAddressToStringA
#define RtlEthernetStringToAddress RtlEthernetStringToAddressA
#endif

#endif
