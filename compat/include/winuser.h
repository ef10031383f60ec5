// winuser: windows and messages, by name only: there are none here.
//
// <windows.h> does not bring this file, so that a program that needs a window fails to compile. Who includes it himself, to compile a program
// that can do without, gets calls that fail as on a machine without a desktop:
//
//     classes, windows       cannot be made: ERROR_CALL_NOT_IMPLEMENTED
//     messages               none ever comes: PeekMessage finds nothing, GetMessage says that the program shall end (as after WM_QUIT)
//     MsgWaitForMultipleObjects   waits for the objects alone
//
// Any thread.
#pragma once

#include "windows.h"

typedef struct HICON__ *HICON;
typedef HICON HCURSOR;
typedef struct HBRUSH__ *HBRUSH;
typedef struct HMENU__ *HMENU;
typedef LRESULT(CALLBACK *WNDPROC)(HWND window, UINT message, WPARAM wparam, LPARAM lparam);

typedef struct tagPOINT {
    LONG x;
    LONG y;
} POINT, *PPOINT, *LPPOINT;

typedef struct tagMSG {
    HWND hwnd;
    UINT message;
    WPARAM wParam;
    LPARAM lParam;
    DWORD time;
    POINT pt;
} MSG, *PMSG, *LPMSG;

typedef struct tagWNDCLASSEXA {
    UINT cbSize;
    UINT style;
    WNDPROC lpfnWndProc;
    int cbClsExtra;
    int cbWndExtra;
    HINSTANCE hInstance;
    HICON hIcon;
    HCURSOR hCursor;
    HBRUSH hbrBackground;
    LPCSTR lpszMenuName;
    LPCSTR lpszClassName;
    HICON hIconSm;
} WNDCLASSEXA, *PWNDCLASSEXA, *LPWNDCLASSEXA;

#define MAKEINTRESOURCEA(number) ((LPSTR)(ULONG_PTR)(WORD)(number))
#define IDI_APPLICATION MAKEINTRESOURCEA(32512)
#define IDC_ARROW MAKEINTRESOURCEA(32512)
#define COLOR_WINDOW 5
#define CS_VREDRAW 0x0001
#define CS_HREDRAW 0x0002
#define CW_USEDEFAULT ((int)0x80000000)
#define WS_OVERLAPPEDWINDOW 0x00cf0000
#define WS_POPUP 0x80000000u
#define HWND_MESSAGE ((HWND)(LONG_PTR)-3)
#define PM_NOREMOVE 0
#define PM_REMOVE 1
#define QS_POSTMESSAGE 0x0008
#define QS_ALLINPUT 0x04ff
#define WM_NULL 0x0000
#define WM_DESTROY 0x0002
#define WM_CLOSE 0x0010
#define WM_QUIT 0x0012
#define WM_USER 0x0400
#define WM_APP 0x8000

LOOPSOCK_COMPAT_BEGIN

ATOM WINAPI RegisterClassExA(const WNDCLASSEXA *what) LOOPSOCK_WS_SYMBOL(RegisterClassExA);
HWND WINAPI CreateWindowExA(DWORD extended_style, LPCSTR class_name, LPCSTR title, DWORD style, int x, int y, int width, int height,
                            HWND parent, HMENU menu, HINSTANCE instance, LPVOID parameter) LOOPSOCK_WS_SYMBOL(CreateWindowExA);
BOOL WINAPI DestroyWindow(HWND window) LOOPSOCK_WS_SYMBOL(DestroyWindow);
LRESULT WINAPI DefWindowProcA(HWND window, UINT message, WPARAM wparam, LPARAM lparam) LOOPSOCK_WS_SYMBOL(DefWindowProcA);
HICON WINAPI LoadIconA(HINSTANCE instance, LPCSTR name) LOOPSOCK_WS_SYMBOL(LoadIconA);
HCURSOR WINAPI LoadCursorA(HINSTANCE instance, LPCSTR name) LOOPSOCK_WS_SYMBOL(LoadCursorA);

BOOL WINAPI GetMessageA(LPMSG message, HWND window, UINT first, UINT last) LOOPSOCK_WS_SYMBOL(GetMessageA);
BOOL WINAPI PeekMessageA(LPMSG message, HWND window, UINT first, UINT last, UINT remove) LOOPSOCK_WS_SYMBOL(PeekMessageA);
BOOL WINAPI TranslateMessage(const MSG *message) LOOPSOCK_WS_SYMBOL(TranslateMessage);
LRESULT WINAPI DispatchMessageA(const MSG *message) LOOPSOCK_WS_SYMBOL(DispatchMessageA);
// The answers of WaitForMultipleObjects; without objects WAIT_TIMEOUT after the time. `input` is not looked at.
DWORD WINAPI MsgWaitForMultipleObjects(DWORD count, const HANDLE *objects, BOOL all, DWORD milliseconds, DWORD input)
    LOOPSOCK_WS_SYMBOL(MsgWaitForMultipleObjects);

LOOPSOCK_COMPAT_END

#define CreateWindowA(class_name, title, style, x, y, width, height, parent, menu, instance, parameter) \
    CreateWindowExA(0, class_name, title, style, x, y, width, height, parent, menu, instance, parameter)
