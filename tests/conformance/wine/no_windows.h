// no_windows: the names of user32 that Wine's tests use, where there are no windows: none can be made, and no message ever comes.
//
// Not in compat/: a program that needs windows shall not compile there. What a test finds missing is in expected_failures.txt.
#pragma once

#include <windows.h>

#define CS_VREDRAW 1
#define CS_HREDRAW 2
#define WS_OVERLAPPEDWINDOW 0x00cf0000
#define WS_POPUP 0x80000000
#define COLOR_WINDOW 5
#define IDI_APPLICATION 32512
#define IDC_ARROW 32512
#define WM_USER 0x0400
#define PM_REMOVE 1
#define QS_POSTMESSAGE 8
#define HWND_MESSAGE ((HWND)(INT_PTR)-3)

typedef struct HICON__ *HICON, *HCURSOR;
typedef struct HBRUSH__ *HBRUSH;

typedef struct {
    HWND hwnd;
    UINT message;
    WPARAM wParam;
    LPARAM lParam;
} MSG;

typedef struct {
    UINT cbSize, style;
    LRESULT (*lpfnWndProc)(HWND, UINT, WPARAM, LPARAM);
    int cbClsExtra, cbWndExtra;
    HINSTANCE hInstance;
    HICON hIcon;
    HCURSOR hCursor;
    HBRUSH hbrBackground;
    const char *lpszMenuName, *lpszClassName;
    HICON hIconSm;
} WNDCLASSEXA;

static inline LRESULT DefWindowProcA(HWND window, UINT message, WPARAM w, LPARAM l)
{
    (void)window, (void)message, (void)w, (void)l;
    return 0;
}

// For want of memory, as Windows says when a session has no more room for windows.
static inline HWND conformance_no_window(void)
{
    SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    return NULL;
}

#define LoadIconA(instance, name) ((void)(instance), (HICON)NULL)
#define LoadCursorA(instance, name) ((void)(instance), (HCURSOR)NULL)
#define RegisterClassExA(description) ((void)(description), 0)
#define CreateWindowA(...) conformance_no_window()
#define CreateWindowExA(...) conformance_no_window()
#define DestroyWindow(window) ((void)(window), FALSE)
#define PeekMessageA(message, window, first, last, remove) ((void)memset((message), 0, sizeof *(message)), FALSE)
#define GetMessageA(message, window, first, last) ((void)memset((message), 0, sizeof *(message)), FALSE)
#define TranslateMessage(message) ((void)(message), FALSE)
#define DispatchMessageA(message) ((void)(message), (LRESULT)0)
#define MsgWaitForMultipleObjects(count, objects, all, milliseconds, kinds) ((void)(milliseconds), WAIT_TIMEOUT)  // nobody can send one
