// minwinbase: the structures of kernel32. <windows.h> has them all.
#pragma once
#include "windows.h"
