// provider: WSPStartup and the thirty procedures that it hands out.
//
//   WSPSend(s, …, lpErrno) ─► WSASend(s, …) ─► failed: the error goes to *lpErrno, and the thread's own last error is as it was
//
// Nothing is done twice: every procedure forwards to the Winsock call of the same duty. WSPCleanup undoes WSPStartup, and both count together with WSAStartup and WSACleanup.
//
// Threads  any.
#include "compat/provider.hpp"

#include <winsock2.h>
#include <ws2spi.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <mutex>
#include <string_view>

#include "compat/callback_guard.hpp"
#include "compat/last_error.hpp"
#include "compat/receiving.hpp"
#include "compat/sending.hpp"
#include "compat/startup.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {
namespace {

constexpr WORD spi_version = MAKEWORD(2, 2);
constexpr std::wstring_view description = L"loopsock: TCP/IP in user mode";

void report(LPINT error, int why) noexcept {
  if (error != nullptr) *error = why;
}

constexpr bool failed(int result) noexcept { return result == SOCKET_ERROR; }
constexpr bool failed(SOCKET result) noexcept { return result == INVALID_SOCKET; }

template <class Call>
auto with_error_in(LPINT error, Call call) {
  const int before = last_error();
  const auto result = call();
  if (failed(result)) report(error, last_error());
  set_last_error(before);
  return result;
}

/// The procedure that calls `function` and takes the error as one more parameter.
template <auto function>
struct forward;
template <class Result, class... Arguments, Result (*function)(Arguments...)>
struct forward<function> {
  static Result procedure(Arguments... arguments, LPINT error) {
    return with_error_in(error, [&] { return function(arguments...); });
  }
};

// -- those that may have a completion routine, and then name the thread on which it is to run

int receive_from(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, sockaddr* from,
                 LPINT from_length, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                 LPWSATHREADID thread, LPINT error) {
  return with_error_in(error, [&] {
    return receive_scattered(s, buffers, count, received, flags, {from, from_length}, {overlapped, routine, thread});
  });
}

int receive(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, LPWSAOVERLAPPED overlapped,
            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error) {
  return receive_from(s, buffers, count, received, flags, nullptr, nullptr, overlapped, routine, thread, error);
}

int send_to(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, const sockaddr* to, int to_length,
            LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error) {
  return with_error_in(error, [&] {
    return send_gathered(s, buffers, count, sent, flags, {to, to_length}, {overlapped, routine, thread});
  });
}

int send(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, LPWSAOVERLAPPED overlapped,
         LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error) {
  return send_to(s, buffers, count, sent, flags, nullptr, 0, overlapped, routine, thread, error);
}

// -- those that answer with a BOOL, where failure has another value

BOOL get_overlapped_result(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred, BOOL wait, LPDWORD flags,
                           LPINT error) {
  const int before = last_error();
  const BOOL result = WSAGetOverlappedResult(s, overlapped, transferred, wait, flags);
  if (!result) report(error, last_error());
  set_last_error(before);
  return result;
}

BOOL get_qos_by_name(SOCKET s, LPWSABUF name, LPQOS qos, LPINT error) {
  const int before = last_error();
  const BOOL result = WSAGetQOSByName(s, name, qos);
  if (!result) report(error, last_error());
  set_last_error(before);
  return result;
}

constexpr WSPPROC_TABLE procedures = {
    .lpWSPAccept = &forward<&WSAAccept>::procedure,
    .lpWSPAddressToString = &forward<&WSAAddressToStringW>::procedure,
    .lpWSPAsyncSelect = &forward<&WSAAsyncSelect>::procedure,
    .lpWSPBind = &forward<&bind>::procedure,
    .lpWSPCancelBlockingCall = &forward<&WSACancelBlockingCall>::procedure,
    .lpWSPCleanup = &forward<&WSACleanup>::procedure,
    .lpWSPCloseSocket = &forward<&closesocket>::procedure,
    .lpWSPConnect = &forward<&WSAConnect>::procedure,
    .lpWSPDuplicateSocket = &forward<&WSADuplicateSocketW>::procedure,
    .lpWSPEnumNetworkEvents = &forward<&WSAEnumNetworkEvents>::procedure,
    .lpWSPEventSelect = &forward<&WSAEventSelect>::procedure,
    .lpWSPGetOverlappedResult = &get_overlapped_result,
    .lpWSPGetPeerName = &forward<&getpeername>::procedure,
    .lpWSPGetSockName = &forward<&getsockname>::procedure,
    .lpWSPGetSockOpt = &forward<&getsockopt>::procedure,
    .lpWSPGetQOSByName = &get_qos_by_name,
    .lpWSPIoctl = &WSPIoctl,
    .lpWSPJoinLeaf = &forward<&WSAJoinLeaf>::procedure,
    .lpWSPListen = &forward<&listen>::procedure,
    .lpWSPRecv = &receive,
    .lpWSPRecvDisconnect = &forward<&WSARecvDisconnect>::procedure,
    .lpWSPRecvFrom = &receive_from,
    .lpWSPSelect = &forward<&select>::procedure,
    .lpWSPSend = &send,
    .lpWSPSendDisconnect = &forward<&WSASendDisconnect>::procedure,
    .lpWSPSendTo = &send_to,
    .lpWSPSetSockOpt = &forward<&setsockopt>::procedure,
    .lpWSPShutdown = &forward<&shutdown>::procedure,
    .lpWSPSocket = &forward<&WSASocketW>::procedure,
    .lpWSPStringToAddress = &forward<&WSAStringToAddressW>::procedure,
};

// Guards `kept`.
constinit host::spin_mutex keeping;
constinit WSPUPCALLTABLE kept{};

}  // namespace

WSPUPCALLTABLE provider_upcalls() noexcept {
  const std::lock_guard lock(keeping);
  return kept;
}

}  // namespace loopsock::compat

// lpProtocolInfo says which of a provider's protocols is wanted; this one serves all of its own with the same procedures.
extern "C" int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW, WSPUPCALLTABLE upcalls,
                                 LPWSPPROC_TABLE table) {
  using namespace loopsock::compat;
  if (LOBYTE(version) < 2 || (LOBYTE(version) == 2 && HIBYTE(version) < 2)) return WSAVERNOTSUPPORTED;
  if (data == nullptr || table == nullptr) return WSAEFAULT;
  if (in_callback()) return WSAEINPROGRESS;
  const int failed = start_winsock(spi_version);
  if (failed != 0) return failed;
  data->wVersion = spi_version;
  data->wHighVersion = spi_version;
  *std::copy(description.begin(), description.end(), data->szDescription) = 0;
  {
    const std::lock_guard lock(keeping);
    kept = upcalls;
  }
  *table = procedures;
  return 0;
}
