// crt_wide_main: a program that begins with wmain (or with _tmain under UNICODE), where the system calls main.
//
//     int wmain(int argc, wchar_t **argv) { … }        becomes a function of another name, with a main before it that calls it
//
// The arguments come from UTF-8; argv ends with NULL; a third parameter gets no variables, only the end of their list.
#pragma once

#include "symbol.h"

#include <stddef.h>
#include <stdint.h>

LOOPSOCK_COMPAT_BEGIN

// Calls `program` with the arguments as wide text, and returns what it returns. 1 when there is no memory.
int loopsock_compat_run_wide_main(int argc, char **argv, int (*program)(int, wchar_t **, wchar_t **))
    LOOPSOCK_WS_SYMBOL(loopsock_compat_run_wide_main);

LOOPSOCK_COMPAT_END

#ifdef __cplusplus
// Whatever parameters and result the program's function has.
template <class Result, class... Parameters>
int (*loopsock_compat_as_wide_main(Result (*program)(Parameters...)))(int, wchar_t **, wchar_t **)
{
    return (int (*)(int, wchar_t **, wchar_t **))(uintptr_t)program;
}
#else
#define loopsock_compat_as_wide_main(program) ((int (*)(int, wchar_t **, wchar_t **))(uintptr_t)(program))
#endif

#define wmain(...) \
    loopsock_compat_wide_main(__VA_ARGS__); \
    int main(int argc, char **argv) \
    { \
        return loopsock_compat_run_wide_main(argc, argv, loopsock_compat_as_wide_main(&loopsock_compat_wide_main)); \
    } \
    int loopsock_compat_wide_main(__VA_ARGS__)
