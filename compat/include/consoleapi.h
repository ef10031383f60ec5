// consoleapi: Ctrl-C. <windows.h> has them all.
#pragma once
#include "windows.h"
