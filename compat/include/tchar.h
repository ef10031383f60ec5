// tchar: names that mean narrow or wide text as _UNICODE says (UNICODE says it for the calls of Windows).
//
// Threads, memory: preprocessor only.
#pragma once

#include "windows.h"

typedef TCHAR _TCHAR;
typedef TCHAR _TSCHAR;

#if defined(_UNICODE) || defined(UNICODE)
#define __T(text) L##text
#define _tmain wmain
#define _tcslen wcslen
#define _tcsnlen wcsnlen
#define _tcscpy wcscpy
#define _tcsncpy wcsncpy
#define _tcscat wcscat
#define _tcsncat wcsncat
#define _tcscmp wcscmp
#define _tcsncmp wcsncmp
#define _tcsicmp _wcsicmp
#define _tcsnicmp _wcsnicmp
#define _tcschr wcschr
#define _tcsrchr wcsrchr
#define _tcsstr wcsstr
#define _tcsdup _wcsdup
#define _tcstol wcstol
#define _tcstoul wcstoul
#define _tcscpy_s wcscpy_s
#define _tcsncpy_s wcsncpy_s
#define _tcscat_s wcscat_s
#define _ttoi _wtoi
#define _tstoi _wtoi
#define _tprintf wprintf_s
#define _ftprintf fwprintf_s
#define _stprintf_s swprintf_s
#define _sntprintf _snwprintf
#define _sntprintf_s _snwprintf_s
#define _vstprintf_s vswprintf_s
#define _vsntprintf _vsnwprintf
#define _istdigit iswdigit
#define _istspace iswspace
#define _istalpha iswalpha
#define _totlower towlower
#define _totupper towupper
#else
#define __T(text) text
#define _tmain main
#define _tcslen strlen
#define _tcsnlen strnlen
#define _tcscpy strcpy
#define _tcsncpy strncpy
#define _tcscat strcat
#define _tcsncat strncat
#define _tcscmp strcmp
#define _tcsncmp strncmp
#define _tcsicmp _stricmp
#define _tcsnicmp _strnicmp
#define _tcschr strchr
#define _tcsrchr strrchr
#define _tcsstr strstr
#define _tcsdup _strdup
#define _tcstol strtol
#define _tcstoul strtoul
#define _tcscpy_s strcpy_s
#define _tcsncpy_s strncpy_s
#define _tcscat_s strcat_s
#define _ttoi atoi
#define _tstoi atoi
#define _tprintf printf_s
#define _ftprintf fprintf_s
#define _stprintf_s sprintf_s
#define _sntprintf _snprintf
#define _sntprintf_s _snprintf_s
#define _vstprintf_s vsprintf_s
#define _vsntprintf _vsnprintf
#define _istdigit isdigit
#define _istspace isspace
#define _istalpha isalpha
#define _totlower tolower
#define _totupper toupper
#endif

#define _T(text) __T(text)
#define _TEXT(text) __T(text)
#define _tprintf_s _tprintf
#define _ftprintf_s _ftprintf
