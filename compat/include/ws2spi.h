// ws2spi: the service provider interface: Winsock one storey below, where the error is a parameter.
//
// WSPStartup fills the table of thirty procedures; WSPIoctl can also be called by name. The catalogues of providers and name
// spaces can be read and not changed. What a provider calls back (WPU) it finds in the table that it is given, not by name.
#pragma once

#ifndef _WINSOCK2SPI_
#define _WINSOCK2SPI_
#endif

#include "winsock2.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "loopsock_compat/provider_functions.h"
#include "loopsock_compat/provider_upcalls.h"
#include "loopsock_compat/provider_catalogue.h"
#include "loopsock_compat/name_space_providers.h"

#define WSPDESCRIPTION_LEN 255
#define WSS_OPERATION_IN_PROGRESS 0x00000103

typedef struct WSPData {
    WORD wVersion;
    WORD wHighVersion;
    WCHAR szDescription[WSPDESCRIPTION_LEN + 1];
} WSPDATA, *LPWSPDATA;

typedef int(WSPAPI *LPWSPSTARTUP)(WORD version_requested, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE upcalls,
                                  LPWSPPROC_TABLE procedures);

LOOPSOCK_COMPAT_BEGIN

// 0, or the error itself. Writes all thirty pointers of `procedures`; keeps a copy of `upcalls`. Any thread.
int WSPAPI WSPStartup(WORD version_requested, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE upcalls,
                      LPWSPPROC_TABLE procedures) LOOPSOCK_WS_SYMBOL(WSPStartup);

// As WSAIoctl, with the error in *error. Keeps the structure `thread` points to, not the pointer. Any thread.
int WSPAPI WSPIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_bytes, LPVOID out, DWORD out_bytes, LPDWORD returned_bytes,
                    LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
    LOOPSOCK_WS_SYMBOL(WSPIoctl);

LOOPSOCK_COMPAT_END

#endif
