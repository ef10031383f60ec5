#!/bin/sh
# configuration: addresses by DHCP and router advertisements, names by DNS, all from dnsmasq; then a Winsock client that uses them.
#
#   sh tests/outside/configuration.sh <folder of the programs>
set -u
here=$(cd "$(dirname "$0")" && pwd)
programs=${1:?the folder of the programs}
. "$here/lab.sh"
command -v dnsmasq >/dev/null || { echo "skipped: dnsmasq is missing"; exit 77; }
lab_enter "$@"
lab_build

dnsmasq --keep-in-foreground --conf-file=/dev/null --pid-file --user=root --log-facility=- --interface=br0 --bind-interfaces \
  --no-resolv --no-hosts --address=/lab.test/10.9.0.3 --address=/lab.test/fd00:9::3 \
  --dhcp-range=10.9.0.50,10.9.0.60,255.255.255.0,2m --dhcp-option=3,10.9.0.1 --dhcp-option=6,10.9.0.1 --dhcp-leasefile="$lab/leases" \
  --enable-ra --dhcp-range=fd00:9::,ra-only,64,2m --dhcp-option=option6:dns-server,[fd00:9::1] >"$lab/dnsmasq" 2>&1 &
lab_pids="$lab_pids $!"
# Without a shell between, so that its number is the one that is ended.
lab_start kernel nsenter -t "$client_space" -n python3 "$here/peer.py" serve 8080

export LOOPSOCK_TAP=tap0,dhcp,slaac
step "a name of the DNS server that DHCP and the router told"
found=$("$programs/outside_client" resolve lab.test) || { echo "$found"; cat "$lab/dnsmasq"; fail "lab.test is not found"; }
case $found in *fd00:9::3*10.9.0.3* | *10.9.0.3*fd00:9::3*) ;; *) fail "lab.test is: $found" ;; esac
grep -q ' 10\.9\.0\.[56]' "$lab/leases" || fail "there is no lease"

step "a client on our stack fetches from the kernel, by that name"
want="2000000 bytes $(peer sum 2000000)"
got=$("$programs/outside_client" fetch lab.test 8080 /2000000)
[ "$got" = "$want" ] || fail "it has: $got"
step "and over IPv4"
got=$("$programs/outside_client" fetch 10.9.0.3 8080 /2000000)
[ "$got" = "$want" ] || fail "it has: $got"

step "a closed port of the kernel's refuses"
got=$("$programs/outside_client" connect 10.9.0.3 81)
case $got in "error 10061 after "*) ;; *) fail "it says: $got" ;; esac
step "without a route there is no waiting"
got=$(LOOPSOCK_TAP=tap0,10.9.0.2/24 "$programs/outside_client" connect 192.0.2.1 80)
case $got in "error 10051 after "?" ms") ;; *) fail "it says: $got" ;; esac
echo "passed"
