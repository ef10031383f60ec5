// exports_ntdll: what GetProcAddress finds in ntdll: statuses, handles, and addresses as text.
#include <mstcpip.h>
#include <winternl.h>

#include "compat/win32/exports.hpp"

namespace loopsock::compat {
namespace {

// clang-format off
const module_export list[] = {
    LOOPSOCK_EXPORT(NtClose),
    LOOPSOCK_EXPORT(RtlEthernetAddressToStringA),
    LOOPSOCK_EXPORT(RtlEthernetAddressToStringW),
    LOOPSOCK_EXPORT(RtlEthernetStringToAddressA),
    LOOPSOCK_EXPORT(RtlEthernetStringToAddressW),
    LOOPSOCK_EXPORT(RtlInitUnicodeString),
    LOOPSOCK_EXPORT(RtlIpv4AddressToStringA),
    LOOPSOCK_EXPORT(RtlIpv4AddressToStringExA),
    LOOPSOCK_EXPORT(RtlIpv4AddressToStringExW),
    LOOPSOCK_EXPORT(RtlIpv4AddressToStringW),
    LOOPSOCK_EXPORT(RtlIpv4StringToAddressA),
    LOOPSOCK_EXPORT(RtlIpv4StringToAddressExA),
    LOOPSOCK_EXPORT(RtlIpv4StringToAddressExW),
    LOOPSOCK_EXPORT(RtlIpv4StringToAddressW),
    LOOPSOCK_EXPORT(RtlIpv6AddressToStringA),
    LOOPSOCK_EXPORT(RtlIpv6AddressToStringExA),
    LOOPSOCK_EXPORT(RtlIpv6AddressToStringExW),
    LOOPSOCK_EXPORT(RtlIpv6AddressToStringW),
    LOOPSOCK_EXPORT(RtlIpv6StringToAddressA),
    LOOPSOCK_EXPORT(RtlIpv6StringToAddressExA),
    LOOPSOCK_EXPORT(RtlIpv6StringToAddressExW),
    LOOPSOCK_EXPORT(RtlIpv6StringToAddressW),
    LOOPSOCK_EXPORT(RtlNtStatusToDosError),
    LOOPSOCK_EXPORT(RtlNtStatusToDosErrorNoTeb),
};
// clang-format on

}  // namespace

std::span<const module_export> ntdll_exports() noexcept { return list; }

}  // namespace loopsock::compat
