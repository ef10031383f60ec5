#!/bin/sh
# exports: GetProcAddress finds every function that a public header declares. Reads the labels of the headers and the lists of compat/win32.
#
#   sh tests/win32/exports.sh <project root>      prints each name that is missing, twice there or unknown; status 1 if there is one
#
# Not in a list, on purpose: the C library's names (crt_*.h, conio.h, and all that begin with one _) and <strsafe.h>, which Windows has in other modules or in
# none; constants; the second symbol of ioctlsocket; and our own names.
set -u
cd "${1:?the project root}" || exit 2

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
LC_ALL=C
export LC_ALL

labels() { grep -hoE 'LOOPSOCK_WS_SYMBOL\([A-Za-z_0-9]+\)' "$@" | sed 's/.*(//; s/)//'; }

find compat/include -name '*.h' ! -name 'crt_*.h' ! -name conio.h ! -name strsafe_functions.h ! -name symbol.h >"$work/headers"
# shellcheck disable=SC2046
labels $(cat "$work/headers") | grep -vE '^(_[^_]|in[46]addr_|scopeid_|loopsock_)|_ulong$|^WSPIoctl$' | sort -u >"$work/declared"
grep -hoE 'LOOPSOCK_EXPORT(_AS)?\([A-Za-z_0-9]+' compat/win32/exports_*.cpp | sed 's/.*(//' | sort >"$work/listed"

if [ "$(wc -l <"$work/declared")" -lt 100 ] || [ ! -s "$work/listed" ]; then
  echo "exports: that was not the project" >&2
  exit 2
fi
sort -u "$work/listed" >"$work/known"
comm -23 "$work/declared" "$work/known" | sed 's/^/declared in a header, not in compat\/win32\/exports_*.cpp: /' >"$work/wrong"
comm -13 "$work/declared" "$work/known" | sed 's/^/in compat\/win32\/exports_*.cpp, not declared in a header: /' >>"$work/wrong"
uniq -d "$work/listed" | sed 's/^/in two lists: /' >>"$work/wrong"
cat "$work/wrong"
[ ! -s "$work/wrong" ]
