#include "compat/error_text.hpp"

#include <winsock2.h>

namespace loopsock::compat {
namespace {

struct sentence {
  int error;
  const char* text;
};

constexpr sentence table[] = {
    {0, "No error."},
    {6, "The handle is not valid."},
    {8, "There is not enough memory."},
    {87, "A parameter is not valid."},
    {122, "The buffer is too small for the answer."},
    {995, "The operation was cancelled."},
    {996, "The overlapped operation has not completed yet."},
    {997, "The overlapped operation is under way."},
    {WSAEINTR, "The blocking call was interrupted."},
    {WSAEBADF, "The file handle is not valid."},
    {WSAEACCES, "The access permissions of the socket forbid this."},
    {WSAEFAULT, "A pointer is not valid or a buffer is too small."},
    {WSAEINVAL, "An argument is not valid."},
    {WSAEMFILE, "Too many sockets are open."},
    {WSAEWOULDBLOCK, "The operation cannot be completed at once and the socket does not block."},
    {WSAEINPROGRESS, "A blocking operation is under way."},
    {WSAEALREADY, "The operation is already under way."},
    {WSAENOTSOCK, "The handle is not a socket."},
    {WSAEDESTADDRREQ, "A destination address is missing."},
    {WSAEMSGSIZE, "The message is larger than the buffer or the limit."},
    {WSAEPROTOTYPE, "The protocol does not fit the type of the socket."},
    {WSAENOPROTOOPT, "The option or its level is unknown or not supported here."},
    {WSAEPROTONOSUPPORT, "The protocol is not supported."},
    {WSAESOCKTNOSUPPORT, "The type of socket is not supported in this address family."},
    {WSAEOPNOTSUPP, "The operation is not supported by this kind of object."},
    {WSAEPFNOSUPPORT, "The protocol family is not supported."},
    {WSAEAFNOSUPPORT, "The address family is not supported."},
    {WSAEADDRINUSE, "The address is already in use."},
    {WSAEADDRNOTAVAIL, "The address is not valid in this place."},
    {WSAENETDOWN, "The network is down."},
    {WSAENETUNREACH, "There is no route to the network."},
    {WSAENETRESET, "The connection broke because keep-alive failed."},
    {WSAECONNABORTED, "The connection was aborted by this machine."},
    {WSAECONNRESET, "The connection was reset by the peer."},
    {WSAENOBUFS, "There is no buffer space left."},
    {WSAEISCONN, "The socket is already connected."},
    {WSAENOTCONN, "The socket is not connected."},
    {WSAESHUTDOWN, "The socket was shut down in this direction."},
    {WSAETOOMANYREFS, "There are too many references to the object."},
    {WSAETIMEDOUT, "The peer did not answer in time."},
    {WSAECONNREFUSED, "The peer refused the connection."},
    {WSAELOOP, "The name cannot be translated."},
    {WSAENAMETOOLONG, "The name is too long."},
    {WSAEHOSTDOWN, "The host is down."},
    {WSAEHOSTUNREACH, "There is no route to the host."},
    {WSAENOTEMPTY, "The directory is not empty."},
    {WSAEPROCLIM, "Too many processes use the network."},
    {WSAEUSERS, "The quota of users is exhausted."},
    {WSAEDQUOT, "The disk quota is exhausted."},
    {WSAESTALE, "The file handle is no longer available."},
    {WSAEREMOTE, "The object is not local."},
    {WSASYSNOTREADY, "The network subsystem cannot be used now."},
    {WSAVERNOTSUPPORTED, "This version of Winsock is not supported."},
    {WSANOTINITIALISED, "WSAStartup has not been called successfully."},
    {WSAEDISCON, "The peer is shutting the connection down."},
    {WSATYPE_NOT_FOUND, "The service is unknown for this type of socket."},
    {WSAHOST_NOT_FOUND, "The host is unknown."},
    {WSATRY_AGAIN, "The name cannot be resolved at the moment."},
    {WSANO_RECOVERY, "The name could not be resolved because of an error that will not go away."},
    {WSANO_DATA, "The name exists, but has no data of the requested kind."},
};

const sentence* find(int error) noexcept {
  for (const sentence& s : table)
    if (s.error == error) return &s;
  return nullptr;
}

}  // namespace

const char* error_text(int error) noexcept {
  const sentence* const found = find(error);
  return found != nullptr ? found->text : "The error is unknown.";
}

bool has_error_text(int error) noexcept { return find(error) != nullptr; }

}  // namespace loopsock::compat
