// timeapi: another name of the clock in <mmsystem.h>.
#pragma once
#include "mmsystem.h"
