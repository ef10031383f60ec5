// winsock_peer: loopsock through blocking Winsock calls, as a program for Windows makes them; both paths.
#pragma once

#include "endpoint.hpp"

namespace loopsock_bars {

/// Over the fast path where `marked`, else over the ordinary one. WSAStartup must have succeeded.
connection open_winsock(bool marked);

}  // namespace loopsock_bars
