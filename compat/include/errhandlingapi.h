// errhandlingapi: the last error. <windows.h> has them all.
#pragma once
#include "windows.h"
