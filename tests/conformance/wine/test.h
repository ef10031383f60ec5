// test: the words in which Wine's tests are written, for running them outside Wine. Written for this project from what the tests use.
//
//   ok(condition, format, …)           one check; the text is shown when the condition is zero
//   ok_(file, line)(condition, …)      the same for a helper function that speaks for its caller
//   todo_wine, todo_wine_if(c)         what Wine itself does not do: by the "windows" yardstick a check like any other
//   broken(c)                          what only old versions of Windows do: admitted by the "windows" yardstick
//   skip(…), win_skip(…), trace(…)     a part left out, with its reason; a remark
//   winetest_push_context(…), pop      text in front of every message until the pop
//
// The formats are Windows': %lu and the like are 32 bits wide (windows_format.hpp), so no compiler checks them here.
// Threads  any; location, context and todo belong to the thread, the counts to all (checks.hpp).
#pragma once

#include <windows.h>

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "no_windows.h"

typedef void conformance_check(int condition, const char *format, ...);

void conformance_ok(const char *file, int line, int condition, const char *format, ...);
conformance_check *conformance_ok_at(const char *file, int line);
int conformance_begin_todo(int applies);
int conformance_end_todo(void);
int conformance_broken(int condition);
void conformance_skip(const char *file, int line, const char *format, ...);
void conformance_win_skip(const char *file, int line, const char *format, ...);
void conformance_trace(const char *file, int line, const char *format, ...);
void winetest_push_context(const char *format, ...);
void winetest_pop_context(void);

// Nobody sits before a run, and only failures are of interest.
#define winetest_interactive 0
#define winetest_debug 0

#define START_TEST(name) void conformance_all_of_##name(void)

// A function, so that `cond ? ok(…) : ok(…)` and `if (x) ok(…); else …` are what they look like.
#define ok(condition, ...) conformance_ok(__FILE__, __LINE__, (condition) != 0, __VA_ARGS__)
#define ok_(file, line) conformance_ok_at(file, line)
#define todo_wine_if(applies) for (int todo_ = conformance_begin_todo((applies) != 0); todo_; todo_ = conformance_end_todo())
#define todo_wine todo_wine_if (1)
#define broken(condition) conformance_broken((condition) != 0)
#define skip(...) conformance_skip(__FILE__, __LINE__, __VA_ARGS__)
#define win_skip(...) conformance_win_skip(__FILE__, __LINE__, __VA_ARGS__)
#define trace(...) conformance_trace(__FILE__, __LINE__, __VA_ARGS__)

// Values as text: quoted, with escapes. Each call gives one of several buffers, which is used again after some sixty more.
const char *wine_dbgstr_an(const char *text, intptr_t length);
const char *wine_dbgstr_wn(const WCHAR *text, intptr_t length);
const char *wine_dbgstr_guid(const GUID *id);
#define wine_dbgstr_a(text) wine_dbgstr_an((text), -1)
#define wine_dbgstr_w(text) wine_dbgstr_wn((text), -1)
#define debugstr_a wine_dbgstr_a
#define debugstr_w wine_dbgstr_w
#define debugstr_an wine_dbgstr_an
#define debugstr_wn wine_dbgstr_wn

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

// Microsoft's <ipmib.h> has these among many others.
#define ICMP4_ECHO_REPLY 0
#define ICMP4_ECHO_REQUEST 8

// Microsoft's C library has these in headers that the tests include, Linux' has not. close() is called on a socket in one place: of
// Microsoft's C library that closes a file descriptor of that number, which does not exist.
#ifndef min
#define min(a, b) ((a) < (b) ? (a) : (b))
#endif
#ifndef max
#define max(a, b) ((a) > (b) ? (a) : (b))
#endif
#define close(descriptor) ((void)(descriptor))
