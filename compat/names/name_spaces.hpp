// name_spaces: who answers questions about names here: one provider, for the name space of DNS, which also knows localhost, the hosts file
// and the names that the program itself has given (stack/socket/resolver.hpp).
//
// Threads  pure functions.
#pragma once

#include <winsock2.h>

namespace loopsock::compat {

/// Its identifier is ours: programs that recognise Microsoft's talk to its services behind Winsock's back.
inline constexpr GUID name_provider = {0xd7c3a1f2, 0x5b0e, 0x4d8a, {0x9e, 0x31, 0x6a, 0x77, 0x20, 0xc4, 0x8b, 0x15}};

/// Whether somebody answers for that name space and provider (null: whichever): 0, or WSASERVICE_NOT_FOUND.
inline int check_name_space(DWORD name_space, const GUID* provider) noexcept {
  const bool known =
      (name_space == NS_ALL || name_space == NS_DNS) && (provider == nullptr || *provider == name_provider);
  return known ? 0 : WSASERVICE_NOT_FOUND;
}

}  // namespace loopsock::compat
