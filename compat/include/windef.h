// windef: the base types and macros. <windows.h> has them all.
#pragma once
#include "windows.h"
