// initguid: from here on DEFINE_GUID defines what it declares.
#pragma once
#ifndef INITGUID
#define INITGUID
#endif
#include "guiddef.h"
