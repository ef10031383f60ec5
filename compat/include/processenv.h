// processenv: the environment and the standard streams. <windows.h> has them all.
#pragma once
#include "windows.h"
