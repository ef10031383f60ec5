// exports_mswsock: what GetProcAddress finds in mswsock: Microsoft's additions to Winsock, as far as they are found by name; the others
// are found by GUID.
#include <mswsock.h>
#include <nspapi.h>
#include <ws2spi.h>

#include "compat/win32/exports.hpp"

namespace loopsock::compat {
namespace {

// clang-format off
const module_export list[] = {
    LOOPSOCK_EXPORT(AcceptEx),
    LOOPSOCK_EXPORT(EnumProtocolsA),
    LOOPSOCK_EXPORT(EnumProtocolsW),
    LOOPSOCK_EXPORT(GetAcceptExSockaddrs),
    LOOPSOCK_EXPORT(TransmitFile),
    LOOPSOCK_EXPORT(WSARecvEx),
    LOOPSOCK_EXPORT(WSPStartup),
};
// clang-format on

}  // namespace

std::span<const module_export> mswsock_exports() noexcept { return list; }

}  // namespace loopsock::compat
