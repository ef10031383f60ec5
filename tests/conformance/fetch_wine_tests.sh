#!/bin/sh
# fetch_wine_tests: prints the folder with sock.c and protocol.c of Wine 8.0's dlls/ws2_32/tests, getting them first if need be.
#
#   sh tests/conformance/fetch_wine_tests.sh [folder]      with a folder, copies are put there as well
#
#   1. a cached copy: $LOOPSOCK_WINE_TESTS, else wine-8.0 in loopsock's part of the user's cache folder
#   2. the two files out of the upstream tarball of Debian's source package `wine`, see cmake/debian_source.sh
#
# Wine's files are its authors' (LGPL) and stay in the cache: nothing of them is part of this project. A copy is used only when its hash
# is the one below, since the list of expected failures speaks of line numbers.
# Exit status 77, ctest's "skipped", and one line on standard error when they cannot be had.
set -u

release=8.0
sock=db617aae1e22d0a8237d480fee8536c68d8738b6b6744c4cb002185c13ef1124
protocol=1827fd41d07902a53c3b24d1b9fb9615fec4b0b8d04af2feb65bba93965b50c8
seconds=300
skipped=77

say_skipped() {
  echo "loopsock: skipped, Wine $release's tests cannot be had: $*" >&2
  exit $skipped
}

wanted=${1:-}
found() {
  [ -z "$wanted" ] || { mkdir -p "$wanted" && cp -f "$1/sock.c" "$1/protocol.c" "$wanted"; } || exit 1
  printf '%s\n' "$1"
  exit 0
}

complete() { printf '%s  sock.c\n%s  protocol.c\n' $sock $protocol | (cd "$1" 2>/dev/null && sha256sum --check --status 2>/dev/null); }

folder=${LOOPSOCK_WINE_TESTS:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/loopsock/wine-$release}
complete "$folder" && found "$folder"
[ -z "${LOOPSOCK_WINE_TESTS:-}" ] || say_skipped "$folder does not hold them"

mkdir -p "$folder" 2>/dev/null && [ -w "$folder" ] || say_skipped "$folder cannot be written"
work=$(mktemp -d "$folder/fetching.XXXXXX") || say_skipped "$folder cannot be written"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

echo "loopsock: getting Wine's tests, once (25 MB)" >&2
. "$(dirname "$0")/../../cmake/debian_source.sh"
tarball=$(debian_orig_tarball wine "$work" $seconds) || say_skipped "Debian's source package wine did not come"
tar -xf "$tarball" -C "$work" --strip-components=4 --wildcards '*/dlls/ws2_32/tests/sock.c' '*/dlls/ws2_32/tests/protocol.c' 2>/dev/null
complete "$work" || say_skipped "the source package wine holds other files than those of $release"
# Another run may have been quicker; its copies are the same.
mv -f "$work/sock.c" "$work/protocol.c" "$folder" || say_skipped "$folder cannot be written"
found "$folder"
