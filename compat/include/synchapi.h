// synchapi: locks, events and waits. <windows.h> has them all.
#pragma once
#include "windows.h"
