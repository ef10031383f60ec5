// winsock_peer: loopsock through blocking Winsock calls, as a program for Windows makes them; both paths.
#pragma once

#include "endpoint.hpp"
#include "winsock_support.hpp"

namespace loopsock_bars {

connection open_winsock(winsock_style style);

/// Takes the socket over.
std::unique_ptr<endpoint> wrap_winsock(SOCKET s);

}  // namespace loopsock_bars
