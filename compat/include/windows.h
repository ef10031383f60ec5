// windows: the little of Microsoft's <windows.h> that socket programs need. A table of contents.
//
// It brings no socket names; <winsock2.h> includes this file, not the other way round.
// What is missing here does not compile, rather than fail when linked.
#pragma once

#ifndef _WINDOWS_
#define _WINDOWS_
#endif

#include "loopsock_compat/symbol.h"
#include "loopsock_compat/base_types.h"
#include "loopsock_compat/base_macros.h"
#include "loopsock_compat/base_structs.h"
#include "loopsock_compat/base_errors.h"
#include "loopsock_compat/base_functions.h"
