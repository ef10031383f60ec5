#!/bin/sh
# spec_rows: holds spec_rows.txt, the list of what the contract says and which test shows it, against the tests that exist.
#
#   sh tests/spec_rows.sh <tests folder>      prints each row without a line and each test without a source; status 1 if any
#
# A test is the exact text of a TEST_CASE below the folder, or the name of an add_test in a CMakeLists.txt there.
set -u
cd "${1:?the tests folder}" || exit 2

rows='1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 1.10
2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.8a 2.9 2.10
3.1 3.2 3.3 3.4 3.5 3.5a 3.6
4.WSA_IO_PENDING 4.WSA_OPERATION_ABORTED 4.WSAEACCES 4.WSAEFAULT 4.WSAEINPROGRESS 4.WSAEINTR 4.WSAEINVAL 4.WSAENETDOWN
4.WSAENOTSOCK 4.WSAEOPNOTSUPP 4.WSANOTINITIALISED
5.IP_TTL 5.IP_UNICAST_IF 5.IPV6_UNICAST_HOPS 5.IPV6_UNICAST_IF 5.IPV6_V6ONLY 5.SO_CONDITIONAL_ACCEPT 5.SO_EXCLUSIVEADDRUSE
5.SO_PORT_SCALABILITY 5.SO_RCVBUF 5.SO_REUSEADDR 5.TCP_BSDURGENT 5.MSG_OOB 5.SIOCATMARK 5.SO_OOBINLINE
5.TCP_NODELAY 5.SO_KEEPALIVE 5.SO_SNDBUF 5.SO_LINGER 5.SO_RCVTIMEO 5.SO_SNDTIMEO 5.SO_UPDATE_ACCEPT_CONTEXT
5.SO_UPDATE_CONNECT_CONTEXT 5.SO_ERROR 5.SO_TYPE 5.SO_PROTOCOL_INFO 5.SO_CONNECT_TIME
6.socket 6.WSASocket 6.WSAGetOverlappedResult 6.WSAGetLastError 6.option_families
7.query_path 7.query_counters 7.policy
8.time_wait 8.ephemeral_ports 8.threads 8.default_buffers 8.echo 8.reset_discards 8.closed_wakes 8.backlog'

tests=$(mktemp) || exit 2
trap 'rm -f "$tests"' EXIT
find . -name '*.cpp' -exec sed -n 's/^TEST_CASE\(_METHOD([A-Za-z_:]*, \|(\)"\([^"]*\)".*/\2/p' {} + >"$tests"
find . -name CMakeLists.txt -exec sed -n 's/^ *add_test(NAME \([A-Za-z0-9_.-]*\).*/\1/p' {} + >>"$tests"

awk -F ' [|] ' -v rows="$rows" -v tests="$tests" '
  function wrong(what) { print "spec_rows: " what; bad = 1 }
  BEGIN {
    while ((getline one < tests) > 0) exists[one] = 1
    n = split(rows, list, /[ \n]+/)
    for (i = 1; i <= n; i++) known[list[i]] = 1
  }
  /^#/ || /^$/ { next }
  NF != 2 { wrong("line " FNR " is not \"row | test\": " $0); next }
  !($1 in known) { wrong("line " FNR ": there is no row " $1); next }
  { seen[$1] = 1 }
  $2 ~ /^later: / { later++; next }
  !($2 in exists) { wrong("line " FNR ": no such test: " $2); next }
  { shown++ }
  END {
    for (i = 1; i <= n; i++) if (!(list[i] in seen)) wrong("nothing stands for row " list[i])
    printf "spec_rows: %d tests named, %d rows or parts of rows later\n", shown, later
    exit bad
  }
' spec_rows.txt
