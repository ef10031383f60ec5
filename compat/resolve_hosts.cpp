// resolve_hosts: gethostbyname, gethostbyaddr, gethostname and GetHostNameW: the calls for hosts from before getaddrinfo.
//
// gethostbyname knows IPv4 only. Errors are left in WSAGetLastError.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstring>
#include <string>

#include "compat/entry_buffer.hpp"
#include "compat/last_error.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/startup.hpp"
#include "compat/wide_text.hpp"
#include "stack/socket/resolver.hpp"

using namespace loopsock;
using namespace loopsock::compat;

namespace {

hostent* no_host(int error) noexcept {
  set_last_error(error);
  return nullptr;
}

hostent* make_hostent(const host_answer& answer, ip_family family) {
  static thread_local entry_buffer buffer;
  const std::size_t length = family == ip_family::v6 ? 16 : 4;
  const std::size_t aliases = answer.aliases.size(), addresses = answer.addresses.size();
  std::size_t bytes = sizeof(hostent) + (aliases + 1 + addresses + 1) * sizeof(char*) + addresses * length;
  bytes += answer.name.size() + 1;
  for (const std::string& alias : answer.aliases) bytes += alias.size() + 1;

  buffer.start(bytes);
  hostent* const made = buffer.take<hostent>(1);
  made->h_aliases = buffer.take<char*>(aliases + 1);
  made->h_addr_list = buffer.take<char*>(addresses + 1);
  for (std::size_t i = 0; i < addresses; ++i) {
    made->h_addr_list[i] = buffer.take<char>(length);
    std::memcpy(made->h_addr_list[i], answer.addresses[i].bytes.data(), length);
  }
  made->h_name = buffer.take_text(answer.name);
  for (std::size_t i = 0; i < aliases; ++i) made->h_aliases[i] = buffer.take_text(answer.aliases[i]);
  made->h_addrtype = family == ip_family::v6 ? AF_INET6 : AF_INET;
  made->h_length = static_cast<decltype(made->h_length)>(length);
  return made;
}

hostent* by_name(const char* name) {
  host_question question;
  question.family = ip_family::v4;
  host_answer answer;
  // No name at all asks for this machine, as the empty one does.
  switch (names().lookup(name == nullptr ? "" : name, question, answer)) {
    case lookup_result::found: return make_hostent(answer, ip_family::v4);
    case lookup_result::no_such_name: return no_host(WSAHOST_NOT_FOUND);
    case lookup_result::no_data: return no_host(WSANO_DATA);
    case lookup_result::try_again: return no_host(WSATRY_AGAIN);
    case lookup_result::failed: break;
  }
  return no_host(WSANO_RECOVERY);
}

hostent* by_address(const char* address, int length, int type) {
  if (type != AF_INET && type != AF_INET6) return no_host(WSAEAFNOSUPPORT);
  ip_address asked;
  asked.family = type == AF_INET6 ? ip_family::v6 : ip_family::v4;
  const int needed = type == AF_INET6 ? 16 : 4;
  if (address == nullptr || length < needed) return no_host(WSAEFAULT);
  std::memcpy(asked.bytes.data(), address, static_cast<std::size_t>(needed));
  host_answer answer;
  if (names().reverse(asked, answer) != lookup_result::found) return no_host(WSAHOST_NOT_FOUND);
  return make_hostent(answer, asked.family);
}

template <class Char>
int put_own_name(const std::basic_string<Char>& name, Char* out, int size) noexcept {
  if (size <= 0 || name.size() >= static_cast<std::size_t>(size)) return set_error(WSAEFAULT);
  std::memcpy(out, name.c_str(), (name.size() + 1) * sizeof(Char));
  return 0;
}

}  // namespace

extern "C" {

struct hostent* WSAAPI gethostbyname(const char* name) {
  if (!started()) return no_host(WSANOTINITIALISED);
  return or_out_of_memory<hostent*>(nullptr, [&] { return by_name(name); });
}

struct hostent* WSAAPI gethostbyaddr(const char* address, int length, int type) {
  if (!started()) return no_host(WSANOTINITIALISED);
  return or_out_of_memory<hostent*>(nullptr, [&] { return by_address(address, length, type); });
}

int WSAAPI gethostname(char* out, int size) {
  if (!started()) return set_error(WSANOTINITIALISED);
  if (out == nullptr) return set_error(WSAEFAULT);
  return or_out_of_memory(SOCKET_ERROR, [&] { return put_own_name(names().own_name(), out, size); });
}

int WSAAPI GetHostNameW(PWSTR out, int size) {
  if (!started()) return set_error(WSANOTINITIALISED);
  if (out == nullptr) return set_error(WSAEFAULT);
  return or_out_of_memory(SOCKET_ERROR, [&] { return put_own_name(widen(names().own_name()), out, size); });
}

}  // extern "C"
