// memoryapi: pages. <windows.h> has them all.
#pragma once
#include "windows.h"
