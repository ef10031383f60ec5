// exports_list: every function that Microsoft's import libraries for Winsock export (ws2_32, mswsock, fwpuclnt and what <mstcpip.h> has from
// ntdll), and every inline function of the headers, by what becomes of it here:
//
//   WORKING    does what Microsoft's page says
//   REFUSING   is there, and ends with an error that the page documents; exports_test.cpp has the errors
//   INLINE     lives in a header
//   absent     is not declared, and why
//
// Lists for X-macros; a list that grows is the place to say what a new function is.
#pragma once

// ioctlsocket, which is overloaded, is not in the list but in the test.
#define WORKING_WS2_32(X)                                                                                            \
  X(__WSAFDIsSet) X(accept) X(bind) X(closesocket) X(connect) X(FreeAddrInfoEx) X(FreeAddrInfoExA) X(FreeAddrInfoExW) \
  X(freeaddrinfo) X(FreeAddrInfoW) X(gai_strerrorA) X(gai_strerrorW) X(getaddrinfo) X(GetAddrInfoExA)                 \
  X(GetAddrInfoExCancel) X(GetAddrInfoExOverlappedResult) X(GetAddrInfoExW) X(GetAddrInfoW) X(gethostbyaddr)          \
  X(gethostbyname) X(gethostname) X(GetHostNameW) X(getnameinfo) X(GetNameInfoW) X(getpeername) X(getprotobyname)     \
  X(getprotobynumber) X(getservbyname) X(getservbyport) X(getsockname) X(getsockopt) X(htonl) X(htons) X(inet_addr)   \
  X(inet_ntoa) X(inet_ntop) X(InetNtopW) X(inet_pton) X(InetPtonW) X(listen) X(ntohl) X(ntohs) X(recv) X(recvfrom)    \
  X(select) X(send) X(sendto) X(SetAddrInfoExA) X(SetAddrInfoExW) X(setsockopt) X(shutdown) X(socket) X(WSAAccept)    \
  X(WSAAddressToStringA) X(WSAAddressToStringW) X(WSACancelBlockingCall) X(WSACleanup) X(WSACloseEvent) X(WSAConnect) \
  X(WSAConnectByList) X(WSAConnectByNameA) X(WSAConnectByNameW) X(WSACreateEvent) X(WSADuplicateSocketA)              \
  X(WSADuplicateSocketW) X(WSAEnumNameSpaceProvidersA) X(WSAEnumNameSpaceProvidersExA)                                \
  X(WSAEnumNameSpaceProvidersExW) X(WSAEnumNameSpaceProvidersW) X(WSAEnumNetworkEvents) X(WSAEnumProtocolsA)          \
  X(WSAEnumProtocolsW) X(WSAEventSelect) X(WSAGetLastError) X(WSAGetOverlappedResult) X(WSAGetQOSByName) X(WSAHtonl)  \
  X(WSAHtons) X(WSAIoctl) X(WSAIsBlocking) X(WSAJoinLeaf) X(WSALookupServiceBeginA) X(WSALookupServiceBeginW)         \
  X(WSALookupServiceEnd) X(WSALookupServiceNextA) X(WSALookupServiceNextW) X(WSANtohl) X(WSANtohs) X(WSAPoll)         \
  X(WSAProviderConfigChange) X(WSARecv) X(WSARecvDisconnect) X(WSARecvFrom) X(WSAResetEvent) X(WSASend)               \
  X(WSASendDisconnect) X(WSASendMsg) X(WSASendTo) X(WSASetBlockingHook) X(WSASetEvent) X(WSASetLastError)             \
  X(WSASetServiceA) X(WSASetServiceW) X(WSASocketA) X(WSASocketW) X(WSAStartup) X(WSAStringToAddressA)                \
  X(WSAStringToAddressW) X(WSAUnhookBlockingHook) X(WSAWaitForMultipleEvents) X(WSCEnumNameSpaceProviders32)          \
  X(WSCEnumNameSpaceProvidersEx32) X(WSCEnumProtocols) X(WSCEnumProtocols32) X(WSCGetProviderInfo)                    \
  X(WSCGetProviderPath)

#define WORKING_MSWSOCK(X)                                                                                      \
  X(AcceptEx) X(EnumProtocolsA) X(EnumProtocolsW) X(GetAcceptExSockaddrs) X(SetSocketMediaStreamingMode) X(TransmitFile) \
  X(WSARecvEx) X(WSPStartup)

#define WORKING_NTDLL(X)                                                                                             \
  X(RtlEthernetAddressToStringA) X(RtlEthernetAddressToStringW) X(RtlEthernetStringToAddressA)                        \
  X(RtlEthernetStringToAddressW) X(RtlIpv4AddressToStringA) X(RtlIpv4AddressToStringExA) X(RtlIpv4AddressToStringExW) \
  X(RtlIpv4AddressToStringW) X(RtlIpv4StringToAddressA) X(RtlIpv4StringToAddressExA) X(RtlIpv4StringToAddressExW)     \
  X(RtlIpv4StringToAddressW) X(RtlIpv6AddressToStringA) X(RtlIpv6AddressToStringExA) X(RtlIpv6AddressToStringExW)     \
  X(RtlIpv6AddressToStringW) X(RtlIpv6StringToAddressA) X(RtlIpv6StringToAddressExA) X(RtlIpv6StringToAddressExW)     \
  X(RtlIpv6StringToAddressW)

#define REFUSING_WS2_32(X)                                                                                           \
  X(ProcessSocketNotifications) X(WPUCompleteOverlappedRequest) X(WSAAdvertiseProvider) X(WSAAsyncGetHostByAddr)      \
  X(WSAAsyncGetHostByName) X(WSAAsyncGetProtoByName) X(WSAAsyncGetProtoByNumber) X(WSAAsyncGetServByName)             \
  X(WSAAsyncGetServByPort) X(WSAAsyncSelect) X(WSACancelAsyncRequest) X(WSAGetServiceClassInfoA)                      \
  X(WSAGetServiceClassInfoW) X(WSAGetServiceClassNameByClassIdA) X(WSAGetServiceClassNameByClassIdW)                  \
  X(WSAInstallServiceClassA) X(WSAInstallServiceClassW) X(WSANSPIoctl) X(WSAProviderCompleteAsyncCall)                \
  X(WSARemoveServiceClass) X(WSAUnadvertiseProvider) X(WSCDeinstallProvider) X(WSCDeinstallProvider32)                \
  X(WSCEnableNSProvider) X(WSCEnableNSProvider32) X(WSCGetApplicationCategory) X(WSCGetProviderInfo32)                \
  X(WSCGetProviderPath32) X(WSCInstallNameSpace) X(WSCInstallNameSpace32) X(WSCInstallNameSpaceEx)                    \
  X(WSCInstallNameSpaceEx32) X(WSCInstallProvider) X(WSCInstallProvider64_32) X(WSCInstallProviderAndChains)          \
  X(WSCInstallProviderAndChains64_32) X(WSCSetApplicationCategory) X(WSCSetProviderInfo) X(WSCSetProviderInfo32)      \
  X(WSCUnInstallNameSpace) X(WSCUnInstallNameSpace32) X(WSCUpdateProvider) X(WSCUpdateProvider32)                     \
  X(WSCWriteNameSpaceOrder) X(WSCWriteNameSpaceOrder32) X(WSCWriteProviderOrder) X(WSCWriteProviderOrder32)

#define REFUSING_FWPUCLNT(X)                                                                                  \
  X(WSADeleteSocketPeerTargetName) X(WSAImpersonateSocketPeer) X(WSAQuerySocketSecurity) X(WSARevertImpersonation) \
  X(WSASetSocketPeerTargetName) X(WSASetSocketSecurity)

#define INLINE_WINSOCK2(X) X(htond) X(htonf) X(htonll) X(ntohd) X(ntohf) X(ntohll) X(SocketNotificationRetrieveEvents)

#define INLINE_WS2TCPIP(X)                                                                                            \
  X(getipv4sourcefilter) X(getsourcefilter) X(IN6_ADDR_EQUAL) X(IN6_IS_ADDR_LINKLOCAL) X(IN6_IS_ADDR_LOOPBACK)         \
  X(IN6_IS_ADDR_MC_GLOBAL) X(IN6_IS_ADDR_MC_LINKLOCAL) X(IN6_IS_ADDR_MC_NODELOCAL) X(IN6_IS_ADDR_MC_ORGLOCAL)          \
  X(IN6_IS_ADDR_MC_SITELOCAL) X(IN6_IS_ADDR_MULTICAST) X(IN6_IS_ADDR_SITELOCAL) X(IN6_IS_ADDR_UNSPECIFIED)             \
  X(IN6_IS_ADDR_V4COMPAT) X(IN6_IS_ADDR_V4MAPPED) X(IN6_SET_ADDR_LOOPBACK) X(IN6_SET_ADDR_UNSPECIFIED)                 \
  X(IN6ADDR_ISANY) X(IN6ADDR_ISEQUAL) X(IN6ADDR_ISLOOPBACK) X(IN6ADDR_ISUNSPECIFIED) X(IN6ADDR_SETANY)                 \
  X(IN6ADDR_SETLOOPBACK) X(setipv4sourcefilter) X(setsourcefilter) X(WSAGetFailConnectOnIcmpError)                     \
  X(WSAGetIcmpErrorInfo) X(WSAGetIPUserMtu) X(WSAGetRecvIPEcn) X(WSAGetUdpRecvMaxCoalescedSize)                        \
  X(WSAGetUdpSendMessageSize) X(WSAGetUnicastReceiveSharing) X(WSASetFailConnectOnIcmpError) X(WSASetIPUserMtu)        \
  X(WSASetRecvIPEcn) X(WSASetUdpRecvMaxCoalescedSize) X(WSASetUdpSendMessageSize) X(WSASetUnicastReceiveSharing)

#define INLINE_MSTCPIP(X)                                                                                             \
  X(IN4_ADDR_EQUAL) X(IN4_IS_ADDR_6TO4ELIGIBLE) X(IN4_IS_ADDR_BROADCAST) X(IN4_IS_ADDR_LINKLOCAL)                      \
  X(IN4_IS_ADDR_LOOPBACK) X(IN4_IS_ADDR_MC_ADMINLOCAL) X(IN4_IS_ADDR_MC_LINKLOCAL) X(IN4_IS_ADDR_MC_SITELOCAL)         \
  X(IN4_IS_ADDR_MULTICAST) X(IN4_IS_ADDR_RFC1918) X(IN4_IS_ADDR_SITELOCAL) X(IN4_IS_ADDR_UNSPECIFIED)                  \
  X(IN4_IS_UNALIGNED_ADDR_6TO4ELIGIBLE) X(IN4_IS_UNALIGNED_ADDR_BROADCAST) X(IN4_IS_UNALIGNED_ADDR_LINKLOCAL)          \
  X(IN4_IS_UNALIGNED_ADDR_LOOPBACK) X(IN4_IS_UNALIGNED_ADDR_MULTICAST) X(IN4_IS_UNALIGNED_ADDR_RFC1918)                \
  X(IN4_IS_UNALIGNED_ADDR_SITELOCAL) X(IN4_IS_UNALIGNED_ADDR_UNSPECIFIED) X(IN4_UNALIGNED_ADDR_EQUAL)                  \
  X(IN4_UNCANONICALIZE_SCOPE_ID) X(IN4ADDR_ISANY) X(IN4ADDR_ISEQUAL) X(IN4ADDR_ISLOOPBACK) X(IN4ADDR_ISUNSPECIFIED)    \
  X(IN4ADDR_SCOPE_ID) X(IN4ADDR_SETANY) X(IN4ADDR_SETLOOPBACK) X(IN4ADDR_SETSOCKADDR)                                  \
  X(IN6_EXTRACT_V4ADDR_FROM_6TO4) X(IN6_EXTRACT_V4ADDR_FROM_ISATAP) X(IN6_GET_ADDR_V4COMPAT)                           \
  X(IN6_GET_ADDR_V4MAPPED) X(IN6_IS_ADDR_6TO4) X(IN6_IS_ADDR_ALLNODESONLINK) X(IN6_IS_ADDR_ALLNODESONNODE)             \
  X(IN6_IS_ADDR_ALLROUTERSONLINK) X(IN6_IS_ADDR_ISATAP) X(IN6_IS_ADDR_SOLICITEDNODE) X(IN6_IS_ADDR_TEREDO)             \
  X(IN6_MULTICAST_SCOPE) X(IN6_PREFIX_EQUAL) X(IN6_SET_6TO4_PREFIX) X(IN6_SET_ADDR_SOLICITEDNODE)                      \
  X(IN6_SET_ADDR_V4COMPAT) X(IN6_SET_ADDR_V4MAPPED) X(IN6_SET_ISATAP_IDENTIFIER) X(IN6_UNCANONICALIZE_SCOPE_ID)        \
  X(IN6ADDR_IS6TO4) X(IN6ADDR_ISISATAP) X(IN6ADDR_ISTEREDO) X(IN6ADDR_ISV4MAPPED) X(IN6ADDR_SETSOCKADDR)               \
  X(IN6ADDR_SETV4MAPPED) X(INET_ADDR_EQUAL) X(INET_ADDR_LENGTH) X(INET_ADDR_UNSPECIFIED) X(INET_IS_ADDR_BROADCAST)     \
  X(INET_IS_ADDR_LOOPBACK) X(INET_IS_ADDR_MULTICAST) X(INET_IS_ADDR_UNSPECIFIED)                                       \
  X(INET_IS_UNALIGNED_ADDR_UNSPECIFIED) X(INET_SET_ADDRESS) X(INET_SOCKADDR_LENGTH) X(INET_UNALIGNED_ADDR_EQUAL)       \
  X(INET_UNCANONICALIZE_SCOPE_ID) X(INETADDR_ADDRESS) X(INETADDR_ISANY) X(INETADDR_ISEQUAL) X(INETADDR_ISLOOPBACK)     \
  X(INETADDR_ISUNSPECIFIED) X(INETADDR_ISV4MAPPED) X(INETADDR_PORT) X(INETADDR_SCOPE_ID) X(INETADDR_SET_ADDRESS)       \
  X(INETADDR_SET_PORT) X(INETADDR_SETANY) X(INETADDR_SETLOOPBACK) X(INETADDR_SETSOCKADDR) X(Ipv4AddressScope)          \
  X(Ipv4AddressType) X(Ipv4MulticastAddressScope) X(Ipv4UnicastAddressScope) X(Ipv6AddressScope) X(Ipv6AddressType)    \
  X(Ipv6UnicastAddressScope) X(NL_ADDR_EQUAL) X(NL_IS_ADDR_UNSPECIFIED)

namespace winsock_test {

struct absent_name {
  const char* names;  // separated by spaces
  const char* reason;
};

constexpr absent_name absent_names[] = {
    {"WahCloseApcHelper WahCloseHandleHelper WahCloseNotificationHandleHelper WahCloseSocketHandle WahCloseThread "
     "WahCompleteRequest WahCreateHandleContextTable WahCreateNotificationHandle WahCreateSocketHandle "
     "WahDestroyHandleContextTable WahDisableNonIFSHandleSupport WahEnableNonIFSHandleSupport "
     "WahEnumerateHandleContexts WahInsertHandleContext WahNotifyAllProcesses WahOpenApcHelper WahOpenCurrentThread "
     "WahOpenHandleHelper WahOpenNotificationHandleHelper WahQueueUserApc WahReferenceContextByHandle "
     "WahRemoveHandleContext WahWaitForNotification WahWriteLSPEvent",
     "helpers between ws2_32 and its providers; no header declares them"},
    {"WEP WSApSetPostRoutine", "entry points of the DLL itself; no header declares them"},
    {"WPUGetProviderPathEx WSCDeinstallProviderEx WSCEnumProtocolsEx WSCGetApplicationCategoryEx "
     "WSCInstallNameSpaceEx2 WSCInstallProviderEx WSCSetApplicationCategoryEx WSCUnInstallNameSpaceEx2 "
     "WSCUpdateProviderEx WSCWriteProviderOrderEx",
     "no header declares them and no page describes them"},
    {"WPUCloseEvent WPUCloseSocketHandle WPUCloseThread WPUCreateEvent WPUCreateSocketHandle WPUFDIsSet "
     "WPUGetProviderPath WPUModifyIFSHandle WPUOpenCurrentThread WPUPostMessage WPUQueryBlockingCallback "
     "WPUQuerySocketHandleContext WPUQueueApc WPUResetEvent WPUSetEvent",
     "no library exports them: ws2_32 hands them to a provider in the table of WSPStartup"},
    {"NSPStartup NSPv2Startup", "a name-space provider's own entry points; ours is not a library of its own"},
    {"WSCInstallQOSTemplate WSCRemoveQOSTemplate WPUGetQOSTemplate", "Windows Vista and later do not support them"},
    {"WspiapiFreeAddrInfo WspiapiGetAddrInfo WspiapiGetNameInfo WspiapiLegacyFreeAddrInfo WspiapiLegacyGetAddrInfo "
     "WspiapiLegacyGetNameInfo WspiapiLoad WspiapiLookupNode WspiapiNewAddrInfo WspiapiParseV4Address WspiapiQueryDNS "
     "WspiapiStrdup WspiapiClone",
     "stand-ins for Windows 2000, which had no getaddrinfo"},
    {"GetAddressByNameA GetAddressByNameW GetNameByTypeA GetNameByTypeW GetServiceA GetServiceW GetTypeByNameA "
     "GetTypeByNameW SetServiceA SetServiceW",
     "the name services of Winsock 1.1, which Microsoft's pages call obsolete; WSALookupService has taken their place"},
    {"dn_expand getnetbyname inet_network rcmd rexec rresvport s_perror sethostname",
     "remains of BSD in mswsock; no header declares them"},
    {"GetSocketErrorMessageW MigrateWinsockConfiguration MigrateWinsockConfigurationEx NPLoadNameSpaces "
     "StartWsdpService StopWsdpService",
     "setup and services of Windows' own; no header declares them"},
    {"Tcpip4_WSHAddressToString Tcpip4_WSHEnumProtocols Tcpip4_WSHGetBroadcastSockaddr Tcpip4_WSHGetProviderGuid "
     "Tcpip4_WSHGetSockaddrType Tcpip4_WSHGetSocketInformation Tcpip4_WSHGetWSAProtocolInfo "
     "Tcpip4_WSHGetWildcardSockaddr Tcpip4_WSHGetWinsockMapping Tcpip4_WSHIoctl Tcpip4_WSHJoinLeaf Tcpip4_WSHNotify "
     "Tcpip4_WSHOpenSocket Tcpip4_WSHOpenSocket2 Tcpip4_WSHSetSocketInformation Tcpip4_WSHStringToAddress "
     "Tcpip6_WSHAddressToString Tcpip6_WSHEnumProtocols Tcpip6_WSHGetProviderGuid Tcpip6_WSHGetSockaddrType "
     "Tcpip6_WSHGetSocketInformation Tcpip6_WSHGetWSAProtocolInfo Tcpip6_WSHGetWildcardSockaddr "
     "Tcpip6_WSHGetWinsockMapping Tcpip6_WSHIoctl Tcpip6_WSHJoinLeaf Tcpip6_WSHNotify Tcpip6_WSHOpenSocket "
     "Tcpip6_WSHOpenSocket2 Tcpip6_WSHSetSocketInformation Tcpip6_WSHStringToAddress",
     "between mswsock and the kernel's TCP/IP (Windows Sockets helper DLLs)"},
};

}  // namespace winsock_test
