// exports_iphlpapi: what GetProcAddress finds in iphlpapi: adapters and routes.
#include <iphlpapi.h>

#include "compat/win32/exports.hpp"

namespace loopsock::compat {
namespace {

// clang-format off
const module_export list[] = {
    LOOPSOCK_EXPORT_AS(GetAdaptersAddresses, ULONG(ULONG, ULONG, PVOID, PIP_ADAPTER_ADDRESSES, PULONG)),
    LOOPSOCK_EXPORT_AS(GetAdaptersInfo, DWORD(PIP_ADAPTER_INFO, PULONG)),
    LOOPSOCK_EXPORT(GetBestInterface),
    LOOPSOCK_EXPORT(GetBestInterfaceEx),
    LOOPSOCK_EXPORT(GetIpForwardTable),
    LOOPSOCK_EXPORT(GetNumberOfInterfaces),
    LOOPSOCK_EXPORT(if_indextoname),
    LOOPSOCK_EXPORT(if_nametoindex),
};
// clang-format on

}  // namespace

std::span<const module_export> iphlpapi_exports() noexcept { return list; }

}  // namespace loopsock::compat
