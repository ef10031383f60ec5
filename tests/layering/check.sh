#!/bin/sh
# check: reads every #include of the library and holds it against the table below. Arrows point down only:
#
#     compat ─► stack/socket ─► { fastpath, stack/filter, stack/lwip } ─► stack/netif ─► stack/capture ─► stack/diag ─► stack/host ─► stack/base
#     compat ─► compat/win32 ─► stack/host                                  Win32 without sockets
#     stack/testnet ─► stack/socket and what is below it                    a network in a test: nothing knows of it
#
#   sh tests/layering/check.sh <project root>       prints each include that points elsewhere; status 1 if there is one
set -u
cd "${1:?the project root}" || exit 2

list=$(mktemp) || exit 2
trap 'rm -f "$list"' EXIT
find fastpath stack compat -type f \( -name '*.hpp' -o -name '*.cpp' -o -name '*.h' -o -name '*.c' \) 2>/dev/null | sort >"$list"
if [ ! -s "$list" ]; then
  echo "layering: no source files below $PWD" >&2
  exit 2
fi

awk '
  function room_of(path) {
    if (path ~ /^stack\/include\//) return "public"
    if (path ~ /^stack\/[^\/]+\//) { split(path, part, "/"); return "stack/" part[2] }
    if (path ~ /^stack\//) return "stack"
    if (path ~ /^compat\/win32\//) return "compat/win32"
    if (path ~ /^compat\//) return "compat"
    if (path ~ /^fastpath\//) return "fastpath"
    return "?"
  }
  function wrong(why) { printf "%s:%d: %s (%s)\n", FILENAME, FNR, $0, why; bad = 1 }
  BEGIN {
    # Each room, and the rooms whose headers it may include besides its own.
    may["fastpath"]     = ""
    may["public"]       = ""
    may["stack/base"]   = "public"
    may["stack/host"]   = "public stack/base"
    may["stack/diag"]   = "public stack/base stack/host"
    may["stack/capture"] = "public stack/base stack/diag stack/host"
    may["stack/netif"]  = "public stack/base stack/diag stack/host stack/capture"
    may["stack/filter"] = "public stack/base stack/host"
    may["stack/lwip"]   = "public stack/base stack/diag stack/host stack/netif"
    may["stack/socket"] = "public stack/base stack/diag stack/host stack/capture stack/filter stack/netif stack/lwip fastpath"
    may["stack"]        = "public stack/base stack/diag stack/host stack/capture stack/filter stack/netif stack/lwip stack/socket fastpath"
    may["stack/testnet"] = "public stack/base stack/diag stack/host stack/capture stack/netif stack/lwip stack/socket stack"
    may["compat/win32"] = "public stack/base stack/host"
    may["compat"]       = "public stack/base stack/diag stack/host stack/filter stack/socket stack compat/win32"
    for (room in may) { allowed[room, room] = 1; n = split(may[room], list, " "); for (i = 1; i <= n; i++) allowed[room, list[i]] = 1 }
    # The only rooms that may see lwIP'\''s headers, and what Microsoft'\''s are called.
    lwip_rooms = " stack/lwip stack/netif "
    winsock = "^(winsock|winsock2|ws2tcpip|ws2ipdef|ws2def|ws2spi|mswsock|mstcpip|windows|mswsockdef|qos|in6addr|inaddr)\\.h$"
  }
  FNR == 1 { room = room_of(FILENAME); if (!(room in may)) { printf "%s: the room %s is not in the table of layering/check.sh\n", FILENAME, room; bad = 1 } }
  /^[ \t]*#[ \t]*include(_next)?[ \t]*["<]/ {
    match($0, /["<][^">]*[">]/)
    quoted = substr($0, RSTART, 1) == "\""
    name = substr($0, RSTART + 1, RLENGTH - 2)

    if (name ~ /^(fastpath|stack|compat)\//) {
      # What Win32 and Winsock share and sockets have no part in: the last error and its text, wide text, memory.
      if (room == "compat/win32" && name ~ /^compat\/(last_error|error_text|wide_text|out_of_memory|memory_probe)\.hpp$/) next
      if (!((room, room_of(name)) in allowed)) wrong(room " must not know " room_of(name))
      # The two wrappers are the doors to Asio and fmt and stand for them.
      if (name == "stack/host/asio.hpp" && room != "stack/host") wrong("only stack/host includes Asio")
      next
    }
    if (name ~ /^(tests|examples)\//) { wrong("the library must not know its users"); next }
    if (name ~ /^loopsock\//) { if (!((room, "public") in allowed)) wrong(room " must not know the public headers"); next }
    if (name ~ /^(lwip|netif|arch)\// || name == "lwipopts.h") { if (!index(lwip_rooms, " " room " ")) wrong("only stack/lwip and stack/netif include lwIP"); next }
    if (name ~ /^asio(\/|\.hpp)/) { if (FILENAME != "stack/host/asio.hpp") wrong("Asio comes through stack/host/asio.hpp"); next }
    if (name ~ /^fmt\//) { if (FILENAME != "stack/diag/format.hpp") wrong("fmt comes through stack/diag/format.hpp"); next }
    if (tolower(name) ~ winsock) { if (room !~ /^compat/ && FILENAME !~ /_windows\.[ch]pp$/) wrong("Microsoft'\''s headers belong to compat"); next }
    if (name ~ /^(catch2|boost|gtest)\//) { wrong("not a header of this library"); next }
    if (quoted && room != "compat" && room != "public") { wrong("our own headers are included from the project root"); next }

    # std has no dot and no slash; C and the operating system do.
    if (room == "fastpath" && name ~ /[.\/]/ && FILENAME !~ /_(linux|posix|windows)\.[ch]pp$/)
      wrong("fastpath is std only; the operating system belongs to files named for it")
  }
  END { exit bad }
' $(cat "$list")
