#!/bin/sh
# loss: the same over a link that loses 2 % of the packets each way and delays the others by 2 ms.
#
#   sh tests/outside/loss.sh <folder of the programs> [bytes each way and family, 3 MB by default]
set -u
here=$(cd "$(dirname "$0")" && pwd)
programs=${1:?the folder of the programs}
bytes=${2:-3000000}
. "$here/lab.sh"
lab_enter "$@"
lab_build
lab_far 2 2
step "the loss is made by $lossy"

export LOOPSOCK_TAP=tap0,10.9.0.2/24,10.9.0.1,fd00:9::2/64
lab_start server "$programs/outside_server"
for host in 10.9.0.2 fd00:9::2; do
  for task in fetch send; do
    step "$host: $task"
    far python3 "$here/peer.py" $task $host "$bytes" || exit 1
  done
done
echo "passed: $((bytes * 4)) bytes and no difference"
