// handleapi: CloseHandle and DuplicateHandle. <windows.h> has them all.
#pragma once
#include "windows.h"
