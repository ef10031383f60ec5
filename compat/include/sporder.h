// sporder: the order of providers. A table of contents.
#pragma once

#include "winsock2.h"

#ifndef LOOPSOCK_COMPAT_REFUSED
#include "loopsock_compat/provider_order.h"
#endif
