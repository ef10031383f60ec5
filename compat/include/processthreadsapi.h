// processthreadsapi: threads and the process. <windows.h> has them all.
#pragma once
#include "windows.h"
