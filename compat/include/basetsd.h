// basetsd: the sized types. <windows.h> has them all.
#pragma once
#include "windows.h"
