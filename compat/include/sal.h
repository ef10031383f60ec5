// sal: Microsoft's annotations of both kinds, the older ones too. In C++ it belongs behind the library's own headers.
#pragma once
#include "loopsock_compat/win32_annotations.h"
#include "loopsock_compat/win32_old_annotations.h"
