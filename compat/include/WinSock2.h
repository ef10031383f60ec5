// Another spelling of <winsock2.h>: Windows does not tell the two apart, and sources in the wild use both.
#pragma once
#include "winsock2.h"
