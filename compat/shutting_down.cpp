// shutting_down: shutdown.
//
// Threads  any.
#include <winsock2.h>

#include "compat/error_map.hpp"
#include "compat/handles.hpp"
#include "compat/last_error.hpp"

extern "C" int WSAAPI shutdown(SOCKET s, int how) {
  using namespace loopsock::compat;
  using loopsock::direction;
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  switch (how) {
    case SD_RECEIVE: return done(one->shutdown(one.number, direction::receive));
    case SD_SEND: return done(one->shutdown(one.number, direction::send));
    case SD_BOTH: return done(one->shutdown(one.number, direction::both));
    default: return set_error(WSAEINVAL);
  }
}
