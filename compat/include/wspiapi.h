// wspiapi: on Windows 2000 this brought getaddrinfo to systems without it. They are in <ws2tcpip.h> now.
#pragma once
#include "ws2tcpip.h"
