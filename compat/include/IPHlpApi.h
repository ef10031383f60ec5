// Another spelling: Windows does not tell upper and lower case apart, and sources in the wild use both.
#pragma once
#include "iphlpapi.h"
