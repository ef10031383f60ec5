// strsafe: Microsoft's safe string calls.
#pragma once
#include "windows.h"
#include "loopsock_compat/strsafe_functions.h"
