// Another spelling of <winbase.h>: Windows does not tell the two apart, and sources in the wild use both.
#pragma once
#include "winbase.h"
