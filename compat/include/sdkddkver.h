// sdkddkver: which Windows is meant, 10 unless the program says otherwise; <windows.h> defines it.
#pragma once
#include "loopsock_compat/base_macros.h"
#ifndef NTDDI_VERSION
#define NTDDI_VERSION 0x0A000000
#endif
