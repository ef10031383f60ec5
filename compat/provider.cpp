// provider: WSPStartup and the thirty procedures that it hands out.
//
//   WSPSend(s, …, lpErrno) ─► WSASend(s, …) ─► failed: the error goes to *lpErrno, and the thread's own last error is as it was
//
// Nothing is done twice: every procedure forwards to the Winsock call of the same duty. What the stack cannot do yet answers
// WSAEOPNOTSUPP. WSPCleanup undoes WSPStartup, and both count together with WSAStartup and WSACleanup.
//
// Threads  any.
#include "compat/provider.hpp"

#include <winsock2.h>
#include <ws2spi.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <mutex>
#include <string_view>
#include <tuple>

#include "compat/callback_guard.hpp"
#include "compat/last_error.hpp"
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

/// The procedure that calls `function` and takes the error as one more parameter; on_thread is for those that also name a thread for a
/// later completion routine.
template <auto function>
struct forward;
template <class Result, class... Arguments, Result (*function)(Arguments...)>
struct forward<function> {
  static Result procedure(Arguments... arguments, LPINT error) {
    return with_error_in(error, [&] { return function(arguments...); });
  }
  static Result on_thread(Arguments... arguments, LPWSATHREADID, LPINT error) {
    return with_error_in(error, [&] { return function(arguments...); });
  }
};

/// The procedure of that type that is not there yet.
template <class Procedure>
struct absent;
template <class Result, class... Arguments>
struct absent<Result (*)(Arguments...)> {
  template <Result failure>
  static Result procedure(Arguments... arguments) {
    report(std::get<sizeof...(Arguments) - 1>(std::tie(arguments...)), WSAEOPNOTSUPP);
    return failure;
  }
};

constexpr WSPPROC_TABLE procedures = {
    .lpWSPAccept = &forward<&WSAAccept>::procedure,
    .lpWSPAddressToString = &forward<&WSAAddressToStringW>::procedure,
    .lpWSPAsyncSelect = &absent<LPWSPASYNCSELECT>::procedure<SOCKET_ERROR>,
    .lpWSPBind = &forward<&bind>::procedure,
    .lpWSPCancelBlockingCall = &forward<&WSACancelBlockingCall>::procedure,
    .lpWSPCleanup = &forward<&WSACleanup>::procedure,
    .lpWSPCloseSocket = &forward<&closesocket>::procedure,
    .lpWSPConnect = &forward<&WSAConnect>::procedure,
    .lpWSPDuplicateSocket = &forward<&WSADuplicateSocketW>::procedure,
    .lpWSPEnumNetworkEvents = &absent<LPWSPENUMNETWORKEVENTS>::procedure<SOCKET_ERROR>,
    .lpWSPEventSelect = &absent<LPWSPEVENTSELECT>::procedure<SOCKET_ERROR>,
    .lpWSPGetOverlappedResult = &absent<LPWSPGETOVERLAPPEDRESULT>::procedure<FALSE>,
    .lpWSPGetPeerName = &forward<&getpeername>::procedure,
    .lpWSPGetSockName = &forward<&getsockname>::procedure,
    .lpWSPGetSockOpt = &forward<&getsockopt>::procedure,
    .lpWSPGetQOSByName = &absent<LPWSPGETQOSBYNAME>::procedure<FALSE>,
    .lpWSPIoctl = &WSPIoctl,
    .lpWSPJoinLeaf = &absent<LPWSPJOINLEAF>::procedure<INVALID_SOCKET>,
    .lpWSPListen = &forward<&listen>::procedure,
    .lpWSPRecv = &forward<&WSARecv>::on_thread,
    .lpWSPRecvDisconnect = &forward<&WSARecvDisconnect>::procedure,
    .lpWSPRecvFrom = &forward<&WSARecvFrom>::on_thread,
    .lpWSPSelect = &forward<&select>::procedure,
    .lpWSPSend = &forward<&WSASend>::on_thread,
    .lpWSPSendDisconnect = &forward<&WSASendDisconnect>::procedure,
    .lpWSPSendTo = &forward<&WSASendTo>::on_thread,
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
