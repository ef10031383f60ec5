#!/bin/sh
# check: counts the instructions of a few calls and compares them with figures.txt. Unlike times they are the same on a busy machine.
#
#   sh tests/instructions/check.sh <loopsock_calls>        status 1: a figure is off by more than 3 %; 77: this cannot be counted here
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
program=${1:?the program loopsock_calls}
command -v valgrind >/dev/null || { echo "instructions: valgrind is not installed"; exit 77; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

# Two runs, so that the start and the end of the program cancel out.
few=2000
many=12000
count() {
  valgrind --tool=callgrind --callgrind-out-file="$work/out" "$program" "$1" "$2" 2>"$work/words" || { cat "$work/words" >&2; return 1; }
  sed -n 's/.*Collected : *//p' "$work/words"
}

status=0
while read -r what stored; do
  case $what in '' | '#'*) continue ;; esac
  a=$(count "$what" $few) && b=$(count "$what" $many) || { echo "instructions: $what could not be counted"; exit 1; }
  awk -v a="$a" -v b="$b" -v n=$((many - few)) -v stored="$stored" -v what="$what" 'BEGIN {
    now = (b - a) / n; off = (now - stored) / stored * 100
    printf "%-14s %8.1f instructions, stored %8.1f (%+.1f %%)\n", what, now, stored, off
    exit off > 3 || off < -3 }' || status=1
done <"$here/figures.txt"
[ $status -eq 0 ] || echo "instructions: a figure has changed by more than 3 %; figures.txt holds what it was"
exit $status
