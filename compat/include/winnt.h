// winnt: the base types, constants and interlocked calls. <windows.h> has them all.
#pragma once
#include "windows.h"
