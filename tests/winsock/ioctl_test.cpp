// WSAIoctl, WSPIoctl and ioctlsocket. The rows of the contract's sections 1, 2 and 4 come first, named after their number.
#include <mswsock.h>
#include <ws2spi.h>

#include <sys/mman.h>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

constexpr DWORD untouched = 0xdeadbeef;
constexpr DWORD page = 4096;

/// A page that nobody may touch, or only read, behind one that everybody may.
struct edge {
  explicit edge(int protection = PROT_NONE) {
    base = static_cast<char*>(mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    mprotect(base + page, page, protection);
  }
  ~edge() { munmap(base, 2 * page); }
  edge(const edge&) = delete;

  /// The last `bytes` bytes before the edge.
  char* before(DWORD bytes) const { return base + page - bytes; }
  char* behind() const { return base + page; }

  char* base;
};

struct outcome {
  int error = 0;
  DWORD bytes = untouched;
};

/// Through either of the two calls.
enum class way { application, provider };
way each_way() { return GENERATE(way::application, way::provider); }

outcome control(way by, SOCKET s, DWORD code, const void* in, DWORD in_bytes, void* out, DWORD out_bytes) {
  outcome o;
  void* const input = const_cast<void*>(in);
  if (by == way::application) {
    o.error = error_of(WSAIoctl(s, code, input, in_bytes, out, out_bytes, &o.bytes, nullptr, nullptr));
  } else {
    WSATHREADID thread{};
    int error = 0;
    const int result = WSPIoctl(s, code, input, in_bytes, out, out_bytes, &o.bytes, nullptr, nullptr, &thread, &error);
    o.error = result == 0 ? 0 : error;
  }
  return o;
}
outcome fast_path(way by, SOCKET s, const void* in, DWORD in_bytes, void* out = nullptr, DWORD out_bytes = 0) {
  return control(by, s, SIO_LOOPBACK_FAST_PATH, in, in_bytes, out, out_bytes);
}
bool requested(SOCKET s) { return path_of(s).requested == 1; }

template <class T>
outcome set(SOCKET s, DWORD code, const T& value) {
  return control(way::application, s, code, &value, sizeof value, nullptr, 0);
}
template <class T>
outcome get(SOCKET s, DWORD code, T& value, DWORD size = sizeof(T)) {
  return control(way::application, s, code, nullptr, 0, &value, size);
}

void CALLBACK never_called(DWORD, DWORD, LPWSAOVERLAPPED, DWORD) {}

}  // namespace

TEST_CASE("1.1: the control code is 0x98000010") {
  CHECK(static_cast<DWORD>(SIO_LOOPBACK_FAST_PATH) == 0x98000010);
  CHECK(static_cast<DWORD>(SIO_LOOPBACK_FAST_PATH) == static_cast<DWORD>(_WSAIOW(IOC_VENDOR, 16)));
}

TEST_CASE("1.2: WSAIoctl and WSPIoctl both take it, and WSPIoctl's error is its last parameter") {
  started winsock;
  const way by = each_way();
  const held_socket s = tcp();
  const BOOL on = TRUE;
  WSASetLastError(4711);
  const outcome o = fast_path(by, s, &on, sizeof on);
  CHECK(o.error == 0);
  CHECK(o.bytes == 0);
  CHECK(requested(s));
  CHECK(WSAGetLastError() == (by == way::application ? 0 : 4711));
  WSASetLastError(4711);
  CHECK(fast_path(by, INVALID_SOCKET, &on, sizeof on).error == WSAENOTSOCK);
  CHECK(WSAGetLastError() == (by == way::application ? WSAENOTSOCK : 4711));
}

TEST_CASE("1.3: zero is FALSE, anything else TRUE, any number of times") {
  started winsock;
  const way by = each_way();
  const held_socket s = tcp();
  for (const BOOL value : {1, 1, 0, 0, -1, 0x100, 0x40000000, 0}) {
    CHECK(fast_path(by, s, &value, sizeof value).error == 0);
    CHECK(requested(s) == (value != 0));
  }
  const unsigned char bytes[] = {0, 0, 0, 1};
  CHECK(fast_path(by, s, bytes, sizeof bytes).error == 0);
  CHECK(requested(s));
}

TEST_CASE("1.3: a longer buffer is fine, a shorter one is WSAEFAULT") {
  started winsock;
  const way by = each_way();
  const held_socket s = tcp();
  const int longer[] = {1, 0, 0, 0};
  CHECK(fast_path(by, s, longer, sizeof longer).error == 0);
  CHECK(requested(s));
  for (const DWORD bytes : {0u, 1u, 2u, 3u}) {
    const outcome o = fast_path(by, s, &longer[1], bytes);
    CHECK(o.error == WSAEFAULT);
    CHECK(o.bytes == 0);
  }
  CHECK(requested(s));
}

TEST_CASE("1.4, 1.6: an output buffer is WSAEINVAL, and the count of bytes is 0") {
  started winsock;
  const way by = each_way();
  const held_socket s = tcp();
  const BOOL on = TRUE;
  char room[16] = "untouched";
  const outcome o = fast_path(by, s, &on, sizeof on, room, sizeof room);
  CHECK(o.error == WSAEINVAL);
  CHECK(o.bytes == 0);
  CHECK(std::string(room) == "untouched");
  CHECK_FALSE(requested(s));
  CHECK(fast_path(by, s, &on, sizeof on, nullptr, 4).error == WSAEINVAL);
  CHECK(fast_path(by, s, &on, sizeof on, room, 0).error == 0);  // a pointer without a size is no buffer
}

TEST_CASE("1.7: a socket that is not overlapped ignores the structure and the routine") {
  started winsock;
  const held_socket s(WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, 0));
  BOOL on = TRUE;
  DWORD bytes = untouched;
  auto* const nonsense = reinterpret_cast<WSAOVERLAPPED*>(std::uintptr_t{8});
  CHECK(WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, nullptr, 0, &bytes, nonsense, &never_called) == 0);
  CHECK(bytes == 0);
  CHECK(requested(s));
}

TEST_CASE("1.9: no place for the count of bytes is WSAEFAULT, with a structure too") {
  started winsock;
  const held_socket s = tcp();
  BOOL on = TRUE;
  WSAOVERLAPPED overlapped{};
  CHECK(error_of(WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, nullptr, 0, nullptr, nullptr, nullptr)) ==
        WSAEFAULT);
  CHECK(error_of(WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, nullptr, 0, nullptr, &overlapped, nullptr)) ==
        WSAEFAULT);
  CHECK_FALSE(requested(s));
}

TEST_CASE("2.2: a datagram or raw socket is WSAEOPNOTSUPP") {
  started winsock;
  const way by = each_way();
  const BOOL on = TRUE;
  for (const int family : {AF_INET, AF_INET6}) {
    const outcome o = fast_path(by, udp(family), &on, sizeof on);
    CHECK(o.error == WSAEOPNOTSUPP);
    CHECK(o.bytes == 0);
  }
  CHECK(fast_path(by, held_socket(socket(AF_INET, SOCK_RAW, 253)), &on, sizeof on).error == WSAEOPNOTSUPP);
}

TEST_CASE("2.7, 2.8: bound, listening, connected or refused: it succeeds") {
  started winsock;
  const way by = each_way();
  const BOOL on = TRUE;
  const shape plain{false, GENERATE(false, true)};
  const open_door door = listen_on(plain);
  CHECK(fast_path(by, door.s, &on, sizeof on).error == 0);
  connected_pair both = pair_through(door, plain);
  CHECK(fast_path(by, both.client, &on, sizeof on).error == 0);
  CHECK(fast_path(by, both.server, &on, sizeof on).error == 0);
  CHECK(echoes(both.client, both.server));
  const held_socket bound = tcp();
  bind_somewhere(bound);
  CHECK(fast_path(by, bound, &on, sizeof on).error == 0);
}

TEST_CASE("4: memory that is not the caller's is WSAEFAULT, never a crash") {
  started winsock;
  const held_socket s = tcp();
  const edge wall, window(PROT_READ);
  BOOL on = TRUE;
  DWORD bytes = untouched;
  const auto call = [&](void* in, DWORD in_bytes, DWORD* returned, WSAOVERLAPPED* overlapped = nullptr) {
    return error_of(WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, in, in_bytes, nullptr, 0, returned, overlapped, nullptr));
  };
  CHECK(call(nullptr, 4, &bytes) == WSAEFAULT);
  CHECK(call(reinterpret_cast<void*>(std::uintptr_t{1}), 4, &bytes) == WSAEFAULT);
  CHECK(call(wall.behind(), 4, &bytes) == WSAEFAULT);
  CHECK(call(wall.before(2), 4, &bytes) == WSAEFAULT);
  CHECK(call(wall.before(4), 8, &bytes) == WSAEFAULT);
  CHECK(call(&on, 0xffffffff, &bytes) == WSAEFAULT);
  CHECK(call(reinterpret_cast<void*>(~std::uintptr_t{0}), 4, &bytes) == WSAEFAULT);
  CHECK(call(&on, 4, reinterpret_cast<DWORD*>(wall.behind())) == WSAEFAULT);
  CHECK(call(&on, 4, reinterpret_cast<DWORD*>(window.behind())) == WSAEFAULT);  // readable is not enough
  CHECK(call(&on, 4, &bytes, reinterpret_cast<WSAOVERLAPPED*>(wall.behind())) == WSAEFAULT);
  CHECK_FALSE(requested(s));
  CHECK(call(window.behind(), 4, &bytes) == 0);  // a FALSE that can only be read
  CHECK(call(wall.before(4), 4, &bytes) == 0);
  int error = 0;
  CHECK(WSPIoctl(s, SIO_LOOPBACK_FAST_PATH, nullptr, 4, nullptr, 0, &bytes, nullptr, nullptr, nullptr, nullptr) ==
        SOCKET_ERROR);
  CHECK(WSPIoctl(s, SIO_LOOPBACK_FAST_PATH, nullptr, 4, nullptr, 0, &bytes, nullptr, nullptr, nullptr, &error) ==
        SOCKET_ERROR);
  CHECK(error == WSAEFAULT);
}

TEST_CASE("4: probing memory leaves what another thread writes there") {
  started winsock;
  const held_socket s = tcp();
  alignas(8) std::atomic<std::uint64_t> neighbour{0};
  std::atomic<bool> stop{false};
  std::uint64_t written = 0;
  std::thread writer([&] {
    while (!stop.load()) written = neighbour.fetch_add(1) + 1;
  });
  char* const room = reinterpret_cast<char*>(&neighbour);
  for (int i = 0; i < times(20'000); ++i) {
    // Too short an output buffer: probed at most, never written.
    DWORD bytes = 0;
    WSAIoctl(s, SIO_GET_INTERFACE_LIST, nullptr, 0, room, 8, &bytes, nullptr, nullptr);
    int length = 4;
    getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOA, room, &length);
  }
  stop = true;
  writer.join();
  CHECK(neighbour.load() == written);
}

TEST_CASE("4: closed sockets, no sockets, and no WSAStartup") {
  const way by = each_way();
  const BOOL on = TRUE;
  CHECK(fast_path(by, 4, &on, sizeof on).error == WSANOTINITIALISED);
  started winsock;
  const SOCKET closed = tcp();  // closed again at once
  for (const SOCKET s : {closed, SOCKET{0}, INVALID_SOCKET, SOCKET{0xabacab}}) {
    CHECK(fast_path(by, s, &on, sizeof on).error == WSAENOTSOCK);
  }
  CHECK(error_of(WSAIoctl(closed, SIO_LOOPBACK_FAST_PATH, nullptr, 0, nullptr, 9, nullptr, nullptr, nullptr)) ==
        WSAENOTSOCK);
}

namespace {

int seen_in_callback = 0;
SOCKET asked_in_callback = INVALID_SOCKET;

int CALLBACK ask_again(LPWSABUF, LPWSABUF, LPQOS, LPQOS, LPWSABUF, LPWSABUF, GROUP*, DWORD_PTR) {
  BOOL on = TRUE;
  DWORD bytes = 0;
  seen_in_callback = error_of(
      WSAIoctl(asked_in_callback, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, nullptr, 0, &bytes, nullptr, nullptr));
  return CF_ACCEPT;
}

}  // namespace

TEST_CASE("4: from inside a condition function it is WSAEINPROGRESS") {
  started winsock;
  const shape on = each_path();
  const open_door door = listen_on(on);
  const held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  asked_in_callback = client;
  seen_in_callback = 0;
  const held_socket server(WSAAccept(door.s, nullptr, nullptr, &ask_again, 0));
  CHECK(server != INVALID_SOCKET);
  CHECK(seen_in_callback == WSAEINPROGRESS);
}

TEST_CASE("4: SIO_FLUSH and codes that do not exist are WSAEOPNOTSUPP, and the count of bytes is 0") {
  started winsock;
  const way by = each_way();
  const held_socket s = tcp();
  for (const DWORD code : {0xdeadbeefu, static_cast<DWORD>(FIOASYNC), 0x667eu, static_cast<DWORD>(SIO_FLUSH)}) {
    const outcome o = control(by, s, code, nullptr, 0, nullptr, 0);
    CHECK(o.error == WSAEOPNOTSUPP);
    CHECK(o.bytes == 0);
    CHECK(error_of(WSAIoctl(s, code, nullptr, 0, nullptr, 0, nullptr, nullptr, nullptr)) == WSAEFAULT);
  }
  u_long number = 0;
  CHECK(error_of(ioctlsocket(s, static_cast<long>(FIOASYNC), &number)) == WSAEOPNOTSUPP);
}

// ----------------------------------------------------------------------------------------------------------- the other codes

TEST_CASE("FIONBIO: through both calls, with arguments of both widths") {
  started winsock;
  const shape on = each_path();
  connected_pair both = pair_on(on);
  char byte = 0;
  const auto blocks_not = [&] { return error_of(recv(both.client, &byte, 1, 0)) == WSAEWOULDBLOCK; };
  u_long wide = 1;
  CHECK(ioctlsocket(both.client, static_cast<long>(FIONBIO), &wide) == 0);
  CHECK(blocks_not());
  DWORD narrow = 0;
  CHECK(ioctlsocket(both.client, static_cast<long>(FIONBIO), &narrow) == 0);
  wide = u_long{1} << 40;
  CHECK(ioctlsocket(both.client, static_cast<long>(FIONBIO), &wide) == 0);
  CHECK(blocks_not());
  narrow = 1;
  const outcome o = set(both.client, FIONBIO, narrow);
  CHECK(o.error == 0);
  CHECK(o.bytes == 0);
  CHECK(control(way::application, both.client, FIONBIO, &narrow, 3, nullptr, 0).error == WSAEFAULT);
  CHECK(control(way::application, both.client, FIONBIO, &wide, sizeof wide - 1, nullptr, 0).error == WSAEFAULT);
  CHECK(control(way::application, both.client, FIONBIO, &wide, sizeof wide, nullptr, 0).error == 0);
  const edge wall;
  CHECK(control(way::application, both.client, FIONBIO, &narrow, 4, wall.behind(), 4).error == 0);  // not its business
  CHECK(error_of(ioctlsocket(both.client, static_cast<long>(FIONBIO), reinterpret_cast<u_long*>(std::uintptr_t{1}))) ==
        WSAEFAULT);
}

TEST_CASE("FIONREAD: what one receive could give, on either path") {
  started winsock;
  const shape on = each_shape();
  connected_pair both = pair_on(on);
  CHECK(unread(both.server) == 0);
  REQUIRE(send_all(both.client, "12345"));
  REQUIRE(wait_for(both.server, ready_for::reading));
  CHECK(unread(both.server) == 5);
  DWORD narrow = untouched;
  CHECK(ioctlsocket(both.server, static_cast<long>(FIONREAD), &narrow) == 0);
  CHECK(narrow == 5);
  narrow = untouched;
  outcome o = get(both.server, FIONREAD, narrow);
  CHECK(o.error == 0);
  CHECK(o.bytes == sizeof narrow);
  CHECK(narrow == 5);
  u_long wide = ~u_long{0};
  CHECK(get(both.server, FIONREAD, wide).error == 0);
  CHECK(wide == 5);
  o = get(both.server, FIONREAD, narrow, 3);
  CHECK(o.error == WSAEFAULT);
  CHECK(o.bytes == untouched);
  CHECK(unread(tcp()) == 0);  // never connected
}

TEST_CASE("FIONREAD: a datagram socket tells all that waits") {
  started winsock;
  const held_socket from = udp(), to = udp();
  bind_somewhere(to);
  const socket_name at = local_of(to);
  REQUIRE(send_byte_to(from, at) == 1);
  REQUIRE(sendto(from, "123", 3, 0, at.plain(), at.length) == 3);
  REQUIRE(wait_for(to, ready_for::reading));
  CHECK(unread(to) == 4);
}

TEST_CASE("SIOCATMARK: TRUE unless an urgent byte lies ahead out of line") {
  started winsock;
  const shape on = each_path();
  connected_pair both = pair_on(on);
  const auto at_mark = [](SOCKET s) {
    DWORD value = untouched;
    const outcome o = get(s, SIOCATMARK, value);
    return o.error == 0 ? value : untouched;
  };
  CHECK(at_mark(both.server) == 1);
  CHECK(at_mark(tcp()) == 1);
  REQUIRE(send_all(both.client, "data"));
  CHECK(at_mark(both.server) == 1);
  REQUIRE(send(both.client, "!", 1, MSG_OOB) == 1);
  REQUIRE(wait_for(both.server, ready_for::exceptions));
  CHECK(at_mark(both.server) == 0);
  CHECK(unread(both.server) == 4);
  char byte = 0;
  REQUIRE(recv(both.server, &byte, 1, MSG_OOB) == 1);
  CHECK(at_mark(both.server) == 1);
  const BOOL inline_too = TRUE;
  REQUIRE(set_option(both.server, SOL_SOCKET, SO_OOBINLINE, inline_too));
  REQUIRE(send(both.client, "!", 1, MSG_OOB) == 1);
  CHECK(at_mark(both.server) == 1);
  CHECK(error_of(ioctlsocket(both.server, static_cast<long>(SIOCATMARK),
                             reinterpret_cast<u_long*>(std::uintptr_t{1}))) == WSAEFAULT);
}

TEST_CASE("SIO_KEEPALIVE_VALS: sets what the options read back") {
  started winsock;
  const shape on = each_path();
  connected_pair both = pair_on(on);
  for (const SOCKET s : {SOCKET(both.client), SOCKET(both.server)}) {
    CHECK(set(s, SIO_KEEPALIVE_VALS, tcp_keepalive{1, 10'000, 2'000}).error == 0);
    CHECK((get_option<DWORD>(s, SOL_SOCKET, SO_KEEPALIVE) & 0xff) == 1);
    CHECK(get_option<DWORD>(s, IPPROTO_TCP, TCP_KEEPALIVE) == 10);
    CHECK(get_option<DWORD>(s, IPPROTO_TCP, TCP_KEEPINTVL) == 2);
    CHECK(set(s, SIO_KEEPALIVE_VALS, tcp_keepalive{0, 0, 0}).error == 0);
    CHECK((get_option<DWORD>(s, SOL_SOCKET, SO_KEEPALIVE) & 0xff) == 0);
    CHECK(get_option<DWORD>(s, IPPROTO_TCP, TCP_KEEPALIVE) == 10);
  }
  tcp_keepalive value{};
  outcome o = control(way::application, both.client, SIO_KEEPALIVE_VALS, &value, 0, nullptr, 0);
  CHECK(o.error == WSAEFAULT);
  CHECK(o.bytes == 0);
  o = control(way::application, both.client, SIO_KEEPALIVE_VALS, nullptr, sizeof value, nullptr, 0);
  CHECK(o.error == WSAEFAULT);
  CHECK(set(udp(), SIO_KEEPALIVE_VALS, value).error == WSAEOPNOTSUPP);
}

TEST_CASE("SIO_BASE_HANDLE and its kin are the socket itself") {
  started winsock;
  const held_socket s = GENERATE(false, true) ? tcp() : udp(AF_INET6);
  for (const auto code : {SIO_BASE_HANDLE, SIO_BSP_HANDLE, SIO_BSP_HANDLE_SELECT, SIO_BSP_HANDLE_POLL}) {
    SOCKET base = INVALID_SOCKET;
    const outcome o = get(s, static_cast<DWORD>(code), base);
    CHECK(o.error == 0);
    CHECK(o.bytes == sizeof base);
    CHECK(base == s);
    CHECK(get(s, static_cast<DWORD>(code), base, 4).error == WSAEFAULT);
  }
}

TEST_CASE("SIO_GET_EXTENSION_FUNCTION_POINTER: a function by its GUID, WSAEINVAL for another") {
  started winsock;
  const held_socket s = tcp();
  const GUID known = WSAID_WSAPOLL;
  const GUID unknown = {0xdeadbeef, 0, 0, {}};
  LPFN_WSAPOLL poll = nullptr;
  const auto ask = [&](const GUID& id, DWORD in, DWORD out) {
    return control(way::application, s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, in, &poll, out);
  };
  const outcome o = ask(known, sizeof known, sizeof poll);
  CHECK(o.error == 0);
  CHECK(o.bytes == sizeof poll);
  CHECK(poll == &WSAPoll);
  const outcome no = ask(unknown, sizeof unknown, sizeof poll);
  CHECK(no.error == WSAEINVAL);
  CHECK(no.bytes == untouched);
  CHECK(ask(known, 15, sizeof poll).error == WSAEFAULT);
  CHECK(ask(known, sizeof known, 4).error == WSAEFAULT);
}

TEST_CASE("settings of datagram sockets, and of TCP's first seconds, are accepted by their own kind alone") {
  started winsock;
  const held_socket s = tcp(), d = udp();
  const BOOL off = FALSE;
  for (const DWORD code : {SIO_UDP_CONNRESET, SIO_UDP_NETRESET, SIO_MULTIPOINT_LOOPBACK, SIO_MULTICAST_SCOPE}) {
    CHECK(set(d, code, off).error == 0);
    CHECK(set(s, code, off).error == WSAEOPNOTSUPP);
    CHECK(control(way::application, d, code, &off, 3, nullptr, 0).error == WSAEFAULT);
  }
  CHECK(get_option<DWORD>(d, IPPROTO_IP, IP_MULTICAST_LOOP) == 0);
  CHECK(get_option<DWORD>(d, IPPROTO_IP, IP_MULTICAST_TTL) == 0);
  CHECK(control(way::application, d, SIO_ENABLE_CIRCULAR_QUEUEING, nullptr, 0, nullptr, 0).error == 0);
  const TCP_INITIAL_RTO_PARAMETERS rto{TCP_INITIAL_RTO_UNSPECIFIED_RTT, TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS};
  CHECK(set(s, SIO_TCP_INITIAL_RTO, rto).error == 0);
  CHECK(set(d, SIO_TCP_INITIAL_RTO, rto).error == WSAEOPNOTSUPP);
  const RCVALL_VALUE all = RCVALL_ON;
  CHECK(set(held_socket(socket(AF_INET, SOCK_RAW, 253)), SIO_RCVALL, all).error == WSAEACCES);
}

TEST_CASE("SIO_UDP_CONNRESET: whether an unreachable port is WSAECONNRESET") {
  started winsock;
  const BOOL report = GENERATE(FALSE, TRUE);
  sockaddr_in nobody;
  {
    const held_socket gone = udp();
    nobody = bind_somewhere(gone);
  }
  const held_socket d = udp();
  bind_somewhere(d);
  REQUIRE(set(d, SIO_UDP_CONNRESET, report).error == 0);
  REQUIRE(sendto(d, "x", 1, 0, plain(nobody), sizeof nobody) == 1);
  set_nonblocking(d);
  char byte = 0;
  CHECK(error_of(recv(d, &byte, 1, 0)) == (report ? WSAECONNRESET : WSAEWOULDBLOCK));
}

TEST_CASE("SIO_IDEAL_SEND_BACKLOG_QUERY needs a connection") {
  started winsock;
  ULONG backlog = 0;
  CHECK(get(tcp(), SIO_IDEAL_SEND_BACKLOG_QUERY, backlog).error == WSAENOTCONN);
  CHECK(get(udp(), SIO_IDEAL_SEND_BACKLOG_QUERY, backlog).error == WSAEOPNOTSUPP);
  const connected_pair both = pair_on(each_path());
  CHECK(idealsendbacklogquery(both.client, &backlog) == 0);
  CHECK(backlog == 65536);
}

TEST_CASE("SIO_GET_INTERFACE_LIST: the loopback interface") {
  started winsock;
  const held_socket s = tcp();
  INTERFACE_INFO list[4];
  const outcome o = get(s, SIO_GET_INTERFACE_LIST, list);
  CHECK(o.error == 0);
  REQUIRE(o.bytes == sizeof *list);
  CHECK((list[0].iiFlags & IFF_LOOPBACK) != 0);
  CHECK(list[0].iiAddress.AddressIn.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
  CHECK(list[0].iiNetmask.AddressIn.sin_addr.s_addr == htonl(0xff000000));
  const outcome small = get(s, SIO_GET_INTERFACE_LIST, list, sizeof *list - 1);
  CHECK(small.error == WSAEFAULT);
  CHECK(small.bytes == 0);
}

TEST_CASE("SIO_GET_INTERFACE_LIST: an overlapped call is always pending, and tells its size or its failure when it ends") {
  started winsock;
  const held_socket s = tcp();
  INTERFACE_INFO list[4];
  DWORD bytes = untouched, flags = 0;
  WSAOVERLAPPED call{};
  const auto ask = [&](DWORD room) {
    call.Internal = untouched;
    bytes = untouched;
    return error_of(WSAIoctl(s, SIO_GET_INTERFACE_LIST, nullptr, 0, list, room, &bytes, &call, nullptr));
  };
  CHECK(ask(sizeof list) == WSA_IO_PENDING);
  CHECK(bytes == untouched);
  CHECK(call.Internal == 0);
  REQUIRE(WSAGetOverlappedResult(s, &call, &bytes, TRUE, &flags));
  CHECK(bytes == sizeof *list);
  CHECK(ask(sizeof *list - 1) == WSA_IO_PENDING);
  CHECK(bytes == untouched);
  CHECK_FALSE(WSAGetOverlappedResult(s, &call, &bytes, TRUE, &flags));
  CHECK(WSAGetLastError() == WSAEFAULT);
  CHECK(call.InternalHigh == 0);
}

TEST_CASE("SIO_ADDRESS_LIST_QUERY: says how much room it needs, then fills it") {
  started winsock;
  const bool v6 = GENERATE(false, true);
  const held_socket s = tcp(v6 ? AF_INET6 : AF_INET);
  const DWORD needed = control(way::application, s, SIO_ADDRESS_LIST_QUERY, nullptr, 0, nullptr, 0).bytes;
  CHECK(needed == SIZEOF_SOCKET_ADDRESS_LIST(1) + (v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in)));
  alignas(SOCKET_ADDRESS_LIST) char room[128];
  CHECK(control(way::application, s, SIO_ADDRESS_LIST_QUERY, nullptr, 0, room, needed - 1).error == WSAEFAULT);
  const outcome tiny = control(way::application, s, SIO_ADDRESS_LIST_QUERY, nullptr, 0, room, 1);
  CHECK(tiny.error == WSAEINVAL);
  CHECK(tiny.bytes == 0);
  const outcome o = control(way::application, s, SIO_ADDRESS_LIST_QUERY, nullptr, 0, room, sizeof room);
  CHECK(o.error == 0);
  CHECK(o.bytes == needed);
  const auto& list = *reinterpret_cast<const SOCKET_ADDRESS_LIST*>(room);
  REQUIRE(list.iAddressCount == 1);
  CHECK(list.Address[0].lpSockaddr->sa_family == (v6 ? AF_INET6 : AF_INET));
  set_nonblocking(s);
  CHECK(control(way::application, s, SIO_ADDRESS_LIST_CHANGE, nullptr, 0, nullptr, 0).error == WSAEWOULDBLOCK);
}

TEST_CASE("SIO_ROUTING_INTERFACE_QUERY: the own address for a peer's") {
  started winsock;
  const held_socket d = udp();
  sockaddr_in to{}, own{};
  const auto ask = [&](DWORD in, DWORD out) {
    return control(way::application, d, SIO_ROUTING_INTERFACE_QUERY, &to, in, &own, out);
  };
  CHECK(ask(sizeof to, sizeof own).error == WSAEAFNOSUPPORT);
  to.sin_family = AF_INET;
  CHECK(ask(sizeof to, sizeof own).error == WSAEINVAL);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(ask(sizeof to - 1, sizeof own).error == WSAEINVAL);
  outcome o = ask(sizeof to, sizeof own);
  CHECK(o.error == 0);
  CHECK(o.bytes == sizeof own);
  CHECK(own.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
  o = ask(sizeof to, sizeof own - 1);
  CHECK(o.error == WSAEFAULT);
  CHECK(o.bytes == sizeof own);
}
