// ifdef: another door to <iphlpapi.h>.
#pragma once
#include "iphlpapi.h"
