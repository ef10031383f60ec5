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
#include "loopsock_compat/win32_status.h"
#include "loopsock_compat/win32_results.h"
#include "loopsock_compat/win32_clock.h"
#include "loopsock_compat/win32_locks.h"
#include "loopsock_compat/win32_interlocked.h"
#include "loopsock_compat/win32_lists.h"
#include "loopsock_compat/win32_thread_local.h"
#include "loopsock_compat/win32_heap.h"
#include "loopsock_compat/win32_virtual_memory.h"
#include "loopsock_compat/win32_text.h"
#include "loopsock_compat/win32_error_messages.h"
#include "loopsock_compat/win32_files.h"
#include "loopsock_compat/win32_folders.h"
#include "loopsock_compat/win32_environment.h"
#include "loopsock_compat/win32_process.h"
#include "loopsock_compat/win32_modules.h"
#include "loopsock_compat/crt_strings.h"
#include "loopsock_compat/crt_printing.h"
#include "loopsock_compat/crt_numbers.h"
#include "loopsock_compat/crt_wide_main.h"
#include "loopsock_compat/win32_handles.h"
#include "loopsock_compat/win32_events.h"
#include "loopsock_compat/win32_waits.h"
#include "loopsock_compat/win32_threads.h"
#include "loopsock_compat/win32_overlapped.h"
#include "loopsock_compat/win32_completion_ports.h"
#include "loopsock_compat/win32_thread_pool.h"
