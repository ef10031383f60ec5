// resolve_services: getservbyname, getservbyport, getprotobyname, getprotobynumber.
//
// The answers come from built-in tables. An unknown name or number is WSANO_DATA in WSAGetLastError.
#include <winsock2.h>

#include <string_view>

#include "compat/entry_buffer.hpp"
#include "compat/last_error.hpp"
#include "compat/network_order.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/startup.hpp"
#include "stack/socket/protocol_table.hpp"
#include "stack/socket/service_table.hpp"

using namespace loopsock;
using namespace loopsock::compat;

namespace {

// Enough for every entry of both tables, so that a thread's buffer never moves.
constexpr std::size_t entry_bytes = 256;

std::string_view or_empty(const char* text) noexcept { return text == nullptr ? std::string_view() : text; }

servent* make_servent(const service_entry* service) {
  static thread_local entry_buffer buffer;
  if (service == nullptr) {
    set_last_error(WSANO_DATA);
    return nullptr;
  }
  std::size_t aliases = 0;
  while (service->aliases[aliases] != nullptr) ++aliases;

  buffer.start(entry_bytes);
  servent* const made = buffer.take<servent>(1);
  made->s_aliases = buffer.take<char*>(aliases + 1);
  made->s_name = buffer.take_text(service->name);
  made->s_proto = buffer.take_text(service->protocol);
  for (std::size_t i = 0; i < aliases; ++i) made->s_aliases[i] = buffer.take_text(service->aliases[i]);
  made->s_port = static_cast<decltype(made->s_port)>(network_order(service->port));
  return made;
}

protoent* make_protoent(const protocol_entry* protocol) {
  static thread_local entry_buffer buffer;
  if (protocol == nullptr) {
    set_last_error(WSANO_DATA);
    return nullptr;
  }
  buffer.start(entry_bytes);
  protoent* const made = buffer.take<protoent>(1);
  made->p_aliases = buffer.take<char*>(2);
  made->p_name = buffer.take_text(protocol->name);
  made->p_aliases[0] = buffer.take_text(protocol->alias);
  made->p_proto = static_cast<decltype(made->p_proto)>(protocol->number);
  return made;
}

// False, with WSANOTINITIALISED or WSAEFAULT set, unless the stack is started and `argument` is there.
bool may_look(bool argument) noexcept {
  if (started() && argument) return true;
  set_last_error(started() ? WSAEFAULT : WSANOTINITIALISED);
  return false;
}

}  // namespace

extern "C" {

struct servent* WSAAPI getservbyname(const char* name, const char* protocol) {
  if (!may_look(name != nullptr)) return nullptr;
  return or_out_of_memory<servent*>(nullptr, [&] { return make_servent(find_service(name, or_empty(protocol))); });
}

struct servent* WSAAPI getservbyport(int port, const char* protocol) {
  if (!may_look(true)) return nullptr;
  const std::uint16_t host_order = network_order(static_cast<std::uint16_t>(port));
  return or_out_of_memory<servent*>(nullptr,
                                    [&] { return make_servent(find_service(host_order, or_empty(protocol))); });
}

struct protoent* WSAAPI getprotobyname(const char* name) {
  if (!may_look(name != nullptr)) return nullptr;
  return or_out_of_memory<protoent*>(nullptr, [&] { return make_protoent(find_protocol(name)); });
}

struct protoent* WSAAPI getprotobynumber(int number) {
  if (!may_look(true)) return nullptr;
  return or_out_of_memory<protoent*>(nullptr, [&] { return make_protoent(find_protocol(number)); });
}

}  // extern "C"
