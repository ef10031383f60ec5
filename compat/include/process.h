// process: Microsoft's <process.h>: threads of the C runtime, and what the process is called.
#pragma once

#include "windows.h"

#include <stdlib.h>
#include <unistd.h>

#define _getpid() ((int)GetCurrentProcessId())
