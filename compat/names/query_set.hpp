// query_set: a result of a look-up as a WSAQUERYSET in the caller's block.
//
//   | WSAQUERYSET | class | provider | CSADDR_INFO … | sockaddr … | blob | texts |
//
// Threads  pure functions.
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>

#include "compat/names/layout.hpp"
#include "compat/names/service_query.hpp"

namespace loopsock::compat {

/// Lays a result out with what `flags` want of it. `Set` is WSAQUERYSETA or WSAQUERYSETW. May throw std::bad_alloc.
template <class Set>
void lay_out_result(const service_query& query, const service_result& result, DWORD flags, layout& in);

extern template void lay_out_result<WSAQUERYSETA>(const service_query&, const service_result&, DWORD, layout&);
extern template void lay_out_result<WSAQUERYSETW>(const service_query&, const service_result&, DWORD, layout&);

}  // namespace loopsock::compat
