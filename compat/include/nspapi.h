// nspapi: name spaces and protocols as they were before Winsock 2: the list of protocols alone. A table of contents.
//
// GetAddressByName, GetService, SetService and their relatives are not declared: Winsock 2's look-ups took their place.
#pragma once

#ifndef _NSPAPI_INCLUDED
#define _NSPAPI_INCLUDED
#endif

#include "winsock2.h"

#ifndef LOOPSOCK_COMPAT_REFUSED
#include "loopsock_compat/old_protocols.h"
#endif
