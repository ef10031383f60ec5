// ws2def: what sockets of every protocol share: families, protocols, options, addresses, buffers. A table of contents.
#pragma once

#ifndef _WS2DEF_
#define _WS2DEF_
#endif

#include "loopsock_compat/host_headers.h"

#ifndef LOOPSOCK_COMPAT_REFUSED
#include "inaddr.h"
#include "loopsock_compat/families.h"
#include "loopsock_compat/protocols.h"
#include "loopsock_compat/ipv4_numbers.h"
#include "loopsock_compat/socket_address.h"
#include "loopsock_compat/socket_options.h"
#include "loopsock_compat/transport_options.h"
#include "loopsock_compat/transfer_flags.h"
#include "loopsock_compat/ioctl_codes.h"
#include "loopsock_compat/buffers.h"
#include "loopsock_compat/address_info.h"
#endif
