// conio: single keys from the console.
//
// They are read from the standard input. A terminal gives them without waiting for Return; from a file or a pipe they come as bytes. Any
// thread, one at a time.
#pragma once

#include "loopsock_compat/symbol.h"

LOOPSOCK_COMPAT_BEGIN

// Not 0 when a key is there. At the end of the input too: _getch says so then.
int _kbhit(void) LOOPSOCK_WS_SYMBOL(_kbhit);
// Waits for a key and gives its byte; -1 at the end of the input. The second one also prints it.
int _getch(void) LOOPSOCK_WS_SYMBOL(_getch);
int _getche(void) LOOPSOCK_WS_SYMBOL(_getche);
// Prints it, and gives it back.
int _putch(int character) LOOPSOCK_WS_SYMBOL(_putch);

LOOPSOCK_COMPAT_END

#define kbhit _kbhit
#define getch _getch
#define getche _getche
#define putch _putch
