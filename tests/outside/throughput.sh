#!/bin/sh
# throughput: our stack over TAP beside the kernel's over the same veth and bridge, the same server program on both.
#
#   sh tests/outside/throughput.sh <folder of the programs> [bytes each way, 300 MB by default]
set -u
here=$(cd "$(dirname "$0")" && pwd)
programs=${1:?the folder of the programs}
bytes=${2:-300000000}
. "$here/lab.sh"
lab_enter "$@"
lab_build
lab_start kernel "$programs/outside_server_native"
export LOOPSOCK_TAP=tap0,10.9.0.2/24
lab_start server "$programs/outside_server"

printf '%-28s %16s %16s\n' "MB/s, best of three" "to the client" "from the client"
for who in 10.9.0.1 10.9.0.2; do
  best_down=0 best_up=0
  for _ in 1 2 3; do
    speeds=$(client python3 "$here/peer.py" plain $who "$bytes") || { echo "$speeds"; exit 1; }
    [ "${speeds% *}" -gt $best_down ] && best_down=${speeds% *}
    [ "${speeds#* }" -gt $best_up ] && best_up=${speeds#* }
  done
  [ $who = 10.9.0.1 ] && name="the kernel's server" || name="the same on loopsock"
  printf '%-28s %16s %16s\n' "$name" $best_down $best_up
  [ $who = 10.9.0.1 ] && kernel_down=$best_down kernel_up=$best_up
done
printf '%-28s %15s%% %15s%%\n' "ratio" $((best_down * 100 / kernel_down)) $((best_up * 100 / kernel_up))
