// functions_byte_order_real: float and double to network order and back (winsock2.h). The bits are turned round, nothing else.
//
// A turned number must not be kept in a float: not every pattern of bits survives that. Inline; any thread.
#pragma once

#include "functions_byte_order.h"

#include <string.h>

static inline UINT32 htonf(float host)
{
    UINT32 bits;
    memcpy(&bits, &host, sizeof(bits));
    return htonl(bits);
}

static inline float ntohf(UINT32 net)
{
    const UINT32 bits = ntohl(net);
    float host;
    memcpy(&host, &bits, sizeof(host));
    return host;
}

static inline UINT64 htond(double host)
{
    UINT64 bits;
    memcpy(&bits, &host, sizeof(bits));
    return htonll(bits);
}

static inline double ntohd(UINT64 net)
{
    const UINT64 bits = ntohll(net);
    double host;
    memcpy(&host, &bits, sizeof(host));
    return host;
}
