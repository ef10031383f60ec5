// ws2tcpip: what Winsock 2 adds for TCP/IP: IPv6, name resolution, helpers. A table of contents.
#pragma once

#ifndef _WS2TCPIP_H_
#define _WS2TCPIP_H_
#endif

#include "winsock2.h"

#ifndef LOOPSOCK_COMPAT_REFUSED
#include "ws2ipdef.h"
#include "loopsock_compat/functions_resolve.h"
#include "loopsock_compat/functions_resolve_ex.h"
#include "loopsock_compat/functions_text.h"
#include "loopsock_compat/resolve_names.h"
#include "loopsock_compat/send_backlog.h"
#include "loopsock_compat/option_helpers.h"
#include "loopsock_compat/source_filters.h"
#include "loopsock_compat/socket_security.h"
#endif
