// protocol_units: Wine's protocol.c as it is, and the list of its 27 units.
#include "protocol.c"

#include "units.h"

// What START_TEST does before it calls the first of them.
static void begin(void)
{
    HMODULE ws2_32 = GetModuleHandleA("ws2_32");
    WSADATA data;

    pFreeAddrInfoExW = (void *)GetProcAddress(ws2_32, "FreeAddrInfoExW");
    pGetAddrInfoExOverlappedResult = (void *)GetProcAddress(ws2_32, "GetAddrInfoExOverlappedResult");
    pGetAddrInfoExW = (void *)GetProcAddress(ws2_32, "GetAddrInfoExW");
    pGetHostNameW = (void *)GetProcAddress(ws2_32, "GetHostNameW");
    p_inet_ntop = (void *)GetProcAddress(ws2_32, "inet_ntop");
    pInetNtopW = (void *)GetProcAddress(ws2_32, "InetNtopW");
    p_inet_pton = (void *)GetProcAddress(ws2_32, "inet_pton");
    pInetPtonW = (void *)GetProcAddress(ws2_32, "InetPtonW");
    pWSCGetProviderInfo = (void *)GetProcAddress(ws2_32, "WSCGetProviderInfo");
    ok(WSAStartup(0x202, &data) == 0, "WSAStartup failed\n");
}

static void end(void) { ok(WSACleanup() == 0, "WSACleanup failed\n"); }

#define UNIT(function, started) {#function, started, function},
static const struct conformance_unit units[] = {
#include "protocol_units.inc"
    {NULL, 0, NULL},
};
_Static_assert(ARRAY_SIZE(units) == 27 + 1, "units.awk sees all that START_TEST calls");

const struct conformance_file conformance_protocol = {"protocol", begin, end, units};
