#!/bin/sh
# header_matrix: the drop-in headers compile, quietly, wherever a program may put them, and name the right symbols.
#
#   usage: header_matrix.sh <folder of winsock2.h>
#
# A cell is one source, one compiler and one set of flags. It passes when the compiler says nothing at all under
# -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror (or, for the cells named "refused", says what it should), and
# when the object asks the linker for loopsock_ws_<name> and for no Winsock name without that prefix.
# Compilers: those of gcc, g++, clang, clang++ that exist. Prints a line for each failing cell, then
# "N passed, M failed"; exit status 1 where one failed. Nothing is linked or run; work is in a temporary folder.
set -u

if [ $# -ne 1 ] || [ ! -f "$1/winsock2.h" ]; then
    echo "usage: $0 <folder of winsock2.h>" >&2
    exit 2
fi
include=$(cd "$1" && pwd)
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work" || exit 2

passed=0
failed=0
warnings="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror"
unfortified="-O0 -U_FORTIFY_SOURCE"
fortified="-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"

c_compilers=
cxx_compilers=
for compiler in gcc clang; do
    command -v $compiler >/dev/null 2>&1 && c_compilers="$c_compilers $compiler"
done
for compiler in g++ clang++; do
    command -v $compiler >/dev/null 2>&1 && cxx_compilers="$cxx_compilers $compiler"
done
if [ -z "$c_compilers$cxx_compilers" ]; then
    echo "no compiler found" >&2
    exit 2
fi

pass() { passed=$((passed + 1)); }
fail() { # cell, reason
    failed=$((failed + 1))
    echo "FAILED $1: $2"
}

first_line() { grep -m 1 -E 'error|warning' "$1" || head -n 1 "$1"; }

# Compiles quietly, without an object.
syntax() { # cell, then the compiler's arguments
    cell=$1
    shift
    if "$@" -I"$include" $warnings -fsyntax-only >log 2>&1 && [ ! -s log ]; then
        pass
    else
        fail "$cell" "$(first_line log)"
    fi
}

# Compiles quietly, and the object wants every symbol of the file $2 and no Winsock name without our prefix.
symbols() { # cell, file of wanted symbols, then the compiler's arguments
    cell=$1
    wanted=$2
    shift 2
    if ! "$@" -I"$include" $warnings -c -o object.o >log 2>&1 || [ -s log ]; then
        fail "$cell" "$(first_line log)"
        return
    fi
    nm -u object.o | awk '{ print $NF }' | sort -u >undefined
    strays=$(comm -12 undefined plain_names | tr '\n' ' ')
    missing=$(comm -13 undefined "$wanted" | tr '\n' ' ')
    if [ -n "$strays" ]; then
        fail "$cell" "names without the prefix: $strays"
    elif [ -n "$missing" ]; then
        fail "$cell" "never asked for: $missing"
    else
        pass
    fi
}

# Must not compile, and must say this.
refused() { # cell, text, then the compiler's arguments
    cell=$1
    text=$2
    shift 2
    if "$@" -I"$include" -fsyntax-only >log 2>&1; then
        fail "$cell" "compiled"
    elif grep -q -- "$text" log; then
        pass
    else
        fail "$cell" "$(first_line log)"
    fi
}

# ---- the names that the headers give to symbols ---------------------------------------------------------------

LC_ALL=C
export LC_ALL
grep -rhoE 'LOOPSOCK_WS_SYMBOL\([A-Za-z_0-9]+\)' "$include" | sed 's/.*(//; s/)//' | grep -v '^name$' | sort -u >labels
# ioctlsocket has two symbols under one name; see ioctlsocket.h.
grep -v '^ioctlsocket_ulong$' labels >plain_names
: >no_symbols

# Names to which C++ sources see further functions, for arrays and for Windows' unsigned long: their addresses are asked for in C alone.
echo GetAdaptersAddresses GetAdaptersInfo _snprintf_s sprintf_s strcat_s strcpy_s strerror_s strncpy_s swprintf_s vsprintf_s wcscat_s wcscpy_s |
    tr ' ' '\n' | sort >overloaded_names

{
    echo '#include <ws2tcpip.h>'
    echo '#include <ws2spi.h>'
    echo '#include <mswsock.h>'
    echo '#include <mstcpip.h>'
    (cd "$include" && find . -maxdepth 1 -name '*.h' | sed 's|^\./|#include <|; s|$|>|' | sort)
    while read -r name; do
        grep -qx "$name" overloaded_names && echo '#ifndef __cplusplus'
        case $name in
        ioctlsocket) echo "extern int (*const to_$name)(SOCKET, long, unsigned long *); int (*const to_$name)(SOCKET, long, unsigned long *) = &$name;" ;;
        in6addr_*) echo "extern const void *const to_$name; const void *const to_$name = &$name;" ;;
        *) echo "extern __typeof__(&$name) const to_$name; __typeof__(&$name) const to_$name = &$name;" ;;
        esac
        grep -qx "$name" overloaded_names && echo '#endif'
    done <plain_names
} >every_name.c
cp every_name.c every_name.cpp
sed 's/^/loopsock_ws_/' labels | grep -v '^loopsock_ws_ioctlsocket$' | sort >every_symbol
sed 's/^/loopsock_ws_/' overloaded_names | comm -23 every_symbol - >every_symbol_of_cpp

# ---- sources ------------------------------------------------------------------------------------------------

cat >system.h <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <time.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/select.h>
#include <fcntl.h>
#include <pthread.h>
#include <poll.h>
#include <sys/ioctl.h>
END

cat >system.hpp <<'END'
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <string>
#include <thread>
#include <vector>
#include "system.h"
END

cat >ours.h <<'END'
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <mstcpip.h>
#include <ws2spi.h>
#include <windows.h>
END

# The values and sizes that the other family of headers has otherwise, and those that layouts rest on.
cat >values.h <<'END'
#ifdef __cplusplus
#define HOLDS(condition) static_assert(condition, #condition)
#else
#define HOLDS(condition) _Static_assert(condition, #condition)
#endif
HOLDS(POLLIN == 0x300 && POLLOUT == 0x10 && POLLPRI == 0x400 && POLLERR == 1 && POLLHUP == 2 && POLLNVAL == 4);
HOLDS(FIONBIO == 0x8004667e && FIONREAD == 0x4004667f && FIOASYNC == 0x8004667d && SIOCATMARK == 0x40047307);
HOLDS(_IOR('t', 127, ULONG) == 0x4004747f && IOC_IN == 0x80000000 && IOC_INOUT == 0xc0000000);
HOLDS(SIO_LOOPBACK_FAST_PATH == 0x98000010 && SIO_BASE_HANDLE == 0x48000022 && SIO_GET_EXTENSION_FUNCTION_POINTER == 0xc8000006);
HOLDS(SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER == 0xc8000024 && SIO_KEEPALIVE_VALS == 0x98000004);
HOLDS(AF_INET == 2 && AF_INET6 == 23 && SOL_SOCKET == 0xffff && SO_REUSEADDR == 4 && SO_EXCLUSIVEADDRUSE == ~4);
HOLDS(WSAEWOULDBLOCK == 10035 && WSA_IO_PENDING == 997 && WSA_OPERATION_ABORTED == 995 && SOMAXCONN == 0x7fffffff);
HOLDS(INVALID_SOCKET == (SOCKET)-1 && SOCKET_ERROR == -1 && INADDR_NONE == 0xffffffff);
HOLDS(sizeof(DWORD) == 4 && sizeof(LONG) == 4 && sizeof(WCHAR) == sizeof(wchar_t) && sizeof(SOCKET) == sizeof(void *));
HOLDS(sizeof(struct sockaddr) == 16 && sizeof(struct sockaddr_in) == 16 && sizeof(struct sockaddr_in6) == 28);
HOLDS(sizeof(struct sockaddr_storage) == 128 && sizeof(struct in6_addr) == 16 && sizeof(struct ip_mreq) == 8);
HOLDS(sizeof(WSAPOLLFD) == 16 && sizeof(WSABUF) == 16 && sizeof(OVERLAPPED) == 32 && sizeof(WSADATA) == 408);
HOLDS(sizeof(fd_set) == 8 + 8 * FD_SETSIZE && sizeof(WSAPROTOCOL_INFOA) == 372 && sizeof(WSPPROC_TABLE) == 30 * sizeof(void *));
HOLDS(sizeof(socklen_t) == 4 && (socklen_t)-1 < 0);
HOLDS(sizeof(FILETIME) == 8 && sizeof(SYSTEMTIME) == 16 && sizeof(LARGE_INTEGER) == 8 && sizeof(SYSTEM_INFO) == 48);
HOLDS(sizeof(CRITICAL_SECTION) == 40 && sizeof(SRWLOCK) == 8 && sizeof(CONDITION_VARIABLE) == 8 && sizeof(SLIST_HEADER) == 16);
HOLDS(ERROR_IO_PENDING == 997 && E_OUTOFMEMORY == (HRESULT)0x8007000e && STATUS_PENDING == 0x103 && MAX_PATH == 260);
END

cat >body.c <<'END'
struct carrier {
    int (*send)(int), (*recv)(int), (*connect)(int), (*bind)(int), (*select)(int), (*accept)(int), (*listen)(int), (*shutdown)(int);
    int socket;
};
extern int (*const address_of_send)(SOCKET, const char *, int, int);
int (*const address_of_send)(SOCKET, const char *, int, int) = &send;
int use(struct carrier *carrier, SOCKET s, fd_set *set, char *buffer);
int use(struct carrier *carrier, SOCKET s, fd_set *set, char *buffer)
{
    int (*const by_address)(SOCKET, long, u_long *) = &ioctlsocket;
    struct timeval soon = { 0, 1 };
    struct sockaddr_in6 address;
    WSAPOLLFD polled = { s, POLLIN, 0 };
    socklen_t length = sizeof(address);
    char name[64];
    u_long wide = 1;
    unsigned long wider = 1;
    DWORD narrow = 1;
    int sum = carrier->send(1) + carrier->recv(1) + carrier->connect(1) + carrier->bind(1) + carrier->select(1);
    sum += carrier->accept(1) + carrier->listen(1) + carrier->shutdown(1) + carrier->socket;
    FD_ZERO(set);
    FD_SET(s, set);
    FD_CLR(s, set);
    sum += FD_ISSET(s, set) ? 1 : 0;
    sum += select(0, set, NULL, NULL, &soon) + select(0, NULL, NULL, NULL, &soon) + WSAPoll(&polled, 1, 0);
    sum += gethostname(name, sizeof name) + gethostname(buffer, 10);
    sum += ioctlsocket(s, FIONBIO, &wide) + ioctlsocket(s, FIONBIO, &wider) + ioctlsocket(s, FIONREAD, &narrow) + by_address(s, FIONBIO, &wide);
    memset(&address, 0, sizeof address);
    IN6ADDR_SETLOOPBACK(&address);
    INETADDR_SETLOOPBACK((PSOCKADDR)&address);
    sum += getsockname(s, (struct sockaddr *)&address, &length) + send(s, name, 1, 0) + IN6_IS_ADDR_LOOPBACK(&address.sin6_addr);
    timerclear(&soon);
    return sum + closesocket(s) + WSAGetLastError();
}
END

cat >body.cpp <<'END'
namespace names {
class socket {
public:
    int send(int value) { return value + helper; }
    int connect(int value) { return value; }
    int bind(int value) { return value; }
    int select(int value) { return value; }
    int accept(int value) { return value; }
    int gethostname(int value) { return value; }
    int helper = 0;
};
// Defined in another file, which may not have seen these headers: its symbols must keep their names.
struct elsewhere {
    int send(int value);
    static int select(int value);
};
namespace connect {
inline int attempts = 3;
}
}
using std::bind;
extern int (*const address_of_send)(SOCKET, const char *, int, int);
int (*const address_of_send)(SOCKET, const char *, int, int) = &::send;
int use(names::elsewhere &other, SOCKET s, fd_set *set, char *buffer);
int use(names::elsewhere &other, SOCKET s, fd_set *set, char *buffer)
{
    using std::placeholders::_1;
    names::socket member;
    auto bound = bind(&names::socket::connect, &member, _1);
    int (*by_address)(SOCKET, long, u_long *) = &ioctlsocket;
    int (*by_narrow_address)(SOCKET, long, DWORD *) = &ioctlsocket;
    struct timeval soon = { 0, 1 };
    sockaddr_in6 address = {};
    WSAPOLLFD polled = { s, POLLIN, 0 };
    socklen_t length = sizeof(address);
    char name[64];
    u_long wide = 1;
    unsigned long wider = 1;
    DWORD narrow = 1;
    std::vector<SOCKET> many(3, s);
    int sum = bound(1) + member.send(1) + member.bind(1) + member.select(1) + member.accept(1) + member.gethostname(1);
    sum += other.send(1) + names::elsewhere::select(1) + names::connect::attempts;
    FD_ZERO(set);
    for (SOCKET each : many)
        FD_SET(each, set);
    FD_CLR(s, set);
    sum += FD_ISSET(s, set) ? 1 : 0;
    sum += ::select(0, set, nullptr, nullptr, &soon) + select(0, NULL, NULL, NULL, &soon) + WSAPoll(&polled, 1, 0);
    sum += gethostname(name, sizeof name) + ::gethostname(buffer, 10);
    sum += ioctlsocket(s, FIONBIO, &wide) + ioctlsocket(s, FIONBIO, &wider) + ioctlsocket(s, FIONREAD, &narrow);
    sum += by_address(s, FIONBIO, &wide) + by_narrow_address(s, FIONBIO, &narrow);
    IN6ADDR_SETLOOPBACK(&address);
    INETADDR_SETLOOPBACK(reinterpret_cast<PSOCKADDR>(&address));
    sum += ::bind(s, reinterpret_cast<sockaddr *>(&address), length) + IN6_IS_ADDR_LOOPBACK(&address.sin6_addr);
    sum += getsockname(s, reinterpret_cast<sockaddr *>(&address), &length) + ::send(s, name, 1, 0);
    std::this_thread::sleep_for(std::chrono::milliseconds(0));
    return sum + closesocket(s) + WSAGetLastError();
}
END

for symbol in send select gethostname ioctlsocket ioctlsocket_ulong WSAPoll getsockname closesocket WSAGetLastError __WSAFDIsSet; do
    echo loopsock_ws_$symbol
done | sort >body_symbols.c
{
    cat body_symbols.c
    echo loopsock_ws_bind
    echo _ZN5names9elsewhere4sendEi
    echo _ZN5names9elsewhere6selectEi
} | sort >body_symbols.cpp

for language in c cpp; do
    system=system.h
    [ $language = cpp ] && system=system.hpp
    printf '#include "ours.h"\n#include "%s"\n#include "values.h"\n#include "body.%s"\n' $system $language >ours_first.$language
    printf '#include "%s"\n#include "ours.h"\n#include "values.h"\n#include "body.%s"\n' $system $language >ours_last.$language
    printf '#include <stdlib.h>\n#include <mstcpip.h>\n#include <unistd.h>\n#include <poll.h>\n#include <ws2tcpip.h>\n#include "%s"\n#include "ours.h"\n#include "values.h"\n#include "body.%s"\n' $system $language >ours_between.$language
done

cat >spellings.c <<'END'
#include <Windows.h>
#include <WinSock2.h>
#include <Winsock2.h>
#include <winsock.h>
#include <WS2tcpip.h>
#include <Ws2tcpip.h>
#include <Mswsock.h>
#include <MSWSock.h>
#include <Mstcpip.h>
#include <wspiapi.h>
END

# What else of Windows such programs bring with them; every header above gives way to it.
cat >around.c <<'END'
#include <winsock2.h>
#include <windows.h>
#include <iphlpapi.h>
#include <conio.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <strsafe.h>
#include <tchar.h>
static SRWLOCK lock = SRWLOCK_INIT;
static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static __declspec(thread) int mine;
__declspec(thread) static int also_mine;
static FORCEINLINE LONG twice(_In_ LONG value, _Inout_opt_ volatile LONG *counter)
{
    return counter ? InterlockedExchangeAdd(counter, value) * 2 : 0;
}
static DWORD WINAPI run(LPVOID parameter)
{
    UNREFERENCED_PARAMETER(parameter);
    AcquireSRWLockShared(&lock);
    ReleaseSRWLockShared(&lock);
    return 0;
}
int _tmain(int argc, TCHAR **argv)
{
    volatile LONG counter = 1;
    TCHAR text[32];
    LARGE_INTEGER now;
    HANDLE thread = CreateThread(NULL, 0, run, NULL, 0, NULL);
    QueryPerformanceCounter(&now);
    _stprintf_s(text, _countof(text), _T("%ld of %s"), (long)now.QuadPart, argc > 1 ? argv[1] : _T("nobody"));
    if (FAILED(StringCchCopy(text, ARRAYSIZE(text), TEXT("safe"))))
        return 1;
    _tprintf(_T("%s %d\n"), text, mine + also_mine);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    return (int)(twice(1, &counter) + (LONG)_tcslen(text)) + (once.Ptr ? 1 : 0);
}
END
cat >around.cpp <<'END'
#include "around.c"
#include <algorithm>
#include <regex>
int least(int left, int right);
int least(int left, int right) { return std::min(left, right) + std::max(left, right); }
END
cat >asked_for.c <<'END'
#define LOOPSOCK_MINMAX
#include <sal.h>
#include <windows.h>
int lower(__in int left, __in_opt int right);
int lower(__in int left, __in_opt int right) { return min(left, right) + max(left, right); }
END

cat >wide_names.c <<'END'
#define UNICODE
#define INCL_WINSOCK_API_TYPEDEFS 1
#include <ws2tcpip.h>
extern LPFN_WSASOCKETW const make;
LPFN_WSASOCKETW const make = &WSASocket;
extern LPFN_GETADDRINFOW const find;
LPFN_GETADDRINFOW const find = &GetAddrInfo;
extern LPFN_WSAIOCTL const control;
LPFN_WSAIOCTL const control = &WSAIoctl;
extern LPFN_IOCTLSOCKET const old_control;
LPFN_IOCTLSOCKET const old_control = &ioctlsocket;
END
printf 'loopsock_ws_GetAddrInfoW\nloopsock_ws_WSAIoctl\nloopsock_ws_WSASocketW\nloopsock_ws_ioctlsocket_ulong\n' >wide_symbols

cat >set_size_before.c <<'END'
#define FD_SETSIZE 128
#include <stdlib.h>
#include <winsock2.h>
_Static_assert(sizeof(fd_set) == 8 + 8 * 128, "FD_SETSIZE of the program");
END
cat >set_size_between.c <<'END'
#include <stdlib.h>
#define FD_SETSIZE 128
#include <winsock2.h>
#include <sys/time.h>
_Static_assert(sizeof(fd_set) == 8 + 8 * 128 && FD_SETSIZE == 128, "FD_SETSIZE of the program");
END

# A file of the same program that has nothing to do with sockets keeps the rest of the C library.
cat >bystander.c <<'END'
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <unistd.h>
#include <sys/socket.h>
int wait_for(int descriptor, socklen_t *length);
int wait_for(int descriptor, socklen_t *length)
{
    struct pollfd polled = { descriptor, POLLIN, 0 };
    int bytes = 0;
    *length = (socklen_t)-1;
    return poll(&polled, 1, 0) + ioctl(descriptor, FIONREAD, &bytes) + (int)getpid() + (int)send(descriptor, "", 0, MSG_NOSIGNAL);
}
END

printf '#include <sys/socket.h>\n#include <winsock2.h>\n' >socket_first.c
printf '#include <netinet/in.h>\n#include <ws2tcpip.h>\n' >internet_first.c
printf '#include <winsock2.h>\n#include <sys/socket.h>\n' >socket_last.c
printf '#include <winsock2.h>\nint f(SOCKET s, int *wrong) { return (int)s + loopsock_ws_ioctlsocket(s, 0, (unsigned int *)wrong) + WSANoSuchCall(s); }\n' >unknown.c

# ---- cells --------------------------------------------------------------------------------------------------

for compiler in $c_compilers; do
    for target in "" -D_WIN32; do
        for level in "$unfortified" "$fortified"; do
            for order in first last between; do
                symbols "$compiler c11 $target $level ours_$order" body_symbols.c $compiler -std=c11 $target $level ours_$order.c
            done
        done
        symbols "$compiler gnu11 $target every_name" every_symbol $compiler -std=gnu11 $target every_name.c
        syntax "$compiler gnu11 $target ours_last" $compiler -std=gnu11 $target ours_last.c
    done
    syntax "$compiler around" $compiler -std=c11 around.c
    syntax "$compiler around UNICODE" $compiler -std=c11 -DUNICODE -D_UNICODE -D_WIN32 -DWIN32_LEAN_AND_MEAN around.c
    syntax "$compiler asked_for" $compiler -std=c11 asked_for.c
    symbols "$compiler wide_names" wide_symbols $compiler -std=c11 wide_names.c
    syntax "$compiler spellings" $compiler -std=c11 spellings.c
    syntax "$compiler set_size_before" $compiler -std=c11 set_size_before.c
    syntax "$compiler set_size_between" $compiler -std=gnu11 set_size_between.c
    syntax "$compiler bystander" $compiler -std=gnu11 bystander.c
    refused "$compiler refused: sys/socket.h first" "loopsock: <winsock2.h> and the system's" $compiler socket_first.c
    refused "$compiler refused: netinet/in.h first" "loopsock: <winsock2.h> and the system's" $compiler internet_first.c
    refused "$compiler refused: sys/socket.h last" sockaddr $compiler socket_last.c
    refused "$compiler refused: unknown call" WSANoSuchCall $compiler -std=c11 -Werror=implicit-function-declaration unknown.c
done

# A label must be that of the name it stands beside: a slip of the pen would send one call to another function. The
# declarations are taken from the preprocessor's output, one statement a line.
for compiler in $c_compilers $cxx_compilers; do
    $compiler -I"$include" -E -P every_name.c 2>log | tr '\n' ' ' | tr ';' '\n' | grep '"loopsock_ws_"' >declarations
    slips=$(sed 's/.*"loopsock_ws_" *"\([A-Za-z_0-9]*\)".*/\1 &/' declarations | while read -r label declaration; do
        name=${label%_ulong}
        echo "$declaration" | grep -qE "[ *]$name( ?\(| __asm__)" || echo "$label"
    done | tr '\n' ' ')
    if [ "$(wc -l <declarations)" -lt "$(wc -l <plain_names)" ]; then
        fail "$compiler labels" "fewer declarations than labels"
    elif [ -n "$slips" ]; then
        fail "$compiler labels" "beside another name: $slips"
    else
        pass
    fi
    break # one compiler is enough for this
done

# Each header alone, as the first line of a file; the folders' own files are found by their path.
(cd "$include" && find . -name '*.h' | sed 's|^\./||' | sort) >headers
for compiler in $c_compilers $cxx_compilers; do
    case $compiler in
    *++) source=alone.cpp standard=-std=c++20 ;;
    *) source=alone.c standard=-std=c11 ;;
    esac
    while read -r header; do
        # A unit with no declaration of its own is not ISO C, hence the variable.
        printf '#include <%s>\n#include <%s>\nextern int something;\n' "$header" "$header" >$source
        syntax "$compiler alone: $header" $compiler $standard $source </dev/null
    done <headers
done

for compiler in $cxx_compilers; do
    for target in "" -D_WIN32; do
        for order in first last; do
            symbols "$compiler c++20 $target -O2 fortified ours_$order" body_symbols.cpp $compiler -std=c++20 $target $fortified ours_$order.cpp
        done
        symbols "$compiler c++20 $target -O0 ours_last" body_symbols.cpp $compiler -std=c++20 $target $unfortified ours_last.cpp
        symbols "$compiler c++20 $target every_name" every_symbol_of_cpp $compiler -std=c++20 $target every_name.cpp
    done
    syntax "$compiler c++20 around" $compiler -std=c++20 around.cpp
    syntax "$compiler c++20 around UNICODE" $compiler -std=c++20 -DUNICODE -D_UNICODE -D_WIN32 around.cpp
    syntax "$compiler c++20 ours_between" $compiler -std=c++20 ours_between.cpp
    syntax "$compiler c++17 ours_first" $compiler -std=gnu++17 -D_WIN32 ours_first.cpp
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
