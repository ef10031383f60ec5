// win32_error_messages: FormatMessage, by which programs print what an error number means.
//
// The texts are the library's own sentences, in English, with a line break behind; those of Winsock's numbers, and of the Win32 ones that
// this library gives. Any thread.
#pragma once

#include "base_types.h"
#include "symbol.h"

#include <stdarg.h>

#define FORMAT_MESSAGE_MAX_WIDTH_MASK 0x000000ff
#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS 0x00000200
#define FORMAT_MESSAGE_FROM_STRING 0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE 0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM 0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY 0x00002000

#define LANG_NEUTRAL 0x00
#define LANG_ENGLISH 0x09
#define SUBLANG_NEUTRAL 0x00
#define SUBLANG_DEFAULT 0x01
#define SUBLANG_SYS_DEFAULT 0x02
#define SUBLANG_ENGLISH_US 0x01
#define MAKELANGID(language, sublanguage) ((WORD)((WORD)(sublanguage) << 10 | (WORD)(language)))
#define LANG_SYSTEM_DEFAULT MAKELANGID(LANG_NEUTRAL, SUBLANG_SYS_DEFAULT)
#define LANG_USER_DEFAULT MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT)

LOOPSOCK_COMPAT_BEGIN

// Writes the message and answers its characters without the final 0. From a string (`source`) or the system (`id`; a module is taken for
// the system). With ALLOCATE_BUFFER `target` is where the address of the text goes, to be given to LocalFree, and `room` the least it
// shall have. The language is not looked at. Inserts are %1 to %99 with an optional !format!, and %n %t %b %r %. %! %% %0; `arguments` is
// a va_list, or with ARGUMENT_ARRAY an array of pointer-sized values cast to one. FORMAT_MESSAGE_MAX_WIDTH_MASK turns line breaks into
// spaces; other widths are not looked at. 0: ERROR_MR_MID_NOT_FOUND, ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_PARAMETER,
// ERROR_NOT_ENOUGH_MEMORY.
DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD id, DWORD language, LPSTR target, DWORD room, va_list *arguments)
    LOOPSOCK_WS_SYMBOL(FormatMessageA);
DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD id, DWORD language, LPWSTR target, DWORD room, va_list *arguments)
    LOOPSOCK_WS_SYMBOL(FormatMessageW);

LOOPSOCK_COMPAT_END

#ifdef UNICODE
#define FormatMessage FormatMessageW
#else
#define FormatMessage FormatMessageA
#endif
