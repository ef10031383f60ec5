// winbase: the calls of kernel32. <windows.h> has them all.
#pragma once
#include "windows.h"
