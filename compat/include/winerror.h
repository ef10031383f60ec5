// winerror: the error numbers and HRESULTs. <windows.h> has them all.
#pragma once
#include "windows.h"
