// sysinfoapi: ticks, dates and the machine. <windows.h> has them all.
#pragma once
#include "windows.h"
