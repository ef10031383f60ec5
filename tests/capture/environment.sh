#!/bin/sh
# environment: a program that knows nothing of captures leaves one behind where LOOPSOCK_CAPTURE says so.
#
#   sh tests/capture/environment.sh <program> [argument…]       77: tshark is not installed
set -u
command -v tshark >/dev/null || { echo "skipped: tshark is not installed"; exit 77; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
fail() { echo "environment: $*"; exit 1; }

for path in off always; do
  file=$work/$path.pcapng
  LOOPSOCK_FAST_PATH=$path LOOPSOCK_CAPTURE=$file "$@" >"$work/words" || fail "$1 failed"
  [ -s "$file" ] || fail "there is no file ($path)"
  see() { tshark -n -r "$file" -o tcp.check_checksum:TRUE -Y "$1" -T fields -e frame.number 2>"$work/errors" | wc -l; }
  [ "$(see 'tcp.flags.syn==1 && tcp.flags.ack==1')" -gt 0 ] || fail "no connection is seen ($path)"
  [ "$(see 'tcp.len>0')" -gt 0 ] || fail "no data is seen ($path)"
  [ "$(see '_ws.malformed || tcp.analysis.retransmission || tcp.analysis.out_of_order || tcp.analysis.lost_segment ||
            tcp.checksum.status=="Bad"')" -eq 0 ] || fail "something is wrong in it ($path)"
  capinfos "$file" >"$work/info" 2>&1 || fail "capinfos does not read it ($path)"
done

LOOPSOCK_CAPTURE=$work/no/such/folder/x "$@" >/dev/null 2>"$work/words" || fail "a file that cannot be written ends the program"
grep -q "LOOPSOCK_CAPTURE: '.*' cannot be written" "$work/words" || fail "a file that cannot be written is not told of"
