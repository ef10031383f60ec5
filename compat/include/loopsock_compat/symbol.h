// symbol: how a Winsock name in the source becomes a loopsock name in the object file.
//
//     source   int send(SOCKET, const char *, int, int)
//     object   loopsock_ws_send
//
// An assembler label renames the symbol and nothing else, so a class may still have a member called
// send, `&::send` is still an address, and libc's own send stays what it was for every other library
// in the process. A macro would rename the members too; an unprefixed definition in the archive would
// hijack shared libraries. The label of a declaration applies to the definition as well.
// Threads, memory: preprocessor only.
#pragma once

#define LOOPSOCK_COMPAT_TEXT_OF(text) #text
#define LOOPSOCK_COMPAT_TEXT(text) LOOPSOCK_COMPAT_TEXT_OF(text)

// The compiler's prefix is empty on Linux; a label replaces it, so it is written out for hosts that have one.
#define LOOPSOCK_WS_SYMBOL(name) __asm__(LOOPSOCK_COMPAT_TEXT(__USER_LABEL_PREFIX__) "loopsock_ws_" #name)

#ifdef __cplusplus
#define LOOPSOCK_COMPAT_BEGIN extern "C" {
#define LOOPSOCK_COMPAT_END }
#else
#define LOOPSOCK_COMPAT_BEGIN
#define LOOPSOCK_COMPAT_END
#endif
