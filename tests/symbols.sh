#!/bin/sh
# symbols: what the archive defines for the whole program to see is ours by name. A `socket` in it would take the place of libc's in every
# shared library of the program; a `tcp_new` would meet another lwIP's; an `asio::…` another Asio's.
#
#   sh tests/symbols.sh <nm> <archive>       prints each foreign symbol; status 1 if there is one
#
# C++ names are read mangled: _Z, then what kind of thing it is, then <length><first name of the namespace>. Weak symbols may also be std's,
# which are the same in every object, and what the compiler makes for itself.
set -u
nm=${1:?nm} archive=${2:?an archive}

list=$(mktemp) || exit 2
trap 'rm -f "$list"' EXIT
"$nm" -g -P "$archive" >"$list" || exit 2

awk '
  NF < 2 || $2 == "U" || $2 == "w" || $2 == "v" { next }
  { seen++; name = $1; weak = ($2 ~ /^[WVu]$/) }
  name ~ /^loopsock_/ { next }
  name ~ /^_Z/ {
    rest = substr(name, 3)
    # A thunk, a table, a guard, something local to a function: what it belongs to comes behind.
    while (sub(/^(T[VITSCWH]|GV|GR|Thn?[0-9]+_|Tvn?[0-9]+_n?[0-9]+_|Tc|Z)/, "", rest)) { }
    sub(/^N[rVKRO]*/, "", rest)
    if (rest ~ /^[0-9]+loopsock/) next
    if (weak && rest ~ /^S[tabsiod]/) next            # std
    if (rest ~ /^NSt|^S[tabsiod]/ && rest ~ /N?8loopsock/) next  # std templates made for our types
    if (weak && rest ~ /^9__gnu_cxx/) next
    if (weak && rest ~ /^(n[wa]mPv|d[la]PvS_)$/) next # placement new and its delete
    if (weak && name ~ /^_ZT[IS]/ && rest ~ /^([PKFDA]|St)/) next  # type names of functions, pointers, arrays
  }
  weak && (name ~ /^DW\.ref\./ || name == "__clang_call_terminate") { next }
  { print "not ours: " name " (" $2 ")"; bad = 1 }
  END {
    if (seen < 10) { print "only " seen + 0 " symbols seen: that was not the archive"; exit 2 }
    exit bad
  }
' "$list"
