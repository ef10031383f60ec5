# lab: network namespaces for one test, and the processes in them. Sourced, with `here` (this folder) and `programs` set.
#
#   stack's tap0 ──┐
#                  ├─ br0 (10.9.0.1, fd00:9::1) ── veth ── the client's namespace (10.9.0.3, fd00:9::3)
#   this shell ────┘            └── a lossy wire ── the far client's namespace (10.9.0.4, fd00:9::4)
#
#   lab_enter "$@"             goes on in namespaces of its own, or ends with 77 and a word where that is not allowed
#   lab_build                  makes the network
#   lab_start <name> <cmd…>    starts it in the background and waits for its line "ready"; its words are in $lab/<name>
#   lab_end <name>             ends it
#   client <cmd…>, far <cmd…>  runs it in that namespace
#
# LAB_KEEP=<folder> keeps their words there. Everything that was started is ended by its number when the shell ends; the namespaces go with the last process in them.

skip() { echo "skipped: $*"; exit 77; }
fail() { echo "failed: $*"; exit 1; }
step() { echo "- $*"; }

lab_enter() {
  if [ -z "${LAB_INSIDE:-}" ]; then
    [ "$(id -u)" = 0 ] && own= || own=-r
    unshare $own -n true 2>/dev/null || skip "network namespaces are not allowed here"
    LAB_INSIDE=1 exec unshare $own -n sh "$0" "$@"
  fi
  for tool in ip python3; do command -v $tool >/dev/null || skip "$tool is missing"; done
  [ -c /dev/net/tun ] || skip "there is no /dev/net/tun"
  ip tuntap add dev trial mode tap 2>/dev/null && ip link del trial || skip "TAP interfaces are not allowed here"
  lab=$(mktemp -d) || exit 1
  lab_pids=
  trap 'lab_close' EXIT
  trap 'exit 1' HUP INT TERM
}

lab_close() {
  [ -z "${LAB_KEEP:-}" ] || cp -r "$lab" "$LAB_KEEP"
  for pid in $lab_pids; do kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$lab"
}

# A namespace lives while a process is in it.
lab_space() {
  unshare -n sleep 900 &
  space=$!
  lab_pids="$lab_pids $space"
  tries=0
  until [ "$(readlink /proc/$space/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do
    tries=$((tries + 1)); [ $tries -lt 100 ] || fail "no namespace"
    sleep 0.05
  done
}

client() { nsenter -t "$client_space" -n "$@"; }
far() { nsenter -t "$far_space" -n "$@"; }

lab_build() {
  lab_space; client_space=$space
  ip link set lo up
  ip link add br0 type bridge && ip link set br0 up || skip "the kernel has no bridges"
  ip tuntap add dev tap0 mode tap && ip link set tap0 master br0 up
  ip link add v0 type veth peer name v1 netns "$client_space" || skip "the kernel has no veth"
  ip link set v0 master br0 up
  ip addr add 10.9.0.1/24 dev br0
  ip addr add fd00:9::1/64 dev br0 nodad
  client ip link set lo up
  client ip link set v1 up
  client ip addr add 10.9.0.3/24 dev v1
  client ip addr add fd00:9::3/64 dev v1 nodad
}

# lab_far <per cent lost> <milliseconds each way>: netem where the kernel has it, else a wire of our own.
lab_far() {
  lab_space; far_space=$space
  far ip link set lo up
  ip link add f0 type veth peer name f1 netns "$far_space"
  if tc qdisc add dev f0 root netem loss "$1%" delay "$2ms" limit 1000 2>/dev/null &&
     far tc qdisc add dev f1 root netem loss "$1%" delay "$2ms" limit 1000 2>/dev/null; then
    ip link set f0 master br0 up
    lossy="netem"
  else
    ip link del f0
    lab_start wire "$programs/outside_wire" f0 f1 "$1" "$2" 7
    ip link set f0 master br0 up
    ip link set f1 netns "$far_space"
    lossy="a wire of our own, as this kernel has no netem"
  fi
  far ip link set f1 up
  far ip addr add 10.9.0.4/24 dev f1
  far ip addr add fd00:9::4/64 dev f1 nodad
}

lab_start() {
  name=$1
  shift
  : >"$lab/$name"
  "$@" >"$lab/$name" 2>&1 &
  eval "pid_$name=$!"
  lab_pids="$lab_pids $!"
  tries=0
  until grep -q '^ready' "$lab/$name"; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || { cat "$lab/$name"; fail "$name does not start"; }
    kill -0 "$(eval echo "\$pid_$name")" 2>/dev/null || { cat "$lab/$name"; fail "$name has ended"; }
    sleep 0.1
  done
}

lab_end() {
  eval "pid=\$pid_$1"
  kill "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  return 0
}

peer() { python3 "$here/peer.py" "$@"; }
