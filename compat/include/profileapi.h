// profileapi: the performance counter. <windows.h> has them all.
#pragma once
#include "windows.h"
