// minwindef: the base types. <windows.h> has them all.
#pragma once
#include "windows.h"
