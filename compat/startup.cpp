// What is negotiated, from Microsoft's page of WSAStartup: the highest version that both sides have. Version 0 does not exist, and the
// caller learns ours even then.
#include "compat/startup.hpp"

#include <winsock2.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <string_view>

#include "compat/callback_guard.hpp"
#include "compat/duplicates.hpp"
#include "compat/last_error.hpp"
#include "compat/socket_handles.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/stack.hpp"

namespace loopsock::compat {
namespace {

constexpr WORD highest_version = MAKEWORD(2, 2);
constexpr std::string_view description = "WinSock 2.0";
constexpr std::string_view status = "Running";

// Version 1 told applications how many sockets there are and how large a datagram may be; since version 2 both are 0, and the second
// is asked with SO_MAX_MSG_SIZE.
constexpr unsigned short version_1_sockets = 32767;
constexpr unsigned short version_1_datagram = 65467;

// Held while the stack starts or stops, so that the count never runs ahead of it.
constinit host::spin_mutex starting;
constinit std::atomic<bool> version_1{false};

// The highest of ours that is not above what was asked for; 0 where there is none.
constexpr WORD negotiate(WORD asked) noexcept {
  const unsigned major = LOBYTE(asked);
  const unsigned minor = HIBYTE(asked);
  if (major == 0) return 0;
  if (major == 1) return MAKEWORD(1, std::min(minor, 1u));
  if (major == 2) return MAKEWORD(2, std::min(minor, 2u));
  return highest_version;
}

template <std::size_t size>
void copy_text(std::string_view text, char (&out)[size]) noexcept {
  const std::size_t length = std::min(text.size(), size - 1);
  std::copy_n(text.data(), length, out);
  out[length] = 0;
}

// lpVendorInfo is left alone: Microsoft's page says to ignore it, and Windows does not write it.
void fill(WORD version, WSADATA& data) noexcept {
  const bool old = LOBYTE(version) == 1;
  data.wVersion = version;
  data.wHighVersion = highest_version;
  data.iMaxSockets = old ? version_1_sockets : 0;
  data.iMaxUdpDg = old ? version_1_datagram : 0;
  copy_text(description, data.szDescription);
  copy_text(status, data.szSystemStatus);
}

}  // namespace

bool started_as_version_1() noexcept { return started() && version_1.load(std::memory_order_relaxed); }

int start_winsock(unsigned short version) noexcept {
  const std::lock_guard lock(starting);
  if (start() != error::none) return WSASYSNOTREADY;
  install_socket_handles();
  version_1.store(LOBYTE(version) == 1, std::memory_order_relaxed);
  winsock_starts.fetch_add(1, std::memory_order_release);  // pairs with started()
  return 0;
}

int stop_winsock() noexcept {
  const std::lock_guard lock(starting);
  if (winsock_starts.load(std::memory_order_relaxed) == 0) return WSANOTINITIALISED;
  // First nobody new comes in, then the stack stops and wakes whoever is still inside.
  if (winsock_starts.fetch_sub(1, std::memory_order_release) == 1) forget_duplicates();
  static_cast<void>(stop());
  return 0;
}

}  // namespace loopsock::compat

extern "C" {

int WSAAPI WSAStartup(WORD version, LPWSADATA data) {
  using namespace loopsock::compat;
  const WORD agreed = negotiate(version);
  if (agreed == 0) {
    if (data != nullptr) fill(highest_version, *data);
    return WSAVERNOTSUPPORTED;
  }
  if (data == nullptr) return WSAEFAULT;
  if (in_callback()) return WSAEINPROGRESS;
  const int failed = start_winsock(agreed);
  if (failed == 0) fill(agreed, *data);
  return failed;
}

int WSAAPI WSACleanup(void) {
  using namespace loopsock::compat;
  if (started() && in_callback()) return set_error(WSAEINPROGRESS);
  const int failed = stop_winsock();
  if (failed != 0) return set_error(failed);
  set_last_error(0);
  return 0;
}

}  // extern "C"
