#!/bin/sh
# environment: a program that knows nothing of captures leaves one behind where LOOPSOCK_CAPTURE says so.
#
#   sh tests/capture/environment.sh <program> [argument…]       77: tshark is not installed
#
# The program is run once for each path in LOOPSOCK_TEST_PATHS ("off always"): values of LOOPSOCK_FAST_PATH.
set -u
command -v tshark >/dev/null || { echo "skipped: tshark is not installed"; exit 77; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
fail() { echo "environment: $*"; exit 1; }

wrong='_ws.malformed || ip.checksum.status=="Bad" || tcp.checksum.status=="Bad" || udp.checksum.status=="Bad" || tcp.analysis.retransmission ||
  tcp.analysis.fast_retransmission || tcp.analysis.spurious_retransmission || tcp.analysis.out_of_order || tcp.analysis.lost_segment ||
  tcp.analysis.ack_lost_segment || tcp.analysis.duplicate_ack || tcp.analysis.keep_alive || tcp.analysis.zero_window_probe'

for path in ${LOOPSOCK_TEST_PATHS:-off always}; do
  file=$work/$path.pcapng
  LOOPSOCK_FAST_PATH=$path LOOPSOCK_CAPTURE=$file "$@" >"$work/words" || { cat "$work/words"; fail "$1 failed"; }
  [ -s "$file" ] || fail "there is no file ($path)"
  see() { tshark -n -r "$file" -o tcp.check_checksum:TRUE -d tcp.port==0-65535,data -d udp.port==0-65535,data -Y "$1" -T fields -e frame.number 2>"$work/errors" | wc -l; }
  [ "$(see 'tcp.flags.syn==1 && tcp.flags.ack==1')" -gt 0 ] || fail "no connection is seen ($path)"
  [ "$(see 'tcp.len>0')" -gt 0 ] || fail "no data is seen ($path)"
  [ "$(see "$wrong")" -eq 0 ] || { tshark -n -r "$file" -Y "$wrong" 2>/dev/null | head -20; fail "something is wrong in it ($path)"; }
  capinfos "$file" >"$work/info" 2>&1 || fail "capinfos does not read it ($path)"
done

LOOPSOCK_CAPTURE=$work/no/such/folder/x "$@" >/dev/null 2>"$work/words" || fail "a file that cannot be written ends the program"
grep -q "LOOPSOCK_CAPTURE: '.*' cannot be written" "$work/words" || fail "a file that cannot be written is not told of"
