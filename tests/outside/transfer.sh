#!/bin/sh
# transfer: a Winsock server on our stack, and the kernel's programs in another namespace.
#
#   sh tests/outside/transfer.sh <folder of the programs> [bytes each way and family, 50 MB by default]
#
# 100 MB in all each way; for the bar of 1 GB in all: 250000000.
set -u
here=$(cd "$(dirname "$0")" && pwd)
programs=${1:?the folder of the programs}
bytes=${2:-50000000}
. "$here/lab.sh"
lab_enter "$@"
lab_build

export LOOPSOCK_TAP=tap0,10.9.0.2/24,10.9.0.1,fd00:9::2/64
lab_start server "$programs/outside_server"

# say_ping <tool words…>
answers() { client "$@" >"$lab/ping" 2>&1 || { cat "$lab/ping"; fail "$*"; }; }
if command -v ping >/dev/null; then
  step "ping, and one of 8000 bytes in fragments"
  answers ping -c 3 -i 0.2 -W 2 10.9.0.2
  answers ping -c 3 -i 0.2 -W 2 fd00:9::2
  answers ping -c 2 -i 0.2 -W 2 -s 8000 10.9.0.2
  answers ping -c 2 -i 0.2 -W 2 -s 8000 fd00:9::2
fi
if command -v tracepath >/dev/null; then
  step "tracepath"
  client tracepath -n -m 4 10.9.0.2 | grep -q reached || fail "tracepath does not reach the host"
fi

for host in 10.9.0.2 fd00:9::2; do
  step "$host: a closed port, datagrams"
  client python3 "$here/peer.py" refused $host || exit 1
  client python3 "$here/peer.py" datagrams $host || exit 1
  step "$host: $bytes bytes to the kernel"
  client python3 "$here/peer.py" fetch $host "$bytes" || exit 1
  step "$host: $bytes bytes from the kernel"
  client python3 "$here/peer.py" send $host "$bytes" || exit 1
done

step "segments come from the stack put together"
ip -s -j link show tap0 | python3 -c '
import json, sys
rx = json.load(sys.stdin)[0]["stats64"]["rx"]
sys.exit(0 if rx["bytes"] > 3000 * rx["packets"] else "%d bytes in %d frames" % (rx["bytes"], rx["packets"]))' || fail "they do not"

if command -v ss >/dev/null; then
  step "what ss sees of a connection"
  client python3 "$here/peer.py" fetch 10.9.0.2 30000000 &
  fetching=$!
  seen=
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    seen=$(client ss -tino state established dst 10.9.0.2 | tail -1)
    case $seen in *mss:*) break ;; esac
    sleep 0.02
  done
  wait $fetching || exit 1
  case $seen in *sack*wscale:*mss:1460*) ;; *) fail "ss says: $seen" ;; esac
fi
echo "passed: $((bytes * 4)) bytes and no difference"
