// Another spelling of <strsafe.h>: Windows does not tell the two apart, and sources in the wild use both.
#pragma once
#include "strsafe.h"
