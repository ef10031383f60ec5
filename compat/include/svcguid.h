// svcguid: classes of services as GUIDs, for WSALookupServiceBegin: hosts and services by name, ports, DNS records.
//
//     { 000900pp, 0000, rr, … }  TCP port pp, DNS record type rr       { 000A00pp, … }  UDP port pp
//
// Threads, memory: preprocessor only, except SVCID's setters, which write the GUID they are given.
#pragma once

#ifndef _SVCGUID_
#define _SVCGUID_
#endif

#include "loopsock_compat/base_structs.h"

#define LOOPSOCK_COMPAT_SVCID(first, third) { (first), 0, (third), { 0xC0, 0, 0, 0, 0, 0, 0, 0x46 } }

#define SVCID_HOSTNAME LOOPSOCK_COMPAT_SVCID(0x0002A800, 0)
#define SVCID_INET_HOSTADDRBYINETSTRING LOOPSOCK_COMPAT_SVCID(0x0002A801, 0)
#define SVCID_INET_SERVICEBYNAME LOOPSOCK_COMPAT_SVCID(0x0002A802, 0)
#define SVCID_INET_HOSTADDRBYNAME LOOPSOCK_COMPAT_SVCID(0x0002A803, 0)

#define SVCID_TCP_RR(port, record) LOOPSOCK_COMPAT_SVCID(0x00090000u | (port), (record))
#define SVCID_TCP(port) SVCID_TCP_RR(port, 0)
#define SVCID_DNS(record) SVCID_TCP_RR(53, record)
#define SVCID_UDP_RR(port, record) LOOPSOCK_COMPAT_SVCID(0x000A0000u | (port), (record))
#define SVCID_UDP(port) SVCID_UDP_RR(port, 0)
#define SVCID_NETWARE(type) LOOPSOCK_COMPAT_SVCID(0x000B0000u | (type), 0)

static inline int loopsock_compat_is_svcid(const GUID *guid, UINT32 kind)
{
    static const UCHAR end[8] = { 0xC0, 0, 0, 0, 0, 0, 0, 0x46 };
    return (guid->Data1 & 0xFFFF0000u) == kind && guid->Data2 == 0 && memcmp(guid->Data4, end, sizeof(end)) == 0;
}

static inline void loopsock_compat_set_svcid(GUID *guid, UINT32 first, USHORT third)
{
    const GUID made = LOOPSOCK_COMPAT_SVCID(0, 0);
    *guid = made;
    guid->Data1 = first;
    guid->Data3 = third;
}

#define IS_SVCID_TCP(guid) loopsock_compat_is_svcid((guid), 0x00090000u)
#define IS_SVCID_UDP(guid) loopsock_compat_is_svcid((guid), 0x000A0000u)
#define IS_SVCID_NETWARE(guid) loopsock_compat_is_svcid((guid), 0x000B0000u)
#define IS_SVCID_DNS(guid) (IS_SVCID_TCP(guid) && ((guid)->Data1 & 0xFFFFu) == 53)
#define PORT_FROM_SVCID_TCP(guid) ((WORD)((guid)->Data1 & 0xFFFFu))
#define PORT_FROM_SVCID_UDP(guid) ((WORD)((guid)->Data1 & 0xFFFFu))
#define SAPID_FROM_SVCID_NETWARE(guid) ((WORD)((guid)->Data1 & 0xFFFFu))
#define RR_FROM_SVCID(guid) ((guid)->Data3)
#define SET_TCP_SVCID_RR(guid, port, record) loopsock_compat_set_svcid((guid), 0x00090000u | (port), (USHORT)(record))
#define SET_TCP_SVCID(guid, port) SET_TCP_SVCID_RR(guid, port, 0)
#define SET_UDP_SVCID_RR(guid, port, record) loopsock_compat_set_svcid((guid), 0x000A0000u | (port), (USHORT)(record))
#define SET_UDP_SVCID(guid, port) SET_UDP_SVCID_RR(guid, port, 0)
#define SET_NETWARE_SVCID(guid, type) loopsock_compat_set_svcid((guid), 0x000B0000u | (type), 0)

#define SVCID_ECHO_TCP SVCID_TCP(7)
#define SVCID_DISCARD_TCP SVCID_TCP(9)
#define SVCID_DAYTIME_TCP SVCID_TCP(13)
#define SVCID_QOTD_TCP SVCID_TCP(17)
#define SVCID_CHARGEN_TCP SVCID_TCP(19)
#define SVCID_FTP_DATA_TCP SVCID_TCP(20)
#define SVCID_FTP_TCP SVCID_TCP(21)
#define SVCID_TELNET_TCP SVCID_TCP(23)
#define SVCID_SMTP_TCP SVCID_TCP(25)
#define SVCID_TIME_TCP SVCID_TCP(37)
#define SVCID_NAME_TCP SVCID_TCP(42)
#define SVCID_WHOIS_TCP SVCID_TCP(43)
#define SVCID_DOMAIN_TCP SVCID_TCP(53)
#define SVCID_NAMESERVER_TCP SVCID_TCP(53)
#define SVCID_FINGER_TCP SVCID_TCP(79)
#define SVCID_POP2_TCP SVCID_TCP(109)
#define SVCID_POP3_TCP SVCID_TCP(110)
#define SVCID_SUNRPC_TCP SVCID_TCP(111)
#define SVCID_AUTH_TCP SVCID_TCP(113)
#define SVCID_NNTP_TCP SVCID_TCP(119)
#define SVCID_ECHO_UDP SVCID_UDP(7)
#define SVCID_DISCARD_UDP SVCID_UDP(9)
#define SVCID_DAYTIME_UDP SVCID_UDP(13)
#define SVCID_QOTD_UDP SVCID_UDP(17)
#define SVCID_CHARGEN_UDP SVCID_UDP(19)
#define SVCID_TIME_UDP SVCID_UDP(37)
#define SVCID_NAME_UDP SVCID_UDP(42)
#define SVCID_DOMAIN_UDP SVCID_UDP(53)
#define SVCID_NAMESERVER_UDP SVCID_UDP(53)
#define SVCID_TFTP_UDP SVCID_UDP(69)
#define SVCID_NTP_UDP SVCID_UDP(123)
#define SVCID_SNMP_UDP SVCID_UDP(161)

// The types of DNS records (RFC 1035, 3.2.2; RFC 3596; RFC 2782).
#define SVCID_DNS_TYPE_A SVCID_DNS(0x0001)
#define SVCID_DNS_TYPE_NS SVCID_DNS(0x0002)
#define SVCID_DNS_TYPE_CNAME SVCID_DNS(0x0005)
#define SVCID_DNS_TYPE_SOA SVCID_DNS(0x0006)
#define SVCID_DNS_TYPE_PTR SVCID_DNS(0x000c)
#define SVCID_DNS_TYPE_MX SVCID_DNS(0x000f)
#define SVCID_DNS_TYPE_TEXT SVCID_DNS(0x0010)
#define SVCID_DNS_TYPE_AAAA SVCID_DNS(0x001c)
#define SVCID_DNS_TYPE_SRV SVCID_DNS(0x0021)
#define SVCID_DNS_TYPE_ALL SVCID_DNS(0x00ff)
