// ioapiset: overlapped operations and completion ports. <windows.h> has them all.
#pragma once
#include "windows.h"
