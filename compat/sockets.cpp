// sockets: making, duplicating and closing them.
//
// Which triples of family, type and protocol exist, and which error says that one does not, is what Windows 10 answers; the order of
// the checks matters to programs that probe for what is installed. Raw sockets need no administrator here: the stack is the process's own.
//
// Threads  any.
#include <windows.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include "compat/callback_guard.hpp"
#include "compat/duplicates.hpp"
#include "compat/error_map.hpp"
#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/open_type.hpp"
#include "compat/protocols.hpp"
#include "compat/startup.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock::compat {
namespace {

struct triple {
  int family, type, protocol;
};

constexpr int largest_raw_protocol = 255;  // the protocol field of an IP header has 8 bits

// What a type of 0 stands for: the first entry of the catalogue that has the protocol.
int first_type_of(int protocol) noexcept {
  if (protocol == 0 || protocol == IPPROTO_TCP) return SOCK_STREAM;
  return protocol == IPPROTO_UDP ? SOCK_DGRAM : SOCK_RAW;
}

int choose(const triple& asked, socket_spec& out) noexcept {
  if (asked.family == AF_UNSPEC && asked.protocol == 0) return WSAEINVAL;
  if (asked.type < 0 || asked.type > SOCK_RAW) return WSAESOCKTNOSUPPORT;
  if (asked.family != AF_UNSPEC && asked.family != AF_INET && asked.family != AF_INET6) return WSAEAFNOSUPPORT;
  const int type = asked.type != 0 ? asked.type : first_type_of(asked.protocol);
  int protocol = asked.protocol;
  if (type == SOCK_RAW) {
    if (protocol < 0 || protocol > largest_raw_protocol) return WSAEPROTONOSUPPORT;
    out.kind = socket_kind::raw;
  } else {
    const int own = type == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP;
    if (protocol == 0) protocol = own;
    // The page of socket() names WSAEPROTOTYPE for this; Windows answers WSAEPROTONOSUPPORT.
    if (protocol != own) return WSAEPROTONOSUPPORT;
    out.kind = type == SOCK_STREAM ? socket_kind::stream : socket_kind::datagram;
  }
  out.family = asked.family == AF_INET6 ? ip_family::v6 : ip_family::v4;
  out.protocol = static_cast<std::uint8_t>(protocol);
  return 0;
}

constexpr DWORD multipoint_leaf = WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF;
constexpr DWORD known_flags = WSA_FLAG_OVERLAPPED | multipoint_leaf | WSA_FLAG_ACCESS_SYSTEM_SECURITY |
                              WSA_FLAG_NO_HANDLE_INHERIT | WSA_FLAG_REGISTERED_IO;

int check_flags(DWORD flags, GROUP group, socket_kind kind) noexcept {
  if ((flags & ~known_flags) != 0) return WSAEINVAL;
  // IP multicast has no root: both planes are leaves, or it is no multipoint socket.
  const DWORD leaves = flags & multipoint_leaf;
  if (leaves != 0 && (leaves != multipoint_leaf || kind == socket_kind::stream)) return WSAEINVAL;
  if (group > SG_CONSTRAINED_GROUP)
    return WSAEINVAL;  // 0 and the two ways to ask for one; groups themselves do not exist
  return 0;
}

SOCKET no_socket(int why) noexcept {
  set_last_error(why);
  return INVALID_SOCKET;
}

SOCKET claim(DWORD name) noexcept {
  // A structure that was filled by WSADuplicateSocket can be used once.
  if (!claim_duplicate(name)) return no_socket(WSAEINVAL);
  set_last_error(0);
  return name;
}

// An explicit value counts more than the structure's; FROM_PROTOCOL_INFO and 0 take the structure's.
int from_info(int asked, int in_info) noexcept { return asked == FROM_PROTOCOL_INFO || asked == 0 ? in_info : asked; }

// WSAJoinLeaf asks for it.
void mark_as_leaf(handle fresh) noexcept {
  socket* const one = sockets().find(fresh);
  if (one == nullptr) return;  // closed already, by somebody who guessed its number
  static_cast<void>(one->change_options(fresh, [](socket_options& options, const socket_facts&) {
    options.switches[of_family(kept::multipoint_leaf, false)] = true;
    return error::none;
  }));
}

template <class Info>
SOCKET make(triple asked, const Info* info, GROUP group, DWORD flags) noexcept {
  if (!started()) return no_socket(WSANOTINITIALISED);
  if (in_callback()) return no_socket(WSAEINPROGRESS);
  if (info != nullptr) {
    if (info->dwProviderReserved != 0) return claim(info->dwProviderReserved);
    asked = {from_info(asked.family, info->iAddressFamily), from_info(asked.type, info->iSocketType),
             from_info(asked.protocol, info->iProtocol)};
    // With a structure Windows looks at the family first.
    if (asked.family != AF_INET && asked.family != AF_INET6) return no_socket(WSAEAFNOSUPPORT);
  }
  socket_spec spec;
  const int unknown = choose(asked, spec);
  if (unknown != 0) return no_socket(unknown);
  const int unfit = check_flags(flags, group, spec.kind);
  if (unfit != 0) return no_socket(unfit);
  spec.overlapped = (flags & WSA_FLAG_OVERLAPPED) != 0;
  spec.registered_io = (flags & WSA_FLAG_REGISTERED_IO) != 0;
  handle number = 0;
  const error failed = socket::open(spec, number);
  if (failed != error::none) return no_socket(wsa_error(failed));
  if ((flags & multipoint_leaf) != 0) mark_as_leaf(number);
  set_last_error(0);
  return number;
}

int type_of(socket_kind kind) noexcept {
  if (kind == socket_kind::raw) return SOCK_RAW;
  return kind == socket_kind::stream ? SOCK_STREAM : SOCK_DGRAM;
}

void store(const WSAPROTOCOL_INFOW& in, WSAPROTOCOL_INFOW& out) noexcept { out = in; }
void store(const WSAPROTOCOL_INFOW& in, WSAPROTOCOL_INFOA& out) noexcept { to_narrow(in, out); }

template <class Info>
int duplicate_for(SOCKET s, DWORD process, Info* out) noexcept {
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  if (process != GetCurrentProcessId()) return set_error(WSAEINVAL);  // the stack is this process's; nobody else has it
  if (out == nullptr) return set_error(WSAEFAULT);
  socket_facts facts;
  if (!facts_of(one, facts)) return SOCKET_ERROR;
  WSAPROTOCOL_INFOW info;
  const int family = facts.spec.family == ip_family::v6 ? AF_INET6 : AF_INET;
  if (!protocol_info(family, type_of(facts.spec.kind), facts.spec.protocol, info)) return set_error(WSAEINVAL);
  handle name = 0;
  const error failed = add_duplicate(one.number, name);
  if (failed != error::none) return fail(failed);
  info.dwProviderReserved = name;
  store(info, *out);
  return 0;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

SOCKET WSAAPI socket(int family, int type, int protocol) {
  const DWORD flags = loopsock::compat::open_type == 0 ? WSA_FLAG_OVERLAPPED : 0;
  return loopsock::compat::make<WSAPROTOCOL_INFOW>({family, type, protocol}, nullptr, 0, flags);
}

SOCKET WSAAPI WSASocketA(int family, int type, int protocol, LPWSAPROTOCOL_INFOA info, GROUP group, DWORD flags) {
  return loopsock::compat::make({family, type, protocol}, info, group, flags);
}

SOCKET WSAAPI WSASocketW(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group, DWORD flags) {
  return loopsock::compat::make({family, type, protocol}, info, group, flags);
}

int WSAAPI WSADuplicateSocketA(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOA info) {
  return loopsock::compat::duplicate_for(s, process, info);
}

int WSAAPI WSADuplicateSocketW(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info) {
  return loopsock::compat::duplicate_for(s, process, info);
}

int WSAAPI closesocket(SOCKET s) {
  using namespace loopsock::compat;
  if (!started()) return set_error(WSANOTINITIALISED);
  if (in_callback()) return set_error(WSAEINPROGRESS);
  return done(close_name(s));
}

}  // extern "C"
