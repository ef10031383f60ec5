// winsock2: Winsock 2, as Microsoft's header of this name declares it, over loopsock. A table of contents.
//
// Every function is declared under its own name and lives in the library as loopsock_ws_<name>, see symbol.h.
// What the library does not have is not declared: a program that needs it fails to compile, not to link.
#pragma once

#include "loopsock_compat/host_headers.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

// Programs and other headers ask by these names what has been included.
#ifndef _WINSOCK2API_
#define _WINSOCK2API_
#endif
#ifndef _WINSOCKAPI_
#define _WINSOCKAPI_
#endif

#ifndef WINSOCK_API_LINKAGE
#define WINSOCK_API_LINKAGE
#endif

#include "windows.h"
#include "ws2def.h"

#include "loopsock_compat/errors.h"
#include "loopsock_compat/socket_type.h"
#include "loopsock_compat/databases.h"
#include "loopsock_compat/protocol_info.h"
#include "loopsock_compat/name_service.h"
#include "loopsock_compat/service_classes.h"
#include "loopsock_compat/network_events.h"
#include "loopsock_compat/callbacks.h"
#include "loopsock_compat/fd_set.h"
#include "loopsock_compat/poll_set.h"

#include "loopsock_compat/functions_startup.h"
#include "loopsock_compat/functions_sockets.h"
#include "loopsock_compat/functions_transfer.h"
#include "loopsock_compat/functions_control.h"
#include "loopsock_compat/functions_overlapped.h"
#include "loopsock_compat/functions_events.h"
#include "loopsock_compat/ioctlsocket.h"
#include "loopsock_compat/functions_byte_order.h"
#include "loopsock_compat/functions_byte_order_real.h"
#include "loopsock_compat/functions_text.h"
#include "loopsock_compat/functions_databases.h"
#include "loopsock_compat/functions_name_spaces.h"
#include "loopsock_compat/functions_multipoint.h"
#include "loopsock_compat/functions_window_messages.h"
#include "loopsock_compat/socket_notifications.h"
#include "loopsock_compat/function_types.h"
#include "loopsock_compat/unicode_names.h"

#endif
