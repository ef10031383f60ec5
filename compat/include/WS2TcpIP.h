// Another spelling of <ws2tcpip.h>: Windows does not tell the two apart, and sources in the wild use both.
#pragma once
#include "ws2tcpip.h"
