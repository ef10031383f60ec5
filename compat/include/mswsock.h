// mswsock: Microsoft's additions to Winsock 2: extension functions by GUID, Registered I/O. A table of contents.
#pragma once

#ifndef _MSWSOCK_
#define _MSWSOCK_
#endif

#include "winsock2.h"

#ifndef LOOPSOCK_COMPAT_REFUSED
#include "loopsock_compat/extension_options.h"
#include "loopsock_compat/extension_functions.h"
#include "loopsock_compat/functions_extensions.h"
#include "loopsock_compat/functions_receive_ex.h"
#include "loopsock_compat/network_location.h"
#include "loopsock_compat/registered_io.h"
#endif
