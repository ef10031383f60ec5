// The catalogue has the six entries that Windows' own TCP/IP has, with the same flags and sizes. The provider ids are ours:
// event loops that recognise Microsoft's talk to its kernel driver behind Winsock's back.
#include "compat/protocols.hpp"

#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstring>

namespace loopsock::compat {
namespace {

constexpr GUID provider_v4 = {0xaa51983f, 0xf6d9, 0x44d5, {0x99, 0x21, 0x5c, 0x92, 0x3e, 0xe8, 0xfa, 0x55}};
constexpr GUID provider_v6 = {0x74358ab5, 0xb4b6, 0x4894, {0x84, 0x51, 0xc2, 0x04, 0x45, 0x96, 0xbc, 0xc6}};

constexpr DWORD stream_flags =
    XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE | XP1_EXPEDITED_DATA | XP1_IFS_HANDLES;
constexpr DWORD datagram_flags =
    XP1_CONNECTIONLESS | XP1_MESSAGE_ORIENTED | XP1_SUPPORT_BROADCAST | XP1_SUPPORT_MULTIPOINT | XP1_IFS_HANDLES;
// WSAEnumProtocols leaves hidden entries out. Windows marks its raw ones so.
constexpr DWORD raw_provider = PFL_MATCHES_PROTOCOL_ZERO | PFL_HIDDEN;
constexpr DWORD largest_datagram = 65467;  // what Windows promises; somewhat less than what fits

struct kind {
  int family, type, protocol, protocol_max_offset;
  DWORD service_flags, provider_flags, message_size;
  const wchar_t* name;
};

constexpr kind catalogue[] = {
    {AF_INET, SOCK_STREAM, IPPROTO_TCP, 0, stream_flags, PFL_MATCHES_PROTOCOL_ZERO, 0, L"loopsock Tcpip [TCP/IP]"},
    {AF_INET, SOCK_DGRAM, IPPROTO_UDP, 0, datagram_flags, PFL_MATCHES_PROTOCOL_ZERO, largest_datagram,
     L"loopsock Tcpip [UDP/IP]"},
    {AF_INET, SOCK_RAW, 0, 255, datagram_flags, raw_provider, largest_datagram, L"loopsock Tcpip [RAW/IP]"},
    {AF_INET6, SOCK_STREAM, IPPROTO_TCP, 0, stream_flags, PFL_MATCHES_PROTOCOL_ZERO, 0, L"loopsock Tcpip [TCP/IPv6]"},
    {AF_INET6, SOCK_DGRAM, IPPROTO_UDP, 0, datagram_flags, PFL_MATCHES_PROTOCOL_ZERO, largest_datagram,
     L"loopsock Tcpip [UDP/IPv6]"},
    {AF_INET6, SOCK_RAW, 0, 255, datagram_flags, raw_provider, largest_datagram, L"loopsock Tcpip [RAW/IPv6]"},
};
constexpr int catalogue_size = static_cast<int>(sizeof catalogue / sizeof *catalogue);
constexpr DWORD first_catalogue_id = 1001;

}  // namespace

int protocol_count() noexcept { return catalogue_size; }

void protocol_entry_at(int index, WSAPROTOCOL_INFOW& out) noexcept {
  const kind& k = catalogue[index];
  const int address_bytes = static_cast<int>(k.family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in));
  out = {};
  out.dwServiceFlags1 = k.service_flags;
  out.dwProviderFlags = k.provider_flags;
  out.ProviderId = k.family == AF_INET6 ? provider_v6 : provider_v4;
  out.dwCatalogEntryId = first_catalogue_id + static_cast<DWORD>(index);
  out.ProtocolChain.ChainLen = BASE_PROTOCOL;
  out.iVersion = 2;
  out.iAddressFamily = k.family;
  out.iMaxSockAddr = address_bytes;
  out.iMinSockAddr = address_bytes;
  out.iSocketType = k.type;
  out.iProtocol = k.protocol;
  out.iProtocolMaxOffset = k.protocol_max_offset;
  out.iNetworkByteOrder = BIGENDIAN;
  out.iSecurityScheme = SECURITY_PROTOCOL_NONE;
  out.dwMessageSize = k.message_size;
  for (std::size_t i = 0; k.name[i] != 0; ++i) out.szProtocol[i] = k.name[i];
}

bool protocol_info(int family, int type, int protocol, WSAPROTOCOL_INFOW& out) noexcept {
  for (int i = 0; i < catalogue_size; ++i) {
    const kind& k = catalogue[i];
    if (k.family != family || k.type != type) continue;
    if (protocol != 0 && (protocol < k.protocol || protocol > k.protocol + k.protocol_max_offset)) continue;
    protocol_entry_at(i, out);
    if (protocol != 0) out.iProtocol = protocol;
    return true;
  }
  return false;
}

void to_narrow(const WSAPROTOCOL_INFOW& in, WSAPROTOCOL_INFOA& out) noexcept {
  // All members but the name, which is the last, are the same in both.
  out = {};
  std::memcpy(&out, &in, offsetof(WSAPROTOCOL_INFOA, szProtocol));
  static_assert(offsetof(WSAPROTOCOL_INFOA, szProtocol) == offsetof(WSAPROTOCOL_INFOW, szProtocol));
  // Names of ours are ASCII.
  for (std::size_t i = 0; i < WSAPROTOCOL_LEN && in.szProtocol[i] != 0; ++i)
    out.szProtocol[i] = static_cast<char>(in.szProtocol[i]);
}

}  // namespace loopsock::compat
