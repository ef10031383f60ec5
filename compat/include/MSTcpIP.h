// Another spelling of <mstcpip.h>: Windows does not tell the two apart, and sources in the wild use both.
#pragma once
#include "mstcpip.h"
