// Another spelling of <ws2spi.h>: Windows does not tell the two apart, and sources in the wild use both.
#pragma once
#include "ws2spi.h"
