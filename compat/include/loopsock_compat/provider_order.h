// provider_order: the order of the two catalogues (Microsoft's sporder.h). It is fixed.
//
// Any thread, no WSAStartup. Each gives the error itself: WSAEFAULT, WSAEINVAL for entries that do not exist, WSANO_RECOVERY as
// for users who may not change the catalogue.
#pragma once

#include "base_structs.h"
#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN
int WSPAPI WSCWriteProviderOrder(LPDWORD entries, DWORD count) LOOPSOCK_WS_SYMBOL(WSCWriteProviderOrder);
int WSPAPI WSCWriteProviderOrder32(LPDWORD entries, DWORD count) LOOPSOCK_WS_SYMBOL(WSCWriteProviderOrder32);
int WSPAPI WSCWriteNameSpaceOrder(LPGUID providers, DWORD count) LOOPSOCK_WS_SYMBOL(WSCWriteNameSpaceOrder);
int WSPAPI WSCWriteNameSpaceOrder32(LPGUID providers, DWORD count) LOOPSOCK_WS_SYMBOL(WSCWriteNameSpaceOrder32);
LOOPSOCK_COMPAT_END
