// iphlpapi: Microsoft's IP helper, as far as it tells which adapters, addresses and routes there are. A table of contents.
#pragma once

#include "winsock2.h"

#ifndef LOOPSOCK_COMPAT_REFUSED
#include "ws2ipdef.h"
#include "loopsock_compat/adapter_types.h"
#include "loopsock_compat/adapter_functions.h"
#endif
