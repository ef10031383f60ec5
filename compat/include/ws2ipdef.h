// ws2ipdef: what belongs to IP alone: IPv6 addresses, the options of both versions, multicast. A table of contents.
#pragma once

#ifndef _WS2IPDEF_
#define _WS2IPDEF_
#endif

#include "loopsock_compat/host_headers.h"

#ifndef LOOPSOCK_COMPAT_REFUSED
#include "in6addr.h"
#include "ws2def.h"
#include "loopsock_compat/ipv6_address.h"
#include "loopsock_compat/well_known_addresses.h"
#include "loopsock_compat/ip_options.h"
#include "loopsock_compat/multicast.h"
#include "loopsock_compat/ipv6_helpers.h"
#include "loopsock_compat/ipv6_sockaddr_helpers.h"
#endif
